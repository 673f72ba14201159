"""The report's table of failures: question, expected, got and cited, side by side, everything escaped."""

from collections import Counter
from collections.abc import Sequence
from html import escape

from bot.evaluation.failures import Failure
from bot.evaluation.measure_text import KIND_NAMES, time_text
from bot.evaluation.outcomes import Outcome
from bot.wording import counted

MOST_FAILURES = 100
LONGEST_TEXT = 600


def failures_section(found: Sequence[Failure], questions: int) -> str:
    """How many outcomes have which fault, and the worst of each as a table."""
    if not found:
        return "<section><h2>Failures</h2><p>None: every outcome is as the labels want it.</p></section>"
    counts = Counter(failure.fault for failure in found)
    tally = "".join(f"<li><b>{count:,}</b> {fault.words}</li>" for fault, count in sorted(counts.items()))
    shown = _spread(found)
    more = f" {len(shown)} of them are shown, every kind among them." if len(shown) < len(found) else ""
    rows = "".join(map(_failure_row, shown))
    head = "<tr><th>What</th><th>Question</th><th>Expected</th><th>Got</th><th>Citations</th></tr>"
    return (
        f"<section><h2>Failures, worst first</h2>"
        f"<p>{len(found):,} of {counted(questions, 'outcome')} {'is' if len(found) == 1 else 'are'} "
        f"not as the labels want {'it' if len(found) == 1 else 'them'}.{more}</p>"
        f'<ul class="tally">{tally}</ul>'
        f'<table class="failures"><thead>{head}</thead><tbody>{rows}</tbody></table></section>'
    )


def _spread(found: Sequence[Failure]) -> list[Failure]:
    """At most `MOST_FAILURES`, an equal share of each fault first, so that one frequent fault hides no other."""
    if len(found) <= MOST_FAILURES:
        return list(found)
    each = MOST_FAILURES // len({failure.fault for failure in found})
    seen: Counter[int] = Counter()
    kept = []
    for failure in found:
        seen[failure.fault] += 1
        if seen[failure.fault] <= each:
            kept.append(failure)
    return kept


def _failure_row(failure: Failure) -> str:
    outcome, question = failure.outcome, failure.outcome.question
    earlier = "".join(f'<div class="turn">{turn.role}: {_text(turn.text, 160)}</div>' for turn in question.history[-2:])
    place = "" if not question.relevant else f"ranked {failure.place}" if failure.place else "not ranked"
    kind = f"{KIND_NAMES[outcome.kind]}, {time_text(outcome.ms)}"
    return (
        f'<tr><td><span class="fault f{failure.fault.value}">{failure.fault.words}</span>'
        f'<div class="id">{escape(question.id)}</div><div class="id">{place}</div></td>'
        f'<td data-name="Question">{earlier}{_text(question.shown)}</td>'
        f'<td data-name="Expected">{_expected(outcome)}</td>'
        f'<td data-name="Got">{_text(outcome.text) or "–"}<div class="id">{kind}</div></td>'
        f'<td data-name="Citations">{_cited(outcome)}</td></tr>'
    )


def _expected(outcome: Outcome) -> str:
    question = outcome.question
    if not question.answerable:
        return "<em>no answer is in the documents</em>"
    answer = _text(question.accepted[0]) if question.accepted else ""
    documents = "".join(f'<div class="id">{escape(document)}</div>' for document in list(question.relevant)[:5])
    return (answer + documents) or "–"


def _cited(outcome: Outcome) -> str:
    if not outcome.citations:
        closest = "".join(f'<div class="id">{escape(ranked.document)}</div>' for ranked in outcome.ranking[:3])
        return f"<em>none; ranked first:</em>{closest}" if closest else "<em>none</em>"
    return "".join(
        f'<div class="id">{escape(cited.document)}</div><blockquote class="{"" if cited.verbatim else "false"}">'
        f"{_text(cited.quote, 200)}</blockquote>"
        for cited in outcome.citations[:4]
    )


def _text(text: str, longest: int = LONGEST_TEXT) -> str:
    return escape(text if len(text) <= longest else text[:longest].rstrip() + " …")

"""Writes `report.html`: one file that holds everything, runs no script, and opens without a network.

Whatever comes from a document, a question or an answer is escaped: a report must not run what it quotes.
"""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from pathlib import Path

from bot.evaluation import charts
from bot.evaluation.failures import failures
from bot.evaluation.failures_section import failures_section
from bot.evaluation.measure_text import MEASURE_NAMES, STAGE_NAMES, interval_text, share_text, time_text
from bot.evaluation.metrics import Measure
from bot.evaluation.outcomes import Evaluation
from bot.evaluation.page import SECTION_TITLES, page
from bot.evaluation.summary import Summary
from bot.wording import counted

MOST_PROBLEMS = 20

_HEADLINES = (
    ("retrieval", "recall@5"),
    ("retrieval", "mrr"),
    ("answers", "contained"),
    ("answers", "token_f1"),
    ("abstention", "recall"),
    ("citations", "precision"),
    ("citations", "verbatim_quotes"),
)


def write_report(evaluation: Evaluation, summary: Summary, out: Path) -> None:
    """Writes `report.html` into the folder `out`."""
    sections = [
        _headlines(summary),
        f'<section class="plots">{"".join(_plots(evaluation))}</section>',
        _figures(summary),
        _times(summary),
        failures_section(failures(evaluation.outcomes), len(evaluation.outcomes)),
        _problems(evaluation),
        _notes(evaluation),
    ]
    html = page(
        title=f"Evaluation on {escape(summary.name)}",
        subtitle=_subtitle(summary),
        body="\n".join(filter(None, sections)),
    )
    (out / "report.html").write_text(html, encoding="utf-8")


def _subtitle(summary: Summary) -> str:
    today = datetime.now().astimezone()
    unanswerable = f" ({summary.unanswerable:,} unanswerable)" if summary.unanswerable else ""
    found = f"{counted(summary.documents, 'document')}, {counted(summary.chunks, 'passage')}"
    return (
        f"{counted(summary.questions, 'question')}{unanswerable} on {found}, ingested in {summary.ingest_s:,.0f} s. "
        f"{today.day} {today:%B %Y, %H:%M}."
    )


def _headlines(summary: Summary) -> str:
    tiles = []
    for section, key in _HEADLINES:
        measure: Measure | None = getattr(summary, section).get(key)
        if measure is not None and measure.n:
            tiles.append(_tile(MEASURE_NAMES[section][key], share_text(measure), interval_text(measure)))
    stage = "total" if "total" in summary.latency else "search"
    half = summary.latency[stage]["p50"]
    tiles.append(
        _tile(f"{STAGE_NAMES[stage]}, median", time_text(half), f"95% in {time_text(summary.latency[stage]['p95'])}")
    )
    return f'<section class="tiles">{"".join(tiles)}</section>'


def _tile(name: str, value: str, below: str) -> str:
    return (
        f'<div class="tile"><div class="name">{name}</div>'
        f'<div class="value">{value}</div><div class="below">{below}</div></div>'
    )


def _plots(evaluation: Evaluation) -> Iterable[str]:
    outcomes = evaluation.outcomes
    if any(outcome.question.relevant for outcome in outcomes):
        yield _card("Recall", "The share of right documents among the first ones found.", charts.recall_plot(outcomes))
    yield _card(
        "Time",
        "The share of questions that were done within a time.",
        charts.latency_plot(outcomes, evaluation.retrieval_only),
    )
    if not evaluation.retrieval_only:
        caption = "What the questions were answered with; the numbers in the bars are questions."
        yield _card("Kinds of answer", caption, charts.kinds_plot(outcomes))
        yield _card(
            "Silence", "Right decisions are green: answer what can be answered.", charts.abstention_plot(outcomes)
        )


def _card(title: str, caption: str, plot: str) -> str:
    return f"<figure><h2>{title}</h2><figcaption>{caption}</figcaption>{plot}</figure>"


def _figures(summary: Summary) -> str:
    rows = []
    for section, names in MEASURE_NAMES.items():
        measured = [(names[key], measure) for key, measure in getattr(summary, section).items() if measure.n]
        if measured:
            rows.append(f'<tbody><tr><th colspan="5" scope="rowgroup">{SECTION_TITLES[section]}</th></tr>')
            rows.extend(_measure_row(name, measure) for name, measure in measured)
            rows.append("</tbody>")
    head = (
        "<tr><th>Measure</th><th class=n>Value</th><th class=scale>0<span>1</span></th>"
        "<th class=n>95% interval</th><th class=n>Cases</th></tr>"
    )
    return f'<section><h2>Figures</h2><table class="figures"><thead>{head}</thead>{"".join(rows)}</table></section>'


def _measure_row(name: str, measure: Measure) -> str:
    low, high, value = (100 * (number or 0.0) for number in (measure.low, measure.high, measure.value))
    bar = (
        f'<div class="bar"><i class="interval" style="left:{low:.1f}%;width:{high - low:.1f}%"></i>'
        f'<i class="point" style="left:{value:.1f}%"></i></div>'
    )
    return (
        f"<tr><td>{name}</td><td class=n>{share_text(measure)}</td><td>{bar}</td>"
        f"<td class=n>{interval_text(measure)}</td><td class=n>{measure.n:,}</td></tr>"
    )


def _times(summary: Summary) -> str:
    heads = "".join(f"<th class=n>{name}</th>" for name in next(iter(summary.latency.values())))
    rows = "".join(
        f"<tr><td>{STAGE_NAMES[stage]}</td>{''.join(f'<td class=n>{time_text(ms)}</td>' for ms in times.values())}</tr>"
        for stage, times in summary.latency.items()
    )
    table = f'<table class="times"><thead><tr><th>Stage</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f"<section><h2>Percentiles of time</h2>{table}</section>"


def _problems(evaluation: Evaluation) -> str:
    problems = evaluation.problems
    if not problems:
        return ""
    rows = "".join(
        f"<tr><td>{escape(found.document)}</td><td>{escape(found.problem)} {escape(found.next_step)}</td></tr>"
        for found in problems[:MOST_PROBLEMS]
    )
    more = f"<p>The first {MOST_PROBLEMS} are shown.</p>" if len(problems) > MOST_PROBLEMS else ""
    head = "<thead><tr><th>Document</th><th>Problem</th></tr></thead>"
    title = "Documents and pictures that could not be read"
    return f'<section><h2>{title}</h2>{more}<table class="problems">{head}{rows}</table></section>'


def _notes(evaluation: Evaluation) -> str:
    notes = [
        "An interval is the middle 95% of 2,000 bootstrap samples; "
        "paraphrases of one question and turns of one conversation are drawn together.",
        "A document is ranked by its best passage.",
    ]
    if not evaluation.retrieval_only:
        notes += [
            "An answer that was not given counts as wrong in exact match, token F1 and contained.",
            "Silence is “not found” or a question back. "
            "A quote is verbatim if the document as ingested holds it character for character.",
            "Questions are asked one after another; the first one's time includes loading the writer.",
        ]
    if any(outcome.question.stand_ins for outcome in evaluation.outcomes):
        notes.append(
            "Where the labels name further documents that hold the answer, finding or citing one of them is right too."
        )
    notes.extend(escape(note) for note in evaluation.labelled.notes)
    items = "".join(f"<li>{note}</li>" for note in notes)
    return f'<section class="notes"><h2>How this was measured</h2><ul>{items}</ul></section>'

"""Step 5: verify. Lets through what the passages say, puts the extract in the place of what they don't."""

from collections.abc import Iterable, Iterator, Sequence

from bot.grounding.extract import block_around, shown
from bot.grounding.piece import Verified
from bot.grounding.stream import SentenceStream, Written
from bot.grounding.support import find_support
from bot.grounding.terms import stems
from bot.steps.read import Evidence, Reading

EVIDENCE_TRUSTED = 4
"""Units good enough to stand in for a sentence that was dropped."""

LIKENESS = 0.5
"""Share of a dropped sentence's words that a unit must have to stand in its place."""

PATIENCE = 2
"""Sentences in a row that may fail before the writer is told to stop."""


def verify(pieces: Iterable[str], reading: Reading) -> Iterator[Verified]:
    """Checks each sentence as it is finished; what is yielded is supported, word for word or by the check.

    The best evidence is always part of the answer: where the writer left it out, it follows as an extract.
    """
    covered: set[tuple[int, int]] = set()
    said: set[str] = set()
    failures = 0
    for sentence in _sentences(pieces):
        key = " ".join(sentence.text.lower().split())
        if key in said:
            failures += 1
        else:
            said.add(key)
            verified = list(_checked(sentence, reading, covered))
            failures = 0 if any(v.source == "writer" for v in verified) else failures + 1
            yield from verified
        if failures >= PATIENCE:
            break
    if reading.evidence and (best := reading.evidence[0]) and (best.excerpt, best.unit) not in covered:
        yield from _extract(reading, best, covered)


def _sentences(pieces: Iterable[str]) -> Iterator[Written]:
    stream = SentenceStream()
    for piece in pieces:
        yield from stream.feed(piece)
    yield from stream.flush()


def _checked(sentence: Written, reading: Reading, covered: set[tuple[int, int]]) -> Iterator[Verified]:
    support = find_support(sentence.text, reading.excerpts)
    if support is not None:
        units = [(support.excerpt, n) for n in range(support.first, support.last + 1)]
        if all(unit in covered for unit in units):
            return
        covered.update(units)
        text = f"{sentence.lead} {sentence.text}".strip()
        yield Verified(text, "writer", support.excerpt, support.first, support.last, bool(sentence.lead))
        return
    stand_in = _nearest(sentence.text, reading)
    if stand_in is not None and (stand_in.excerpt, stand_in.unit) not in covered:
        yield from _extract(reading, stand_in, covered)


def _nearest(text: str, reading: Reading) -> Evidence | None:
    """The trusted unit that shares most of a sentence's words, if it shares enough."""
    wanted = stems(text)
    if not wanted:
        return None

    def likeness(evidence: Evidence) -> float:
        return len(wanted & reading.excerpts[evidence.excerpt].stems[evidence.unit]) / len(wanted)

    best = max(reading.evidence[:EVIDENCE_TRUSTED], key=likeness, default=None)
    return best if best is not None and likeness(best) >= LIKENESS else None


def _extract(reading: Reading, evidence: Evidence, covered: set[tuple[int, int]]) -> Iterator[Verified]:
    excerpt = reading.excerpts[evidence.excerpt]
    first, last = block_around(excerpt, evidence.unit)
    covered.update((evidence.excerpt, n) for n in range(first, last + 1))
    yield Verified(shown(excerpt, first, last), "document", evidence.excerpt, first, last, first != last)


def extract_only(reading: Reading) -> Sequence[Verified]:
    """The answer without a writer: the best evidence, quoted."""
    return list(verify((), reading))

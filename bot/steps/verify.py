"""Step 6: verify. Lets through what the passages say, puts the extract in the place of what they don't."""

from collections.abc import Iterable, Iterator

from bot.grounding.excerpt import Excerpt
from bot.grounding.extract import block_around, shown
from bot.grounding.piece import Verified
from bot.grounding.stream import SentenceStream, Written
from bot.grounding.support import Support, find_support
from bot.grounding.terms import stems
from bot.steps.read import Evidence, Reading

LIKENESS = 0.5
"""Share of a dropped sentence's words that a unit must have to stand in its place."""

NEIGHBOUR_SHARE = 0.7
"""How well a neighbouring sentence must fit, beside the best one, to be quoted with it."""

PATIENCE = 2
"""Sentences in a row that may fail before the writer is told to stop."""

Place = tuple[int, int]
"""An excerpt's number and a unit's in it."""


def verify(pieces: Iterable[str], reading: Reading) -> Iterator[Verified]:
    """Checks each sentence as it is finished; what is yielded is supported, word for word or by the check.

    The units that the answer needs are always part of it: where the writer left one out, it follows as an extract.
    """
    covered: set[Place] = set()
    said: set[str] = set()
    failures = 0
    for sentence in _sentences(pieces):
        key = " ".join(sentence.text.lower().split())
        verified = [] if key in said else list(_checked(sentence, reading, covered))
        said.add(key)
        yield from verified
        failures = 0 if verified else failures + 1
        if failures >= PATIENCE:
            break
    needed = _needed(reading)
    for evidence in needed:
        if (evidence.excerpt, evidence.unit) in covered:
            continue
        if evidence == needed[0]:
            yield _best_extract(reading, evidence, covered)
        else:
            yield _extract(reading, evidence.excerpt, evidence.unit, covered)


def _needed(reading: Reading) -> list[Evidence]:
    """The units that the answer must give, those of one document: the one that the search placed first among theirs.

    Units that fit about equally well come from neighbours of the right document as often as from itself.
    """
    needed = reading.needed
    document = reading.excerpts[min((e.excerpt for e in needed), default=0)].passage.document_key
    return [e for e in needed if reading.excerpts[e.excerpt].passage.document_key == document]


def _sentences(pieces: Iterable[str]) -> Iterator[Written]:
    stream = SentenceStream()
    for piece in pieces:
        yield from stream.feed(piece)
    yield from stream.flush()


def _checked(sentence: Written, reading: Reading, covered: set[Place]) -> Iterator[Verified]:
    support = find_support(sentence.text, reading.excerpts)
    if support is None:
        stand_in = _nearest(sentence.text, reading)
        if stand_in is not None and (stand_in.excerpt, stand_in.unit) not in covered:
            yield _extract(reading, stand_in.excerpt, stand_in.unit, covered)
        return
    excerpt = reading.excerpts[support.excerpt]
    places = {(support.excerpt, n) for n in range(support.first, support.last + 1)}
    if places <= covered or not _is_relevant(support, reading):
        return
    if block_around(excerpt, support.first) != (support.first, support.first):
        # A step without the others, or a line that opens a list without the list, is no answer.
        yield _extract(reading, support.excerpt, support.first, covered)
    elif not sentence.text.endswith(":"):
        covered |= places
        text = f"{sentence.lead} {sentence.text}".strip()
        yield Verified(text, "writer", support.excerpt, support.first, support.last, bool(sentence.lead))


def _is_relevant(support: Support, reading: Reading) -> bool:
    """True if a unit that supports the sentence, or the list it belongs to, speaks to the question."""
    excerpt = reading.excerpts[support.excerpt]
    first, last = block_around(excerpt, support.first)
    last = max(last, support.last)
    return any(e.excerpt == support.excerpt and first <= e.unit <= last for e in reading.relevant)


def _nearest(text: str, reading: Reading) -> Evidence | None:
    """The needed unit that shares most of a sentence's words, if it shares enough."""
    wanted = stems(text)
    if not wanted:
        return None

    def likeness(evidence: Evidence) -> float:
        return len(wanted & reading.excerpts[evidence.excerpt].stems[evidence.unit]) / len(wanted)

    best = max(_needed(reading), key=likeness, default=None)
    return best if best is not None and likeness(best) >= LIKENESS else None


def _extract(reading: Reading, number: int, unit: int, covered: set[Place]) -> Verified:
    """A unit word for word, with the list that it belongs to."""
    excerpt = reading.excerpts[number]
    return _quoted(excerpt, number, *block_around(excerpt, unit), covered)


def _best_extract(reading: Reading, best: Evidence, covered: set[Place]) -> Verified:
    """The best unit word for word; a sentence with those of its paragraph that go on to say what was asked.

    "Error 809 means that the ports are blocked." is half an answer to "how do I fix it": the fix comes next.
    """
    excerpt = reading.excerpts[best.excerpt]
    first, last = block_around(excerpt, best.unit)
    if first == last == best.unit:
        last += reading.asks_how and excerpt.runs_on(last)
        while excerpt.runs_on(last) and reading.fits(best.excerpt, last + 1, NEIGHBOUR_SHARE):
            last += 1
        while first > 0 and excerpt.runs_on(first - 1) and reading.fits(best.excerpt, first - 1, NEIGHBOUR_SHARE):
            first -= 1
    return _quoted(excerpt, best.excerpt, first, last, covered)


def _quoted(excerpt: Excerpt, number: int, first: int, last: int, covered: set[Place]) -> Verified:
    covered.update((number, n) for n in range(first, last + 1))
    is_block = any(unit.kind != "sentence" for unit in excerpt.units[first : last + 1])
    return Verified(shown(excerpt, first, last), "document", number, first, last, opens_line=is_block)

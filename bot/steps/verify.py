"""Step 6: verify. Lets through what the passages say, puts the extract in the place of what they don't."""

from collections.abc import Iterable, Iterator, Sequence

from bot.grounding.display import shown
from bot.grounding.excerpt import Excerpt
from bot.grounding.extract import block_around
from bot.grounding.piece import Verified
from bot.grounding.stream import SentenceStream, Written
from bot.grounding.support import Support, find_support
from bot.grounding.terms import stems
from bot.steps.read import Evidence, Reading
from bot.steps.rivals import document_of, needed_units

LIKENESS = 0.5
"""Share of a dropped sentence's words that a unit must have to stand in its place."""

NEIGHBOUR_SHARE, BROAD_SHARE = 0.7, 0.5
"""How well a neighbouring sentence must fit, beside the best one, to be quoted with it; the second where the question
asks broadly. Everywhere the second would bring northwind, which asks for accounts, from an F1 of .448 to .476, and
workarena, which asks for facts, from .227 to .139; told apart they have .466 and .218."""

PATIENCE = 2
"""Sentences in a row that may fail before the writer is told to stop."""

Place = tuple[int, int]
"""An excerpt's number and a unit's in it."""


def verify(pieces: Iterable[str], reading: Reading, question: str = "") -> Iterator[Verified]:
    """Checks each sentence as it is finished; what is yielded is supported, word for word or by the check.

    The units that the answer needs are always part of it: where the writer left one out, it follows as an extract.
    """
    needed = needed_units(question, reading)
    covered: set[Place] = set()
    said: set[str] = set()
    failures = 0
    for sentence in _sentences(pieces):
        key = " ".join(sentence.text.lower().split())
        verified = [] if key in said else list(_checked(sentence, reading, needed, covered))
        said.add(key)
        yield from verified
        failures = 0 if verified else failures + 1
        if failures >= PATIENCE:
            break
    for evidence in needed:
        if (evidence.excerpt, evidence.unit) not in covered:
            yield _needed_extract(reading, evidence, needed, covered)


def _sentences(pieces: Iterable[str]) -> Iterator[Written]:
    stream = SentenceStream()
    for piece in pieces:
        yield from stream.feed(piece)
    yield from stream.flush()


def _checked(
    sentence: Written, reading: Reading, needed: Sequence[Evidence], covered: set[Place]
) -> Iterator[Verified]:
    support = find_support(sentence.text, reading.excerpts)
    if support is None:
        # The best unit comes first, whatever the writer begins with.
        stand_in = _nearest(sentence.text, reading, needed if covered else needed[:1])
        if stand_in is not None and (stand_in.excerpt, stand_in.unit) not in covered:
            yield _needed_extract(reading, stand_in, needed, covered)
        return
    excerpt = reading.excerpts[support.excerpt]
    places = {(support.excerpt, n) for n in range(support.first, support.last + 1)}
    if places <= covered or not _is_relevant(support, reading, needed):
        return
    follows = excerpt.leans_back(support.first) and (support.excerpt, support.first - 1) in covered
    if not follows and block_around(excerpt, support.first) != (support.first, support.first):
        # A step without the others, or a line that opens a list without the list, is no answer.
        yield _extract(reading, support.excerpt, support.first, covered)
    elif not sentence.text.endswith(":"):
        covered |= places
        text = f"{sentence.lead} {sentence.text}".strip()
        yield Verified(text, "writer", support.excerpt, support.first, support.last, bool(sentence.lead))


def _is_relevant(support: Support, reading: Reading, needed: Sequence[Evidence]) -> bool:
    """True if a unit that supports the sentence, or the list it belongs to, speaks to the question.

    It must stand in a document that the answer needs: its neighbours say much the same, of something else.
    """
    documents = {document_of(reading, e) for e in needed}
    if reading.excerpts[support.excerpt].passage.document_key not in documents:
        return False
    excerpt = reading.excerpts[support.excerpt]
    first, last = block_around(excerpt, support.first)
    last = max(last, support.last)
    return any(e.excerpt == support.excerpt and first <= e.unit <= last for e in reading.relevant)


def _nearest(text: str, reading: Reading, needed: Sequence[Evidence]) -> Evidence | None:
    """The needed unit that shares most of a sentence's words, if it shares enough."""
    wanted = stems(text)
    if not wanted:
        return None

    def likeness(evidence: Evidence) -> float:
        return len(wanted & reading.excerpts[evidence.excerpt].stems[evidence.unit]) / len(wanted)

    best = max(needed, key=likeness, default=None)
    return best if best is not None and likeness(best) >= LIKENESS else None


def _needed_extract(reading: Reading, evidence: Evidence, needed: Sequence[Evidence], covered: set[Place]) -> Verified:
    """A needed unit word for word; the best one with what goes on to answer beside it."""
    if evidence == needed[0]:
        return _best_extract(reading, evidence, covered)
    return _extract(reading, evidence.excerpt, evidence.unit, covered)


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
    share = BROAD_SHARE if reading.asks_broadly else NEIGHBOUR_SHARE
    if last == best.unit and all(unit.kind == "sentence" for unit in excerpt.units[first : last + 1]):
        last += reading.asks_how and excerpt.runs_on(last)
        while excerpt.runs_on(last) and reading.fits(best.excerpt, last + 1, share):
            last += 1
        while first > 0 and excerpt.runs_on(first - 1) and reading.fits(best.excerpt, first - 1, share):
            first -= 1
    return _quoted(excerpt, best.excerpt, first, last, covered)


def _quoted(excerpt: Excerpt, number: int, first: int, last: int, covered: set[Place]) -> Verified:
    while first < last and (number, first) in covered and excerpt.runs_on(first):
        first += 1  # a sentence that is there only to lean on, and was said
    covered.update((number, n) for n in range(first, last + 1))
    is_block = any(unit.kind != "sentence" for unit in excerpt.units[first : last + 1])
    return Verified(shown(excerpt, first, last), "document", number, first, last, opens_line=is_block)

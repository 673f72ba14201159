"""Step 6: verify. Lets through what the passages say, and puts an extract in place of what they do not say."""

from collections.abc import Iterable, Iterator, Sequence

from bot.grounding.blocks import block_around
from bot.grounding.piece import Verified
from bot.grounding.stream import SentenceStream, WrittenSentence
from bot.grounding.support import Support, find_support
from bot.grounding.terms import stems
from bot.steps.evidence import Evidence, Reading
from bot.steps.quotes import Quotes

LIKENESS = 0.5
"""Share of an unsupported sentence's words that a unit must have to replace it."""

PATIENCE = 2
"""Sentences in a row that may fail the check before the writer is stopped."""


def verify(pieces: Iterable[str], reading: Reading) -> Iterator[Verified]:
    """Checks each sentence as soon as it is finished; whatever is yielded is quoted or supported.

    The units that the answer needs are always in it: one that the writer left out is quoted at the end.
    """
    quotes = Quotes(reading)
    said: set[str] = set()
    failures = 0
    for sentence in _sentences(pieces):
        key = " ".join(sentence.text.lower().split())
        verified = [] if key in said else list(_checked(sentence, quotes))
        said.add(key)
        yield from verified
        failures = 0 if verified else failures + 1
        if failures >= PATIENCE:
            break
    for evidence in _in_turn(quotes):
        if not quotes.has_said(evidence.excerpt, evidence.unit) and quotes.is_worth_quoting(evidence):
            yield from quotes.quote(evidence)


def _in_turn(quotes: Quotes) -> Sequence[Evidence]:
    """The needed units, best first; what tells a way to do something in the order in which its section tells it."""
    reading, needed = quotes.reading, quotes.reading.needed
    if not reading.asks_how or not needed:
        return needed

    def is_elsewhere(evidence: Evidence) -> bool:
        return (evidence.excerpt, _heading(reading, evidence)) != (needed[0].excerpt, _heading(reading, needed[0]))

    beside = sorted((e for e in needed if not is_elsewhere(e)), key=lambda evidence: evidence.unit)
    return (*beside, *filter(is_elsewhere, needed))


def _heading(reading: Reading, evidence: Evidence) -> str:
    return reading.excerpt_of(evidence).heading_above(evidence.unit)


def _sentences(pieces: Iterable[str]) -> Iterator[WrittenSentence]:
    stream = SentenceStream()
    for piece in pieces:
        yield from stream.feed(piece)
    yield from stream.flush()


def _checked(sentence: WrittenSentence, quotes: Quotes) -> Iterator[Verified]:
    support = find_support(sentence.text, quotes.reading.excerpts)
    if support is None:
        stand_in = _nearest(sentence.text, quotes)
        if stand_in is not None and not quotes.has_said(stand_in.excerpt, stand_in.unit):
            yield from quotes.quote(stand_in)
        return
    if quotes.has_said(support.excerpt, support.first, support.last) or not _is_relevant(support, quotes):
        return
    if quotes.is_incomplete(support):
        yield from quotes.quote_around(support)
    elif not sentence.text.endswith(":"):
        yield quotes.as_written(sentence, support)


def _is_relevant(support: Support, quotes: Quotes) -> bool:
    """True if the supporting units, or their list, are relevant to the question.

    They must stand in a document that the answer needs: others say much the same of something else.
    """
    reading = quotes.reading
    documents = {reading.document_of(e) for e in reading.needed}
    excerpt = reading.excerpts[support.excerpt]
    if excerpt.passage.document_key not in documents:
        return False
    first, last = block_around(excerpt, support.first)
    last = max(last, support.last)
    return any(e.excerpt == support.excerpt and first <= e.unit <= last for e in reading.relevant)


def _nearest(text: str, quotes: Quotes) -> Evidence | None:
    """The needed unit that has most of a sentence's words, if it has enough; at first only the best unit may come."""
    wanted = stems(text)
    if not wanted:
        return None

    def likeness(evidence: Evidence) -> float:
        return len(wanted & quotes.reading.excerpt_of(evidence).stems[evidence.unit]) / len(wanted)

    needed = quotes.reading.needed
    best = max(needed if quotes.has_begun else needed[:1], key=likeness, default=None)
    return best if best is not None and likeness(best) >= LIKENESS else None

"""Readings made by hand, for tests of what comes after reading."""

from dataclasses import replace

from markdown_it import MarkdownIt

from bot.grounding.citations import Citations
from bot.grounding.compose import Composer
from bot.grounding.excerpt import Excerpt
from bot.steps.evidence import Evidence, Reading, Signals
from bot.steps.verify import verify
from tests.bot.grounding.passages import excerpt

SIGNALS = Signals(0.9, 0.5, 0.9, 0.9, 0.9, unknown_code=False)


def reading_of(*texts: str, best: str = "", title: str = "Handbook") -> Reading:
    """A reading of passages in which the units that hold `best` answer the question, and others hardly do."""
    excerpts = tuple(excerpt(text, title, key=key) for key, text in enumerate(texts, start=1))
    evidence = [
        Evidence(number, unit, score, score)
        for number, page in enumerate(excerpts)
        for unit in range(len(page.units))
        if page.is_quotable(unit)
        for score in (0.9 if best and best in page.text(unit) else 0.6,)
    ]
    ranked = tuple(sorted(evidence, key=lambda found: -found.score))
    return Reading(excerpts, ranked, SIGNALS)


def count(markdown: str, kind: str) -> int:
    return sum(token.type == kind for token in MarkdownIt().enable("table").parse(markdown))


def texts_of(excerpts: tuple[Excerpt, ...]) -> str:
    return "\n".join(page.passage.text for page in excerpts)


def needing(text: str, *needed: str) -> Reading:
    """A reading in which just the units that hold some words answer, in that order."""
    reading = reading_of(text)
    page = reading.excerpts[0]
    found = (e for words in needed for e in reading.evidence if words in page.text(e.unit))
    return replace(reading, evidence=tuple(replace(e, score=0.9 - 0.001 * n) for n, e in enumerate(found)))


def composed(reading: Reading, *written: str) -> str:
    """What is answered from a reading where a writer wrote these sentences."""
    composer = Composer(Citations(reading.excerpts))
    for piece in verify(written, reading):
        composer.add(piece)
    return composer.text

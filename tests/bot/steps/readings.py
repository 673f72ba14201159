"""Readings made by hand, for tests of what comes after reading."""

from bot.grounding.excerpt import Excerpt
from bot.steps.evidence import Evidence, Reading, Signals
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


def texts_of(excerpts: tuple[Excerpt, ...]) -> str:
    return "\n".join(page.passage.text for page in excerpts)

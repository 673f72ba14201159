"""Behind an answer: "tell me more" and "where does it say that?" want the section that the answer stands in.

Searched for like any follow-up, the question before would be answered once more, in the same words.
"""

from bot.steps.evidence import Reading
from bot.steps.extracts.sections import Extract, as_it_stands

MOST_UNITS = 40
"""Sentences, items and rows of a section that are shown."""

FEWEST_UNITS = 3
"""Of a section with fewer, hardly more is to be told than the answer told."""


def section_around(reading: Reading) -> Extract | None:
    """The section that the best unit stands in, word for word; None if it says hardly more than that unit."""
    best = reading.evidence[0]
    excerpt = reading.excerpts[best.excerpt]
    headings = [n for n, unit in enumerate(excerpt.units) if unit.kind == "heading"]
    first = max((n + 1 for n in headings if n < best.unit), default=0)
    last = min((n for n in headings if n > best.unit), default=len(excerpt.units))
    if sum(map(excerpt.is_quotable, range(first, last))) < FEWEST_UNITS:
        return None
    heading = excerpt.heading_above(best.unit) or excerpt.passage.title
    return as_it_stands(excerpt, range(first, min(last, first + MOST_UNITS)), heading)

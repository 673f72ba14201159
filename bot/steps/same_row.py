"""Between read and write: a part of a message that names no row of a table is told by the row of the part before.

"What does the oak stool cost, and how long is the lead time?": every row of the price list has a lead time.
"""

from bot.grounding.list_structure import list_around
from bot.steps.evidence import Evidence, Reading

Place = tuple[int, int]
"""A document's key, and where in its text something begins."""


def is_told_by_row_before(before: Reading, reading: Reading) -> bool:
    """Whether the row that tells the part before tells a part too: a row of its table fits best, and is not named."""
    row, best = before.needed[0], reading.evidence[0]
    if _table(before, row) is None or _table(before, row) != _table(reading, best):
        return False
    return reading.asked.isdisjoint(reading.excerpt_of(best).stems[best.unit])


def _table(reading: Reading, evidence: Evidence) -> Place | None:
    """Where the last row of a row's table begins; None for any other unit."""
    excerpt = reading.excerpt_of(evidence)
    if excerpt.units[evidence.unit].kind != "row":
        return None
    last = excerpt.units[list_around(excerpt, evidence.unit)[1]]
    return excerpt.passage.document_key, excerpt.passage.start + last.start

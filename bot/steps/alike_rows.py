"""Finds the rows that a question fits as well as one of them: of three countries' meal rates one alone would mislead.

"How much is the meal allowance?" names none of "Meals in Germany", "Meals in Portugal" and "Meals in Spain".
"""

from bot.grounding.cells import cells_of
from bot.grounding.excerpt import Excerpt
from bot.grounding.list_structure import list_around
from bot.grounding.terms import stems
from bot.steps.evidence import Reading

MOST_ALIKE = 8
"""Of more rows than that a question wants none in particular, or one that it does not name."""


def rows_alike(reading: Reading, number: int, unit: int) -> list[int]:
    """The units of such rows in the excerpt with a number, that of the row itself among them; none for any other unit.

    The names of two rows share most of their words, and the question says nothing of what tells them apart. Rows that
    are out of the evidence, such as those of amounts that are not asked about, are no answer.
    """
    excerpt = reading.excerpts[number]
    if excerpt.units[unit].kind != "row":
        return []
    first, last = list_around(excerpt, unit)
    counting = {e.unit for e in reading.evidence if e.excerpt == number and first <= e.unit <= last}
    name = _name(excerpt, unit)
    alike = [n for n in sorted(counting) if n == unit or _is_alike(name, _name(excerpt, n), reading.asked)]
    return alike if len(alike) <= MOST_ALIKE else [unit]


def _is_alike(name: frozenset[str], other: frozenset[str], asked: frozenset[str]) -> bool:
    shared, apart = name & other, name ^ other
    is_one_thing = len(shared) >= max(len(name - other), len(other - name)) and bool(shared & asked)
    return is_one_thing and bool(name - other) and bool(other - name) and apart.isdisjoint(asked)


def _name(excerpt: Excerpt, row: int) -> frozenset[str]:
    """The stems of a row's first cell."""
    return stems(cells_of(excerpt.visible_text(row))[0])

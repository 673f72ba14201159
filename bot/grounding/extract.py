"""Chooses what of a passage is quoted together, so that an answer is whole: a list with what opens it, all steps."""

from bot.grounding.excerpt import Excerpt
from bot.grounding.support import is_taken_back
from bot.grounding.units import asks

LONGEST_BLOCK = 14
"""Units of one list that are quoted together."""

SHORT_LIST = 6
"""Items of a list that is quoted as a whole where one of them answers."""

LONGEST_NOTE = 3
"""Units between two steps of one procedure: a note, a picture, what should now be seen."""

_LISTED = ("item", "step", "code")
_TABLE = ("header", "row")


def block_around(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last unit to quote so that `unit` makes sense.

    That is its whole list with the sentence that opens it, or a sentence with the one that takes it back and the one
    that it leans on ("It ends after 4 hours."). An item says little without what its list is of ("Never:"), so it comes
    with the list's opening and what stands between; a short list comes as a whole.
    """
    first = last = unit
    if _opens_block(excerpt, unit):
        last = unit + 1
    kinds = _TABLE if excerpt.units[last].kind in _TABLE else _LISTED
    if last == unit and excerpt.units[unit].kind not in ("step", "code"):
        return _in_its_list(excerpt, unit) or (first - excerpt.leans_back(unit), last + is_taken_back(excerpt, last))
    while last - first < LONGEST_BLOCK and (before := _reach(excerpt, first, -1, kinds)) is not None:
        first = before
    if first > 0 and _opens_block(excerpt, first - 1):
        first -= 1
    while last - first < LONGEST_BLOCK and (after := _reach(excerpt, last, 1, kinds)) is not None:
        last = after
    return first, last


def _reach(excerpt: Excerpt, unit: int, way: int, kinds: tuple[str, ...]) -> int | None:
    """The next unit of the same block in one direction: the neighbour, or the next step behind a note between steps."""
    units, beside = excerpt.units, unit + way
    if not 0 <= beside < len(units):
        return None
    if units[beside].kind in kinds:
        return beside
    for far in range(beside + way, beside + way * (LONGEST_NOTE + 1), way):
        if not 0 <= far < len(units) or "heading" in (units[beside].kind, units[far].kind):
            return None
        if units[far].kind == "step":
            low, high = sorted((unit, far))
            return far if _goes_on(excerpt, low, high) else None
    return None


def _goes_on(excerpt: Excerpt, low: int, high: int) -> bool:
    """True if a unit is the step with the number behind that of the last step up to another unit."""
    if excerpt.units[high].kind != "step":
        return False
    last = next((n for n in range(low, -1, -1) if excerpt.units[n].kind == "step"), None)
    return last is not None and int(excerpt.units[high].number) == int(excerpt.units[last].number) + 1


def _in_its_list(excerpt: Excerpt, unit: int) -> tuple[int, int] | None:
    """From the sentence that opens an item's list to the item, or to the end of a short list; None without one."""
    above = below = unit
    while above > 0 and excerpt.units[above].kind == "item":
        above -= 1
    while below + 1 < len(excerpt.units) and excerpt.units[below + 1].kind == "item":
        below += 1
    if above == unit or unit - above > LONGEST_BLOCK or not _opens_block(excerpt, above):
        return None
    return above, below if below - above <= SHORT_LIST else unit


def is_answer(excerpt: Excerpt, unit: int) -> bool:
    """True if a unit can be quoted as an answer: not if it asks itself, or only announces what is then missing."""
    said = excerpt.text(unit, unit)
    asked = excerpt.units[unit].kind in ("sentence", "item") and asks(said)
    announces = said.rstrip("*_").endswith(":")
    return excerpt.is_quotable(unit) and not asked and (not announces or _opens_block(excerpt, unit))


def _opens_block(excerpt: Excerpt, unit: int) -> bool:
    """True for a sentence that ends in a colon, with a list or a table below it."""
    following = unit + 1
    return (
        excerpt.units[unit].kind == "sentence"
        and excerpt.text(unit, unit).rstrip("*_").endswith(":")
        and following < len(excerpt.units)
        and excerpt.units[following].kind in _LISTED + _TABLE
    )

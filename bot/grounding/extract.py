"""Chooses what of a passage is quoted together, so that an answer is whole: a list with what opens it, all steps."""

from bot.grounding.excerpt import Excerpt
from bot.grounding.openings import holder, list_around, opener, opens_block, outermost
from bot.grounding.sentences import asks
from bot.grounding.support import is_taken_back
from bot.grounding.told import is_warned_of
from bot.grounding.unit import LISTED, TABLED
from bot.grounding.worded_steps import worded_procedure

LONGEST_PROCEDURE = 40
"""Units of one procedure that are quoted together; a listing counts as one."""

LONGEST_LISTING = 40
"""Lines of a listing that count as one unit."""

LONGEST_LIST = 14
"""Items of one list, or rows of one table, that are quoted together."""

SHORT_LIST = 6
"""Items of a list that is quoted as a whole where one of them answers."""

LONGEST_NOTE = 3
"""Units between two steps of one procedure: a note, a picture, what should now be seen."""


def block_around(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last unit to quote so that `unit` makes sense.

    That is its whole list with the sentence that opens it, or a sentence with the one that takes it back and the one
    that it leans on ("It ends after 4 hours."), and a "No." with what goes on from it. An item says little without what
    its list is of ("Never:"), so it comes with the list's opening and what stands between; a short list comes as a
    whole. A paragraph of an item or a step comes with that: it may be all that names what the paragraph is about.
    """
    if (procedure := worded_procedure(excerpt, unit)) is not None:
        return procedure
    start = unit + 1 if opens_block(excerpt, unit) else unit
    if start == unit and excerpt.units[unit].kind not in ("step", "code"):
        goes_on = excerpt.is_bare(unit) and excerpt.runs_on(unit)
        alone = unit - _back(excerpt, unit), unit + (is_taken_back(excerpt, unit) or goes_on)
        return _in_its_list(excerpt, unit) or _in_its_item(excerpt, *alone)
    top, end = whole_block(excerpt, start)
    first, last = _within_reach(excerpt, top, end, start)
    if first == top and opens_block(excerpt, top - 1):
        first -= 1
    return min(first, unit), last


def own_step(excerpt: Excerpt, unit: int) -> tuple[int, int] | None:
    """The first and last unit of the step that a unit belongs to, with what is set in below it; None for no step."""
    top, end = whole_block(excerpt, unit)
    first = next((n for n in range(unit, top - 1, -1) if excerpt.units[n].kind == "step"), None)
    if first is None:
        return None
    last = first
    while last < end and (excerpt.units[last + 1].kind != "step" or excerpt.indent(last + 1) > excerpt.indent(first)):
        last += 1
    return first, max(last, unit)


def _back(excerpt: Excerpt, unit: int) -> bool:
    """True if a sentence says little without the one before it: it leans on it, or goes on behind a "No."."""
    return excerpt.leans_back(unit) or (unit > 0 and excerpt.runs_on(unit - 1) and excerpt.is_bare(unit - 1))


def whole_block(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last unit of the list, the listing, the procedure or the table that a unit of one belongs to."""
    kinds = TABLED if excerpt.units[unit].kind in TABLED else LISTED
    first = last = unit
    while (before := _reach(excerpt, first, -1, kinds)) is not None:
        first = before
    while (after := _reach(excerpt, last, 1, kinds)) is not None:
        last = after
    return first, last


def whole_list(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last item of the short list that an item stands in; the unit itself for anything else."""
    first, last = list_around(excerpt, unit)
    is_short = excerpt.units[unit].kind == "item" and last - first < SHORT_LIST
    return (first, last) if is_short else (unit, unit)


def is_answer(excerpt: Excerpt, unit: int) -> bool:
    """True if a unit can be quoted as an answer: not if it asks itself, or only announces what is then missing.

    Nor if it shows how something is not done.
    """
    if not excerpt.is_quotable(unit) or is_warned_of(excerpt, unit):
        return False
    asked = excerpt.units[unit].kind in ("sentence", "item") and asks(excerpt.text(unit, unit))
    return not asked and (not excerpt.announces(unit) or opens_block(excerpt, unit))


def _within_reach(excerpt: Excerpt, top: int, end: int, unit: int) -> tuple[int, int]:
    """As much of a block as is quoted together: from its top if that reaches the unit, else as much on either side."""
    kinds = {excerpt.units[n].kind for n in range(top, end + 1)}
    most = LONGEST_LIST if kinds.isdisjoint({"step", "code"}) else LONGEST_PROCEDURE
    weights = _weights(excerpt, top, end)
    first = top
    if sum(weights[: unit - top + 1]) > most:
        first = unit
        while first > top and sum(weights[first - 1 - top : unit - top]) <= most // 2:
            first -= 1
    last = max(first, unit)
    while last < end and sum(weights[first - top : last + 2 - top]) <= most:
        last += 1
    return first, last


def _weights(excerpt: Excerpt, top: int, end: int) -> list[int]:
    """What each unit of a block counts: the lines of a listing behind its first one nothing, until it is a long one."""
    weights: list[int] = []
    lines = 0
    for n in range(top, end + 1):
        lines = lines + 1 if excerpt.units[n].kind == "code" else 0
        weights.append(0 if 1 < lines <= LONGEST_LISTING else 1)
    return weights


def _reach(excerpt: Excerpt, unit: int, way: int, kinds: tuple[str, ...]) -> int | None:
    """The next unit of the same block in one direction: the neighbour, or the next step behind a note between steps."""
    units, beside = excerpt.units, unit + way
    if not 0 <= beside < len(units) or _begins(excerpt, max(unit, beside)):
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


def _begins(excerpt: Excerpt, unit: int) -> bool:
    """True if another table or another procedure begins with a unit: its number falls back to that of a first step.

    Steps below one that ends in a colon are steps of that, however little they are set in.
    """
    if excerpt.units[unit].kind != "step":
        return excerpt.units[unit].kind == "header"
    margin = excerpt.indent(unit)
    for above in range(unit - 1, -1, -1):
        kind = excerpt.units[above].kind
        if kind == "heading" or (kind == "step" and excerpt.indent(above) < margin):
            return False
        if kind == "step" and excerpt.indent(above) == margin:
            return excerpt.numbers[unit] <= min(1, excerpt.numbers[above]) and not excerpt.announces(unit - 1)
    return False


def _goes_on(excerpt: Excerpt, low: int, high: int) -> bool:
    """True if a unit is the step with the number behind that of the last step up to another unit."""
    if excerpt.units[high].kind != "step":
        return False
    last = next((n for n in range(low, -1, -1) if excerpt.units[n].kind == "step"), None)
    return last is not None and excerpt.numbers[high] == excerpt.numbers[last] + 1


def _in_its_list(excerpt: Excerpt, unit: int) -> tuple[int, int] | None:
    """What an item is quoted with: its list from what opens it, or the items that it is set in under."""
    if excerpt.units[unit].kind != "item":
        return None
    first, last = list_around(excerpt, unit)
    above = opener(excerpt, unit)
    if above == first - 1 and unit - above <= LONGEST_LIST and opens_block(excerpt, above):
        return above, last if last - above <= SHORT_LIST else unit
    over = _top(excerpt, outermost(excerpt, unit))
    return (over, unit) if over < unit <= over + LONGEST_LIST else None


def _in_its_item(excerpt: Excerpt, first: int, last: int) -> tuple[int, int]:
    """Sentences with the item or the step that they are a paragraph of."""
    over = _top(excerpt, first) if excerpt.units[first].kind == "sentence" else first
    return (over if first <= over + LONGEST_LIST else first), last


def _top(excerpt: Excerpt, unit: int) -> int:
    """The outermost item or step that a unit is set in under; itself if it is set in under none."""
    while (within := holder(excerpt, unit)) is not None:
        unit = within
    return unit

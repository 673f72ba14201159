"""Chooses which units of a passage are quoted together, so that an answer is whole: a list with its introduction."""

import re

from bot.grounding.excerpt import Excerpt
from bot.grounding.list_structure import (
    above_caption,
    below_caption,
    end_of_item,
    introduces_block,
    introduction_of,
    list_around,
    outermost_item,
    parent_item,
)
from bot.grounding.listings import (
    LONGEST_WHOLE,
    cure_behind,
    opening_of,
    opens_anything,
    option_around,
    part_of_listing,
    resumed,
    shown_above,
)
from bot.grounding.self_contained import shows_what_not_to_do
from bot.grounding.sentences import asks
from bot.grounding.support import taken_back
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
"""Units between two steps of one procedure that are not set in below one: a note, what one should see now."""

LONGEST_RESTRICTION, MOST_RESTRICTIONS = 20, 2
"""Words of a sentence that limits the one before it, and is quoted with it, and how many of them in a row are."""

_YES_OR_NO = re.compile(r"(?:yes|no|ja|nein|oui|non)\b[ ,–—-]", re.IGNORECASE)


def block_around(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last unit to quote so that `unit` makes sense.

    - A step or a line of code: its whole procedure or listing, with the sentence that introduces it; of a program's
      options, the one.
    - An item: what introduces its list ("Never:") and the items in between; a short list as a whole.
    - A sentence: with the one, or the listing, that it refers back to ("It ends after 4 hours."), the one that retracts
      it, and the item or step that it is a paragraph of, which may be all that names its subject. A "No." with what
      follows.
    """
    if (procedure := worded_procedure(excerpt, unit)) is not None:
        return procedure
    start = below_caption(excerpt, unit) if introduces_block(excerpt, unit) else unit
    if start == unit and excerpt.units[unit].kind not in ("step", "code"):
        return _item_block(excerpt, unit) or _sentence_block(excerpt, unit)
    if excerpt.units[start].kind == "item" and _is_short(excerpt, *(whole := _whole_list(excerpt, start))):
        return min(unit, whole[0]), whole[1]
    top, end = whole_block(excerpt, start)
    part = option_around(excerpt, start) or part_of_listing(excerpt, top, end, start)
    first, last = part or _within_reach(excerpt, top, end, start)
    if first == top and introduces_block(excerpt, above := above_caption(excerpt, top)):
        first = above
    first = shown_above(excerpt, opening_of(excerpt, min(first, unit)))
    return first, cure_behind(excerpt, first, last) if last == end else last


def announced_behind(excerpt: Excerpt, unit: int) -> int | None:
    """The last line of the short listing, or the last step, that the sentence behind a unit announces; None for none.

    "The format can be chosen. Name it like this:" is half an answer without the lines that it is named in. Steps, and
    what stands in another paragraph, may be for another thing, unless "This is how:" alone stands above them.
    """
    above = unit + 1
    if above + 1 >= len(excerpt.units) or not introduces_block(excerpt, above):
        return None
    _, end = whole_block(excerpt, above + 1)
    kinds = {excerpt.units[n].kind for n in range(above + 1, end + 1)}
    goes_with = opens_anything(excerpt, above) or (kinds == {"code"} and excerpt.runs_on(unit))
    return end if goes_with and not kinds.isdisjoint({"code", "step"}) and end - above <= LONGEST_WHOLE else None


def step_around(excerpt: Excerpt, unit: int) -> tuple[int, int] | None:
    """The first and last unit of the step that a unit belongs to, with all below it; None where it belongs to none."""
    over = unit
    while excerpt.units[over].kind != "step" and (parent := parent_item(excerpt, over)) is not None:
        over = parent
    top, end = whole_block(excerpt, over)
    first = next((n for n in range(over, top - 1, -1) if excerpt.units[n].kind == "step"), None)
    if first is None or _stands_below(excerpt, unit, first, end):
        return None
    last = first
    while last < end and (excerpt.units[last + 1].kind != "step" or excerpt.indent(last + 1) > excerpt.indent(first)):
        last += 1
    return first, max(last, unit)


def _stands_below(excerpt: Excerpt, unit: int, step: int, end: int) -> bool:
    """True for a sentence of a paragraph behind the last step, as far to the left and apart from it."""
    if excerpt.units[unit].kind != "sentence" or any(excerpt.units[n].kind == "step" for n in range(unit, end + 1)):
        return False
    while excerpt.runs_on(unit - 1):
        unit -= 1
    return excerpt.indent(unit) <= excerpt.indent(step) and not excerpt.adjoins(unit - 1)


def _needs_previous(excerpt: Excerpt, unit: int) -> bool:
    """True if a sentence says little without the one before it: it refers back to it, or explains its yes or no."""
    if unit == 0 or not excerpt.runs_on(unit - 1):
        return False
    return excerpt.refers_back(unit) or excerpt.is_bare(unit - 1) or _says_yes_or_no(excerpt, unit - 1)


def _says_yes_or_no(excerpt: Excerpt, unit: int) -> bool:
    """True for "Yes, but it is slow." right below the question that it answers."""
    is_first = unit > 0 and excerpt.units[unit - 1].kind == "heading"
    return is_first and bool(_YES_OR_NO.match(excerpt.visible_text(unit))) and asks(excerpt.heading_above(unit))


def whole_block(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last unit of the list, the listing, the procedure or the table that a unit of one belongs to."""
    kinds = TABLED if excerpt.units[unit].kind in TABLED else LISTED
    first = last = unit
    while (before := _reach(excerpt, first, -1, kinds)) is not None:
        first = before
    while (after := _reach(excerpt, last, 1, kinds)) is not None:
        last = after
    return first, last


def short_list_around(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last unit of the short list that an item stands in; for any other unit, itself."""
    if excerpt.units[unit].kind != "item":
        return unit, unit
    first, last = _whole_list(excerpt, unit)
    return (first, last) if _is_short(excerpt, first, last) else (unit, unit)


def is_answer(excerpt: Excerpt, unit: int) -> bool:
    """False for a unit that is no answer: a question, an announcement of nothing, code that shows what not to do."""
    if not excerpt.is_quotable(unit) or shows_what_not_to_do(excerpt, unit):
        return False
    is_question = excerpt.units[unit].kind in ("sentence", "item") and asks(excerpt.text(unit))
    return not is_question and (not excerpt.announces(unit) or introduces_block(excerpt, unit))


def _within_reach(excerpt: Excerpt, top: int, end: int, unit: int) -> tuple[int, int]:
    """The part of a block that is quoted: from its top if that reaches the unit, else as much on either side of it."""
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
    """What each unit of a block counts: 1, and 0 for the lines of a listing behind its first one, up to a limit."""
    weights: list[int] = []
    lines = 0
    for n in range(top, end + 1):
        lines = lines + 1 if excerpt.units[n].kind == "code" else 0
        weights.append(0 if 1 < lines <= LONGEST_LISTING else 1)
    return weights


def _reach(excerpt: Excerpt, unit: int, way: int, kinds: tuple[str, ...]) -> int | None:
    """The next unit of a block in one direction: the neighbour, or the next step behind a note; None at its end."""
    units, beside = excerpt.units, unit + way
    if not 0 <= beside < len(units) or _begins(excerpt, max(unit, beside)):
        return None
    if units[beside].kind in kinds:
        return beside
    if units[unit].kind == "code" and 0 <= beside + way < len(units) and _runs_through(excerpt, beside):
        return beside + way if units[beside + way].kind == "code" else None
    between = 0
    far = beside
    while 0 <= far < len(units) and units[far].kind != "heading":
        if units[far].kind == "step":
            low, high = sorted((unit, far))
            return far if _goes_on(excerpt, low, high) else None
        # What is set in below a step belongs to it, however long it is.
        between += parent_item(excerpt, far) is None
        if between > LONGEST_NOTE or abs(far - unit) > LONGEST_PROCEDURE:
            return None
        far += way
    return None


def _runs_through(excerpt: Excerpt, unit: int) -> bool:
    """True for words between two listings that go on with the sentence above the first ("and remove it with")."""
    return introduces_block(excerpt, unit) and excerpt.visible_text(unit)[:1].islower()


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
    """True if the unit `high` is a step whose number follows that of the last step up to the unit `low`."""
    if excerpt.units[high].kind != "step":
        return False
    last = next((n for n in range(low, -1, -1) if excerpt.units[n].kind == "step"), None)
    return last is not None and excerpt.numbers[high] == excerpt.numbers[last] + 1


def _item_block(excerpt: Excerpt, unit: int) -> tuple[int, int] | None:
    """What an item is quoted with: its list from the introduction on, or the items that it is indented under.

    None for any other unit, and for an item that can be quoted alone.
    """
    if excerpt.units[unit].kind != "item":
        return None
    first, last = _whole_list(excerpt, unit)
    above = introduction_of(excerpt, unit)
    if above == above_caption(excerpt, first) and unit - above <= LONGEST_LIST and introduces_block(excerpt, above):
        if _is_short(excerpt, first, last):
            return above, last
        if all(excerpt.units[n].kind == "item" for n in range(first, unit)):
            return above, unit
    over = _top(excerpt, outermost_item(excerpt, unit))
    return (over, unit) if over < unit <= over + LONGEST_LIST else None


def _whole_list(excerpt: Excerpt, item: int) -> tuple[int, int]:
    """The first and last unit of an item's list, with what stands below its last item."""
    first, last = list_around(excerpt, item)
    return first, end_of_item(excerpt, last)


def _is_short(excerpt: Excerpt, first: int, last: int) -> bool:
    """True for a list of few items, and of few units with all that stands below them."""
    items = sum(unit.kind == "item" for unit in excerpt.units[first : last + 1])
    return items <= SHORT_LIST and last - first < LONGEST_LIST


def _sentence_block(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """A unit with the sentences beside it that it needs, and with the item or step that they are a paragraph of."""
    if (start := min(resumed(excerpt, unit), shown_above(excerpt, unit))) < unit:
        return start, unit
    first = last = unit
    while (
        first > unit - MOST_RESTRICTIONS
        and first > 0
        and excerpt.runs_on(first - 1)
        and is_restricted(excerpt, first - 1)
    ):
        first -= 1
    first -= _needs_previous(excerpt, first)
    while last < unit + MOST_RESTRICTIONS and is_restricted(excerpt, last):
        last += 1
    last = max(last, unit + (excerpt.is_bare(unit) and excerpt.runs_on(unit)))
    over = _top(excerpt, first) if excerpt.units[first].kind == "sentence" else first
    return (over if first <= over + LONGEST_LIST else first), last


def is_restricted(excerpt: Excerpt, unit: int) -> bool:
    """True if a unit is not to be quoted without the next one, which retracts it, or limits it in few words."""
    back = taken_back(excerpt, unit)
    is_brief = back is not None and len(excerpt.visible_text(unit + 1).split()) <= LONGEST_RESTRICTION
    return back == "retracted" or (back == "limited" and is_brief)


def _top(excerpt: Excerpt, unit: int) -> int:
    """The outermost item or step that a unit is indented under; itself where it is under none."""
    while (parent := parent_item(excerpt, unit)) is not None:
        unit = parent
    return unit

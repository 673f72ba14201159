"""Finds the lists of a passage: where each begins and ends, what introduces it, and which items stand under which."""

import re

from bot.grounding.excerpt import Excerpt
from bot.grounding.sentences import is_caption
from bot.grounding.unit import LISTED, TABLED

_PASSED_OVER = ("image", "order")
_POINTS_DOWN = re.compile(
    r"\b(?:the\s+following|as\s+follows|listed\s+below|folgende[mnrs]?|suivante?s?)\b", re.IGNORECASE
)


def list_around(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last of the list items, or table rows, that a unit stands among; for any other unit, itself."""
    kind = excerpt.units[unit].kind
    first = last = unit
    if kind in ("item", "row"):
        while first > 0 and excerpt.units[first - 1].kind == kind:
            first -= 1
        while last + 1 < len(excerpt.units) and excerpt.units[last + 1].kind == kind:
            last += 1
    return first, last


def introduces_block(excerpt: Excerpt, unit: int) -> bool:
    """True for a sentence that announces the list or table right below it, by a colon or in words."""
    following = unit + 1
    return (
        unit >= 0
        and excerpt.units[unit].kind == "sentence"
        and (excerpt.announces(unit) or bool(_POINTS_DOWN.search(excerpt.text(unit))))
        and following < len(excerpt.units)
        and excerpt.units[following].kind in LISTED + TABLED
    )


def introduction_of(excerpt: Excerpt, item: int) -> int | None:
    """The sentence right above the list of an item, whatever mark it ends with; None where there is none.

    A sentence that belongs to an item above introduces nothing: the list goes on around it.
    """
    first = list_around(excerpt, item)[0]
    above = _above(excerpt, first)
    while above is not None and (parent := _item_of(excerpt, above)) is not None:
        if excerpt.margin(parent) < excerpt.margin(first):
            break
        if excerpt.units[parent].kind != excerpt.units[first].kind:
            return None
        above = _above(excerpt, list_around(excerpt, parent)[0])
    return above if above is not None and excerpt.units[above].kind == "sentence" else None


def parent_item(excerpt: Excerpt, unit: int) -> int | None:
    """The item or step that a unit is indented under; None for a unit that is under none."""
    margin = excerpt.margin(unit)
    for above in range(unit - 1, -1, -1):
        if excerpt.units[above].kind == "heading":
            return None
        if excerpt.margin(above) < margin:
            return above if excerpt.units[above].kind in ("item", "step") else None
    return None


def outermost_item(excerpt: Excerpt, item: int) -> int:
    """The item of its list that an item is indented under, however deep; itself where it is under none."""
    first, outermost = list_around(excerpt, item)[0], item
    for above in range(item - 1, first - 1, -1):
        if excerpt.indent(above) < excerpt.indent(outermost):
            outermost = above
    return outermost


def _item_of(excerpt: Excerpt, sentence: int) -> int | None:
    """The item or step that a sentence belongs to: indented under it, or right below it and announcing nothing."""
    if (parent := parent_item(excerpt, sentence)) is not None or excerpt.announces(sentence):
        return parent
    while sentence > 0 and excerpt.runs_on(sentence - 1):
        sentence -= 1
    above = sentence - 1
    is_item = above >= 0 and excerpt.units[above].kind in ("item", "step")
    return above if is_item and excerpt.adjoins(above) else None


def _above(excerpt: Excerpt, unit: int) -> int | None:
    return next((n for n in range(unit - 1, -1, -1) if not _is_passed_over(excerpt, n)), None)


def _is_passed_over(excerpt: Excerpt, unit: int) -> bool:
    """True for a picture, its name, and an order: none of them introduces what stands below."""
    kind = excerpt.units[unit].kind
    return kind in _PASSED_OVER or (kind == "sentence" and is_caption(excerpt.visible_text(unit)))

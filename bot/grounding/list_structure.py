"""Finds the lists of a passage: where each begins and ends, what introduces it, and which items stand under which."""

import re
from collections.abc import Iterator

from bot.grounding.excerpt import Excerpt
from bot.grounding.sentences import is_caption
from bot.grounding.unit import LISTED, TABLED

_PASSED_OVER = ("image", "order")
_ASIDE = re.compile(r"\(.*\)", re.DOTALL)
_FILLED_IN = re.compile(r"[^\W\d_][\w ]{0,30}: +[A-Z0-9]")
_BELOW_ITEM = ("sentence", "code")
_POINTS_DOWN = re.compile(
    r"\b(?:the\s+following|as\s+follows|listed\s+below|folgende[mnrs]?|suivante?s?"
    r"|(?:follow|try|use|take)\s+these(?:\s+\w+)?(?=\W*$)|(?:steps|instructions|tips)\s+below(?=\W*$))\b",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’)\]*_`]*$")


def list_around(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last of the list items, or table rows, that a unit stands among; for any other unit, itself.

    Items may have paragraphs and listings below them, which stand further to the right.
    """
    kind = excerpt.units[unit].kind
    first = last = unit
    if kind in ("item", "row"):
        while (before := _entry_beside(excerpt, first, -1)) is not None:
            first = before
        while (after := _entry_beside(excerpt, last, 1)) is not None:
            last = after
    return first, last


def lists_and_tables(excerpt: Excerpt) -> Iterator[range]:
    """The lists and tables of an excerpt in their order, each as the range of its units."""
    n = 0
    while n < len(excerpt.units):
        first, last = list_around(excerpt, n)
        if excerpt.units[n].kind in ("item", "row"):
            yield range(first, last + 1)
        n = last + 1


def end_of_item(excerpt: Excerpt, item: int) -> int:
    """The last unit of what stands below an item, further to the right, before the next item; or the item itself."""
    end, margin = item, excerpt.margin(item)
    while end + 1 < len(excerpt.units) and excerpt.units[end + 1].kind in _BELOW_ITEM:
        if excerpt.margin(end + 1) <= margin and not _is_same_line(excerpt, item, end + 1):
            break
        end += 1
    return end


def _is_same_line(excerpt: Excerpt, item: int, unit: int) -> bool:
    """True for a unit that begins in the line of an item."""
    return "\n" not in excerpt.passage.text[excerpt.units[item].start : excerpt.units[unit].start]


def _entry_beside(excerpt: Excerpt, entry: int, way: int) -> int | None:
    """The next item of a list, or the next row of a table, in one direction."""
    kind, beside = excerpt.units[entry].kind, entry + way
    if 0 <= beside < len(excerpt.units) and excerpt.units[beside].kind == kind:
        return beside
    if kind == "row":
        return None
    if way > 0:
        beside = end_of_item(excerpt, entry) + 1
        return beside if beside < len(excerpt.units) and excerpt.units[beside].kind == kind else None
    while beside >= 0 and excerpt.units[beside].kind in _BELOW_ITEM:
        beside -= 1
    is_item = beside >= 0 and excerpt.units[beside].kind == kind
    return beside if is_item and end_of_item(excerpt, beside) == entry - 1 else None


def introduces_block(excerpt: Excerpt, unit: int) -> bool:
    """True for a sentence that announces the list or table right below it, by a colon or in words.

    One that breaks off above a listing announces it as well ("To list them, execute the command"). The name of the
    table may stand between.
    """
    following = below_caption(excerpt, unit)
    if unit < 0 or following == len(excerpt.units) or excerpt.units[unit].kind != "sentence":
        return False
    if excerpt.units[following].kind == "code" and not _ENDS_SENTENCE.search(excerpt.text(unit).rstrip()):
        return following == unit + 1
    announces = excerpt.announces(unit) or bool(_POINTS_DOWN.search(excerpt.text(unit)))
    return announces and excerpt.units[following].kind in LISTED + TABLED


def below_caption(excerpt: Excerpt, unit: int) -> int:
    """The unit below one, behind a name that stands between; the number of units where there is none."""
    following = unit + 1
    while following < len(excerpt.units) and _is_name(excerpt, following):
        following += 1
    return following


def above_caption(excerpt: Excerpt, unit: int) -> int:
    """The unit above one, before a name that stands between; -1 where there is none."""
    above = unit - 1
    while above >= 0 and _is_name(excerpt, above):
        above -= 1
    return above


def introduction_of(excerpt: Excerpt, item: int) -> int | None:
    """The sentence right above the list of an item, whatever mark it ends with; None where there is none.

    A sentence that belongs to an item above introduces nothing: the list goes on around it. Nor does one in brackets,
    and one that fills in a form ("Apologies: Ann Lee").
    """
    first = list_around(excerpt, item)[0]
    above = _above(excerpt, first)
    while above is not None and (parent := _item_of(excerpt, above)) is not None:
        if excerpt.margin(parent) < excerpt.margin(first):
            break
        if excerpt.units[parent].kind != excerpt.units[first].kind:
            return None
        above = _above(excerpt, list_around(excerpt, parent)[0])
    if above is None or excerpt.units[above].kind != "sentence" or _says_for_itself(excerpt, above):
        return None
    # What is set in further belongs to an item that the passage begins behind.
    return above if excerpt.margin(above) <= excerpt.margin(first) else None


def _says_for_itself(excerpt: Excerpt, sentence: int) -> bool:
    """True for an aside in brackets, and for a label with what is filled in behind it."""
    text = excerpt.visible_text(sentence)
    is_filled_in = bool(_FILLED_IN.match(text)) and not (excerpt.announces(sentence) or _POINTS_DOWN.search(text))
    return is_filled_in or bool(_ASIDE.fullmatch(text))


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
    return excerpt.units[unit].kind in _PASSED_OVER or _is_name(excerpt, unit)


def _is_name(excerpt: Excerpt, unit: int) -> bool:
    """True for the numbered name of a table or picture ("Table 3. Limits")."""
    return excerpt.units[unit].kind == "sentence" and is_caption(excerpt.visible_text(unit))

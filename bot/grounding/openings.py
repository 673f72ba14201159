"""Finds what stands above units and says what they are of: without it they may say the opposite ("Don'ts")."""

import re
from collections.abc import Sequence

from bot.grounding.display import as_markdown, inline
from bot.grounding.excerpt import Excerpt
from bot.grounding.orders import is_order
from bot.grounding.sentences import asks
from bot.grounding.terms import DISTANCING, NEGATORS, RULE_WORDS, stems, words
from bot.grounding.unit import LISTED, TABLED

_PASSED_OVER = ("image", "order")
_DENIES = re.compile(r"\b(?:don['’]?ts?|avoid|exclu\w+|excepti\w+|verboten|interdit\w*|prohib\w+)\b", re.IGNORECASE)
_DENIES_ALL = re.compile(
    r"\W*(?:(?:things|what|examples)\s)?(?:(?:that|is|are|to|we|you|they|others|must|should)\s)*"
    r"(?:don['’]?ts?|do not|never|not|no longer|avoid|exclusions|excluded|forbidden|prohibited|myths?|obsolete"
    r"|outdated|deprecated|nicht|verboten|interdit\w*)\b",
    re.IGNORECASE,
)
"""What a heading begins with that denies all below it: "Not covered", but not "The printer does not print"."""
_POINTS_DOWN = re.compile(
    r"\b(?:the\s+following|as\s+follows|listed\s+below|folgende[mnrs]?|suivante?s?)\b", re.IGNORECASE
)
_NAME = re.compile(r"\s*\{#[^}\s]*\}\s*$")


def list_around(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last of the list items or the table rows that stand together with one; else the unit itself."""
    kind = excerpt.units[unit].kind
    first = last = unit
    if kind in ("item", "row"):
        while first > 0 and excerpt.units[first - 1].kind == kind:
            first -= 1
        while last + 1 < len(excerpt.units) and excerpt.units[last + 1].kind == kind:
            last += 1
    return first, last


def opens_block(excerpt: Excerpt, unit: int) -> bool:
    """True for a sentence with a list or a table below it that it announces, by a colon or in words."""
    following = unit + 1
    return (
        unit >= 0
        and excerpt.units[unit].kind == "sentence"
        and (excerpt.announces(unit) or bool(_POINTS_DOWN.search(excerpt.text(unit))))
        and following < len(excerpt.units)
        and excerpt.units[following].kind in LISTED + TABLED
    )


def opener(excerpt: Excerpt, unit: int) -> int | None:
    """The sentence right above the list that an item stands in, whatever mark it ends with.

    A paragraph of the item before is none, nor is a line that goes on right below it; the list goes on behind that.
    """
    first = list_around(excerpt, unit)[0]
    above = _above(excerpt, first)
    while above is not None and (within := _item_of(excerpt, above)) is not None:
        if excerpt.margin(within) < excerpt.margin(first):
            break
        if excerpt.units[within].kind != excerpt.units[first].kind:
            return None
        above = _above(excerpt, list_around(excerpt, within)[0])
    return above if above is not None and excerpt.units[above].kind == "sentence" else None


def holder(excerpt: Excerpt, unit: int) -> int | None:
    """The item or the step that a sentence or an item is set in under; None for one at the margin."""
    margin = excerpt.margin(unit)
    for above in range(unit - 1, -1, -1):
        if excerpt.units[above].kind == "heading":
            return None
        if excerpt.margin(above) < margin:
            return above if excerpt.units[above].kind in ("item", "step") else None
    return None


def _item_of(excerpt: Excerpt, unit: int) -> int | None:
    """The item or the step that a sentence is set in under, or stands right below with nothing to announce."""
    if (within := holder(excerpt, unit)) is not None or excerpt.announces(unit):
        return within
    while unit > 0 and excerpt.runs_on(unit - 1):
        unit -= 1
    is_item = unit > 0 and excerpt.units[unit - 1].kind in ("item", "step")
    return unit - 1 if is_item and excerpt.adjoins(unit - 1) else None


def outermost(excerpt: Excerpt, unit: int) -> int:
    """The item of the outermost list that an item is set in under; itself if it is set in under none."""
    first, parent = list_around(excerpt, unit)[0], unit
    for above in range(unit - 1, first - 1, -1):
        if excerpt.indent(above) < excerpt.indent(parent):
            parent = above
    return parent


def opening(excerpt: Excerpt, units: Sequence[int], under: str = "") -> tuple[str, int | None]:
    """What must be said above units so that they mean what they mean on the page, as Markdown.

    That is the sentence above the list of an item, unless it is among the units, and it comes second; and the heading
    where an item has no such sentence, or where it denies what stands below it ("Not reimbursable"). `under` is the
    heading that the units are shown under anyway.
    """
    item = _first_item(excerpt, units)
    sentence = None if item is None else opener(excerpt, item)
    lines = []
    heading = _heading(excerpt, units[0])
    if heading and heading != under and _is_needed(heading, excerpt, units, sentence):
        lines.append(f"**{heading}**" if asks(heading) else f"**{heading}:**")
    if sentence is None or sentence in units:
        return "\n".join(lines), None
    return "\n".join([*lines, as_markdown(excerpt, sentence)]), sentence


def _first_item(excerpt: Excerpt, units: Sequence[int]) -> int | None:
    """The item that units begin with, alone or below the sentence that opens its list; None for anything else."""
    kinds = [excerpt.units[n].kind for n in units[:2]]
    if kinds[0] == "item":
        return units[0]
    return units[1] if kinds == ["sentence", "item"] else None


def _is_needed(heading: str, excerpt: Excerpt, units: Sequence[int], sentence: int | None) -> bool:
    """True if units say something else without their heading, or nothing."""
    if excerpt.is_bare(units[0]):
        return True
    said = " ".join(excerpt.text(n) for n in units)
    names = not stems(heading) <= stems(said)
    if excerpt.units[units[0]].kind == "row":
        return _denies(heading) or (names and excerpt.headings_over(units[0])[-1] != excerpt.passage.title)
    if _first_item(excerpt, units) is None:
        return not asks(heading) and bool(_DENIES_ALL.match(heading))
    return _denies(heading) or (sentence is None and names)


def _above(excerpt: Excerpt, unit: int) -> int | None:
    return next((n for n in range(unit - 1, -1, -1) if excerpt.units[n].kind not in _PASSED_OVER), None)


def _heading(excerpt: Excerpt, unit: int) -> str:
    """The words of the nearest heading over a unit, behind those of outer ones that deny all below them."""
    title, *path = excerpt.headings_over(unit)
    nearest = path[-1] if path else ""
    outer = [name for name in dict.fromkeys([title, *path]) if name != nearest and _DENIES_ALL.match(name)]
    return " – ".join(filter(None, (_plain(excerpt, name) for name in [*outer, nearest])))


def _plain(excerpt: Excerpt, heading: str) -> str:
    plain = _NAME.sub("", inline(excerpt, heading)).replace("**", "").strip("_: ")
    return "" if is_order(plain) else plain


def _denies(heading: str) -> bool:
    """True if a heading turns what stands under it round, or limits it; one that asks only repeats the question."""
    said = frozenset(words(heading))
    return not asks(heading) and (
        not said.isdisjoint(NEGATORS | DISTANCING | RULE_WORDS) or bool(_DENIES.search(heading))
    )

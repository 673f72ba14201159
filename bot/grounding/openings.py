"""Finds what stands above a list and says what it is of: without it an item may say the opposite ("Don'ts")."""

import re
from collections.abc import Sequence

from bot.grounding.display import inline, shown
from bot.grounding.excerpt import Excerpt
from bot.grounding.orders import is_order
from bot.grounding.terms import DISTANCING, NEGATORS, RULE_WORDS, stems, words
from bot.grounding.units import asks

_LISTED = ("item", "step", "code")
_TABLE = ("header", "row")
_PASSED_OVER = ("image", "order")
_DENIES = re.compile(r"\b(?:don['’]?ts?|avoid|exclu\w+|excepti\w+|verboten|interdit\w*|prohib\w+)\b", re.IGNORECASE)
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
    """True for a sentence that ends in a colon, with a list or a table below it."""
    following = unit + 1
    return (
        unit >= 0
        and excerpt.units[unit].kind == "sentence"
        and excerpt.announces(unit)
        and following < len(excerpt.units)
        and excerpt.units[following].kind in _LISTED + _TABLE
    )


def opener(excerpt: Excerpt, unit: int) -> int | None:
    """The sentence right above the list that an item stands in, whatever mark it ends with."""
    above = _above(excerpt, list_around(excerpt, unit)[0])
    return above if above is not None and excerpt.units[above].kind == "sentence" else None


def outermost(excerpt: Excerpt, unit: int) -> int:
    """The item of the outermost list that an item is set in under; itself if it is set in under none."""
    first, parent = list_around(excerpt, unit)[0], unit
    for above in range(unit - 1, first - 1, -1):
        if excerpt.indent(above) < excerpt.indent(parent):
            parent = above
    return parent


def opening(excerpt: Excerpt, units: Sequence[int], under: str = "") -> tuple[str, int | None]:
    """What must be said above units so that their items mean what they mean on the page, as Markdown.

    That is the sentence above their list, unless it is among them, whose unit comes second; and the heading where no
    sentence is there or the heading denies what the items say ("Not reimbursable"). `under` is the heading that the
    units are shown under anyway.
    """
    item = next((n for n in units if excerpt.units[n].kind == "item"), None)
    if item is None:
        return "", None
    sentence = opener(excerpt, item)
    lines = []
    heading = _heading(excerpt, item)
    said = " ".join(excerpt.text(n, n) for n in units)
    if heading and heading != under and (_denies(heading) or (sentence is None and not stems(heading) <= stems(said))):
        lines.append(f"**{heading}**" if asks(heading) else f"**{heading}:**")
    if sentence is None or sentence in units:
        return "\n".join(lines), None
    return "\n".join([*lines, shown(excerpt, sentence, sentence)]), sentence


def _above(excerpt: Excerpt, unit: int) -> int | None:
    return next((n for n in range(unit - 1, -1, -1) if excerpt.units[n].kind not in _PASSED_OVER), None)


def _heading(excerpt: Excerpt, unit: int) -> str:
    """The words of the nearest heading above a unit, within the passage or before it; empty without one."""
    above = next((n for n in range(unit - 1, -1, -1) if excerpt.units[n].kind == "heading"), None)
    nearest = excerpt.passage.headings[-1] if excerpt.passage.headings else ""
    heading = nearest if above is None else excerpt.seen(above, above)
    plain = _NAME.sub("", inline(excerpt, heading.strip().strip("#"))).replace("**", "").strip("_: ")
    return "" if is_order(plain) else plain


def _denies(heading: str) -> bool:
    """True if a heading turns what stands under it round, or limits it; one that asks only repeats the question."""
    said = frozenset(words(heading))
    return not asks(heading) and (
        not said.isdisjoint(NEGATORS | DISTANCING | RULE_WORDS) or bool(_DENIES.search(heading))
    )

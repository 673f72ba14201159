"""Writes a unit so that it can be understood alone: a cell with its column's name, a setting with the keys above it."""

import re
from collections.abc import Iterator

from bot.grounding.cells import cells_of
from bot.grounding.excerpt import Excerpt
from bot.grounding.support import taken_back

_KEY = re.compile(r"\s*(?:-\s+)?[\w.\"'/-]+:\s*$")
_WARNS = re.compile(
    r"\W*(?:instead of|(?:please )?(?:do not|don['’]?t|never|avoid)"
    r"|(?:this is )?(?:bad|wrong|incorrect|not recommended))\b",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\s*\[[^\]]+\]\s*$")


def self_contained(excerpt: Excerpt, unit: int) -> str:
    """A unit as text that needs no page: "column: value; column: value" for a row, "key: key: value" for a setting.

    A sentence that tells of another case ("In Leeds they are closed.") stands behind the one that says of what.
    """
    if columns := excerpt.columns_over(unit):
        pairs = zip(_cells(columns), _cells(excerpt.visible_text(unit)), strict=False)
        return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)
    if unit > 0 and excerpt.runs_on(unit - 1) and taken_back(excerpt, unit - 1) == "limited":
        return f"{excerpt.text(unit - 1)} {excerpt.text(unit)}"
    above = [*keys_over(excerpt, unit)]
    if (introduction := listing_introduction(excerpt, unit)) is not None:
        above.append(introduction)
    return " ".join([*(excerpt.text(n).strip() for n in reversed(above)), excerpt.text(unit)])


def keys_over(excerpt: Excerpt, unit: int) -> Iterator[int]:
    """The lines of a listing that another is indented under, nearest first: YAML keys, the section of an INI file."""
    indent = excerpt.indent(unit)
    for n in range(unit - 1, -1, -1):
        if excerpt.units[unit].kind != "code" or excerpt.units[n].kind != "code":
            return
        line = excerpt.text(n)
        if _SECTION.match(line) and excerpt.indent(n) <= indent:
            yield n
            return
        if _KEY.match(line) and excerpt.indent(n) < indent:
            indent = excerpt.indent(n)
            yield n


def listing_introduction(excerpt: Excerpt, unit: int) -> int | None:
    """The line that introduces the listing of a line of code ("To resume it:"); None for any other unit."""
    if excerpt.units[unit].kind != "code":
        return None
    above = next((n for n in range(unit - 1, -1, -1) if excerpt.units[n].kind != "code"), None)
    return above if above is not None and excerpt.announces(above) else None


def shows_what_not_to_do(excerpt: Excerpt, unit: int) -> bool:
    """True for a line of code that shows how not to do it ("Instead of:", "# DO NOT DO THIS")."""
    if excerpt.units[unit].kind != "code":
        return False
    first = unit
    while first > 0 and excerpt.units[first - 1].kind == "code":
        first -= 1
    introduction = listing_introduction(excerpt, unit)
    warning_units = [first] if introduction is None else [first, introduction]
    return any(_WARNS.match(excerpt.text(n)) for n in warning_units)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in cells_of(row)]

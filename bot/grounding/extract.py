"""Quotes a passage as an answer: a sentence stays a sentence, steps stay the numbered list they are."""

import re

from bot.grounding.excerpt import Excerpt
from bot.grounding.support import is_taken_back

LONGEST_BLOCK = 14
"""Units of one list that are quoted together."""

SHORT_LIST = 6
"""Items of a list that is quoted as a whole where one of them answers."""

_LISTED = ("item", "step", "code")
_TABLE = ("header", "row")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://)[^)]*\)")
_HTML_TAG = re.compile(r"</?[a-zA-Z][^>\n]*>")
_CODE_SPAN = re.compile(r"(`+[^`]*`+)")
_MARK_OF_A_SOURCE = re.compile(r"(?<![\w\]])\[(\d{1,3})\](?![(\[])|(?<=[a-z.,;)])\[(\d{1,3})\](?![(\[])")


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
    while first > 0 and excerpt.units[first - 1].kind in kinds and last - first < LONGEST_BLOCK:
        first -= 1
    if first > 0 and _opens_block(excerpt, first - 1):
        first -= 1
    while last + 1 < len(excerpt.units) and excerpt.units[last + 1].kind in kinds and last - first < LONGEST_BLOCK:
        last += 1
    return first, last


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
    """True if a unit can be quoted as an answer: not if it only announces what is then missing."""
    announces = excerpt.text(unit, unit).rstrip("*_").endswith(":")
    return excerpt.is_quotable(unit) and (not announces or _opens_block(excerpt, unit))


def shown(excerpt: Excerpt, first: int, last: int) -> str:
    """Units as Markdown that reads well by itself: no pictures, no links that lead nowhere."""
    if first == last and excerpt.units[first].kind == "row":
        return "\n".join(_row(excerpt, first))
    lines: list[str] = []
    for n in range(first, last + 1):
        unit = excerpt.units[n]
        if unit.kind == "code":
            lines.append(f"```\n{excerpt.text(n, n)}\n```")
        elif unit.kind == "header":
            header = plain_inline(excerpt.seen(n, n))
            lines += ["", header, _rule(header)]
        elif unit.kind == "row":
            lines.append(plain_inline(excerpt.seen(n, n)))
        elif n > first and unit.kind == excerpt.units[n - 1].kind == "sentence":
            lines[-1] += f" {plain_inline(excerpt.seen(n, n))}"
        else:
            lines.append(plain_inline(excerpt.marked(n) if first != last else excerpt.seen(n, n)))
    return "\n".join(lines).replace("\n```\n```\n", "\n")


def plain_inline(text: str) -> str:
    """Markdown without images, relative links, HTML tags, and marks that look like this answer's own citations.

    What stands between backticks is typed as it is, and stays.
    """
    parts = _CODE_SPAN.split(text)
    parts[::2] = [_MARK_OF_A_SOURCE.sub(_in_brackets, _HTML_TAG.sub("", part)) for part in parts[::2]]
    return " ".join(_RELATIVE_LINK.sub(r"\1", _IMAGE.sub("", "".join(parts))).split())


def _in_brackets(mark: re.Match[str]) -> str:
    return f"({mark[1] or mark[2]})"


def _opens_block(excerpt: Excerpt, unit: int) -> bool:
    """True for a sentence that ends in a colon, with a list or a table below it."""
    following = unit + 1
    return (
        excerpt.units[unit].kind == "sentence"
        and excerpt.text(unit, unit).rstrip("*_").endswith(":")
        and following < len(excerpt.units)
        and excerpt.units[following].kind in _LISTED + _TABLE
    )


def _row(excerpt: Excerpt, n: int) -> list[str]:
    """A table row under its header, as a table of one row."""
    top = n
    while top > 0 and excerpt.units[top].kind == "row":
        top -= 1
    row = plain_inline(excerpt.seen(n, n))
    if excerpt.units[top].kind != "header":
        return [row]
    return [plain_inline(excerpt.seen(top, top)), _rule(row), row]


def _rule(row: str) -> str:
    """The line below a table's header."""
    return "|" + " --- |" * max(1, row.count("|") - 1)

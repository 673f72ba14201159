"""Quotes a passage as an answer: a sentence stays a sentence, steps stay the numbered list they are."""

import re

from bot.grounding.excerpt import Excerpt
from bot.grounding.support import is_taken_back

LONGEST_BLOCK = 14
"""Units of one list that are quoted together."""

_LISTED = ("item", "step", "code")
_TABLE = ("header", "row")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://)[^)]*\)")
_HTML_TAG = re.compile(r"</?[a-zA-Z][^>\n]*>")


def block_around(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last unit to quote so that `unit` makes sense.

    That is its whole list with the sentence that opens it, or a sentence with the one that takes it back.
    """
    first = last = unit
    if _opens_block(excerpt, unit):
        last = unit + 1
    kinds = _TABLE if excerpt.units[last].kind in _TABLE else _LISTED
    if last == unit and excerpt.units[unit].kind not in ("step", "code"):
        return first, last + is_taken_back(excerpt, last)
    while first > 0 and excerpt.units[first - 1].kind in kinds and last - first < LONGEST_BLOCK:
        first -= 1
    if first > 0 and _opens_block(excerpt, first - 1):
        first -= 1
    while last + 1 < len(excerpt.units) and excerpt.units[last + 1].kind in kinds and last - first < LONGEST_BLOCK:
        last += 1
    return first, last


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
            lines += ["", excerpt.text(n, n), _rule(excerpt.text(n, n))]
        elif unit.kind == "row":
            lines.append(excerpt.text(n, n))
        elif n > first and unit.kind == excerpt.units[n - 1].kind == "sentence":
            lines[-1] += f" {plain_inline(excerpt.text(n, n))}"
        else:
            lines.append(plain_inline(excerpt.marked(n) if first != last else excerpt.text(n, n)))
    return "\n".join(lines).replace("\n```\n```\n", "\n")


def plain_inline(text: str) -> str:
    """Markdown without images, relative links and HTML tags."""
    return " ".join(_HTML_TAG.sub("", _RELATIVE_LINK.sub(r"\1", _IMAGE.sub("", text))).split())


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
    row = excerpt.text(n, n)
    if excerpt.units[top].kind != "header":
        return [row]
    return [excerpt.text(top, top), _rule(row), row]


def _rule(row: str) -> str:
    """The line below a table's header."""
    return "|" + " --- |" * max(1, row.count("|") - 1)

"""Quotes a passage as an answer: a sentence stays a sentence, steps stay the numbered list they are."""

import re

from bot.grounding.excerpt import Excerpt

LONGEST_BLOCK = 14
"""Units of one list that are quoted together."""

_LISTED = ("item", "step", "code")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://)[^)]*\)")
_HTML_TAG = re.compile(r"</?[a-zA-Z][^>\n]*>")


def block_around(excerpt: Excerpt, unit: int) -> tuple[int, int]:
    """The first and last unit to quote so that `unit` makes sense: its whole list, with the sentence that opens it."""
    first = last = unit
    if excerpt.units[unit].kind == "sentence" and _opens_list(excerpt, unit):
        last = unit + 1
    if excerpt.units[last].kind in ("step", "code"):
        while first > 0 and excerpt.units[first - 1].kind in _LISTED and last - first < LONGEST_BLOCK:
            first -= 1
        if first > 0 and _opens_list(excerpt, first - 1):
            first -= 1
    if excerpt.units[last].kind in _LISTED and (last != unit or excerpt.units[last].kind != "item"):
        while (
            last + 1 < len(excerpt.units) and excerpt.units[last + 1].kind in _LISTED and last - first < LONGEST_BLOCK
        ):
            last += 1
    return first, last


def shown(excerpt: Excerpt, first: int, last: int) -> str:
    """Units as Markdown that reads well by itself: no pictures, no links that lead nowhere."""
    lines: list[str] = []
    for n in range(first, last + 1):
        unit = excerpt.units[n]
        if unit.kind == "code":
            lines.append(f"```\n{excerpt.text(n, n)}\n```")
        elif unit.kind == "row":
            lines += _row(excerpt, n)
        else:
            lines.append(plain_inline(excerpt.marked(n)) if first != last else plain_inline(_unmarked(excerpt, n)))
    return "\n".join(line for line in lines if line).replace("\n```\n```\n", "\n")


def plain_inline(text: str) -> str:
    """Markdown without images, relative links and HTML tags."""
    return " ".join(_HTML_TAG.sub("", _RELATIVE_LINK.sub(r"\1", _IMAGE.sub("", text))).split())


def _opens_list(excerpt: Excerpt, unit: int) -> bool:
    following = unit + 1
    return (
        excerpt.units[unit].kind == "sentence"
        and excerpt.text(unit, unit).rstrip("*_").endswith(":")
        and following < len(excerpt.units)
        and excerpt.units[following].kind in _LISTED
    )


def _unmarked(excerpt: Excerpt, n: int) -> str:
    return excerpt.text(n, n)


def _row(excerpt: Excerpt, n: int) -> list[str]:
    """A table row under its header, as a table of one row."""
    top = n
    while top > 0 and excerpt.units[top].kind == "row":
        top -= 1
    row = excerpt.text(n, n)
    if excerpt.units[top].kind != "header":
        return [row]
    return [excerpt.text(top, top), "|" + " --- |" * max(1, row.count("|") - 1), row]

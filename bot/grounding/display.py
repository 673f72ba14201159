"""Writes units of a passage as Markdown that reads well: a sentence stays a sentence, steps stay a list of steps."""

import re
from collections.abc import Iterator
from textwrap import dedent

from bot.grounding.cells import BETWEEN_CELLS, cells_of
from bot.grounding.excerpt import Excerpt
from bot.grounding.hidden_markup import link_targets, quote_marks_blanked
from bot.grounding.inline import literal_but_code, plain_inline
from knowledge.readers.layout import BAR

_EMPHASIS = re.compile(r"(?<![\w\\*_`])(\*\*|__|\*|_)(?=[^\s*_]).{0,4000}?(?<=[^\s*_\\])\1(?![\w*_])", re.DOTALL)
_FENCE = re.compile(r"^[^\S\n]*(?:```|~~~)", re.MULTILINE)
_TICKS = re.compile(r"`{3,}")
_IN_A_STEP = "   "
_NAMED = re.compile(r"""\s(?:title|filename|tab)=(?P<mark>["'])(?P<name>[\w./@+-]*[./][\w./@+-]+)(?P=mark)""")
"""The file that the first line of a listing says is to be shown above it; other titles may say anything to anybody."""

LONGEST_LISTING = 200
"""Lines above one of a listing up to which its first is looked for."""


def as_markdown(excerpt: Excerpt, first: int, last: int | None = None) -> str:
    """A unit, or units `first` to `last`, as Markdown that reads well alone: no pictures, no links that lead nowhere.

    What stands below a step or between two steps is indented, so that the numbers go on.
    """
    last = first if last is None else last
    if first == last and excerpt.units[first].kind == "row":
        return "\n".join(_row(excerpt, first))
    listed = [n for n in range(first, last + 1) if excerpt.units[n].kind in ("item", "step")]
    margin = min((excerpt.indent(n) for n in listed), default=0)
    lines: list[str] = []
    for n, end in _runs(excerpt, first, last):
        kind = excerpt.units[n].kind
        if kind == "code":
            lines.append(_listing(excerpt, n, end))
        elif kind == "header":
            header = _cells(excerpt, excerpt.visible_text(n))
            lines += ["", header, _rule(header)]
        elif kind == "row":
            lines.append(_cells(excerpt, excerpt.visible_text(n)))
        elif kind in ("item", "step") and first != last:
            lines.append(_IN_A_STEP * (excerpt.indent(n) > margin + 1) + inline(excerpt, excerpt.marked(n)))
        elif kind not in ("order", "heading") and (text := inline(excerpt, _words(excerpt, n, end))):
            between = bool(listed) and listed[0] < n < listed[-1]
            lines.append(_IN_A_STEP * between + text)
    return "\n".join(lines)


def inline(excerpt: Excerpt, words: str) -> str:
    """Words of a passage on one line as Markdown: a Markdown page's own markup is kept, any other text is escaped."""
    return plain_inline(words, link_targets(excerpt.passage.text)) if excerpt.is_markdown else literal_but_code(words)


def _runs(excerpt: Excerpt, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The first and last unit of what is written as one: the lines of a listing, sentences of a paragraph."""
    start = first
    for n in range(first, last + 1):
        if n == last or not _is_one(excerpt, n):
            yield start, n
            start = n + 1


def _is_one(excerpt: Excerpt, n: int) -> bool:
    """True if a unit is written as one with the next."""
    one, other = excerpt.units[n], excerpt.units[n + 1]
    if one.kind == other.kind == "code":
        return not _FENCE.search(excerpt.visible_page[one.end : other.start])
    return one.kind == other.kind == "sentence" and (excerpt.runs_on(n) or excerpt.indent(n) == 0)


def _listing(excerpt: Excerpt, first: int, last: int) -> str:
    """Lines of code with their indents, between fences longer than any in the code."""
    page, units = excerpt.passage.text, excerpt.units
    page = quote_marks_blanked(page) if excerpt.is_markdown else page
    start, end = page.rfind("\n", 0, units[first].start) + 1, units[last].end
    lines = zip(page[start:end].split("\n"), excerpt.visible_page[start:end].split("\n"), strict=True)
    code = dedent("\n".join(line for line, on_page in lines if on_page.strip() or not line.strip()))
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(code)), default=0))
    return f"{_name_of_listing(page[:start])}{fence}\n{code}\n{fence}"


def _name_of_listing(above: str) -> str:
    """The file's name that a page shows above a listing, as a line; empty for a listing without one."""
    opening = next((line for line in reversed(above.split("\n")[-LONGEST_LISTING:]) if _FENCE.match(line)), "")
    named = _NAMED.search(opening)
    return f"`{named['name']}`:\n" if named else ""


def _words(excerpt: Excerpt, first: int, last: int) -> str:
    """The words of units, without the marks of an emphasis that begins or ends outside them."""
    if not excerpt.is_markdown or excerpt.units[first].kind != "sentence":
        return " ".join(excerpt.visible_text(n) for n in range(first, last + 1))
    low, high = first, last
    while low > 0 and excerpt.runs_on(low - 1):
        low -= 1
    while excerpt.runs_on(high):
        high += 1
    said = [excerpt.visible_text(n) for n in range(low, high + 1)]
    start = sum(len(sentence) + 1 for sentence in said[: first - low])
    end = start + len(" ".join(said[first - low : last - low + 1]))
    marks = list(" ".join(said))
    for found in _EMPHASIS.finditer(" ".join(said)):
        ends = (found.start(), found.end() - len(found[1]))
        if sum(start <= at < end for at in ends) == 1:
            for at in ends:
                marks[at : at + len(found[1])] = [""] * len(found[1])
    return "".join(marks[start:end])


def _row(excerpt: Excerpt, n: int) -> list[str]:
    """A table row under its header, as a table of one row; without a header it is a line."""
    if not (columns := excerpt.columns_over(n)):
        return [without_columns(excerpt, n)]
    header = _cells(excerpt, columns)
    return [header, _rule(header), _cells(excerpt, excerpt.visible_text(n))]


def without_columns(excerpt: Excerpt, n: int) -> str:
    """A row of a table that has no header, which Markdown has no tables without: its first cell names the others."""
    cells = [cell.strip() for cell in cells_of(excerpt.visible_text(n))]
    first, *others = [inline(excerpt, cell.replace(BAR, "|")) for cell in cells if cell] or [""]
    apart = " " if first.endswith((":", "?")) else ": "
    return first + (apart + "; ".join(others) if others else "")


def _cells(excerpt: Excerpt, row: str) -> str:
    """A row of a table between two pipes."""
    cells = cells_of(row)
    if not excerpt.is_markdown:
        row = " | ".join(inline(excerpt, cell.replace(BAR, "|")) for cell in cells)
        return f"| {row} |"
    return f"| {inline(excerpt, '|'.join(cells))} |"


def _rule(header: str) -> str:
    """The line below a table's header."""
    return "|" + " --- |" * max(1, len(BETWEEN_CELLS.findall(header)) - 1)

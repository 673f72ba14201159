"""Writes the tables that Markdown's dialects have as those of GitHub: in HTML, drawn with signs, or set by columns."""

import re
from collections.abc import Sequence
from itertools import pairwise

from knowledge.readers.html import read_html
from knowledge.readers.layout import table_row
from knowledge.readers.text_lines import lines_of
from knowledge.readers.text_tables import table_at

_OPENS = re.compile(r"[ ]{0,3}<table\b", re.IGNORECASE)
_CLOSES = re.compile(r"</table\s*>\s*$", re.IGNORECASE)
_NOT_WORDS_ALONE = re.compile(r"<(?:img|pre)\b|```|!\[|\shidden[\s=>]|display\s*:|visibility\s*:", re.IGNORECASE)
_DRAWN = re.compile(r"[ ]{0,3}\+(?:[-=:]+\+)+\s*")
_RULE = re.compile(r"[ ]{0,3}-{3,}\s*")
_COLUMNS = re.compile(r"[ ]*-{2,}(?:[ ]+-{2,})+\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_MOST_LINES = 500
_HIGHEST_HEADER = 5

Written = tuple[str, int]
"""A table in Markdown, and the index behind its last line."""


def table_from(lines: Sequence[str], at: int) -> Written | None:
    """The table that begins with a line, if one does that CommonMark would not see."""
    if _OPENS.match(lines[at]):
        return _from_html(lines, at)
    if at and lines[at - 1].strip():
        return None
    if _DRAWN.fullmatch(lines[at]):
        return _drawn(lines, at)
    if at + 1 < len(lines) and lines[at].strip() and _COLUMNS.fullmatch(lines[at + 1]):
        return _of_lines(lines, at)
    return _of_several_lines(lines, at) if _RULE.fullmatch(lines[at]) else None


def _from_html(lines: Sequence[str], at: int) -> Written | None:
    end = next((n + 1 for n in range(at, min(len(lines), at + _MOST_LINES)) if "</table" in lines[n].lower()), 0)
    page = "".join(lines[at:end])
    if not _CLOSES.search(page) or _NOT_WORDS_ALONE.search(page) or len(_OPENS.findall(page)) > 1:
        return None
    rows = read_html(page, "").text.split("\n")
    first = next((n for n, row in enumerate(rows) if row.startswith("| ")), None)
    if first is None:
        return None
    rule = table_row(["---"] * (len(_PIPE.findall(rows[first])) - 1))
    below = rows[first + 2 :] if rows[first + 1 : first + 2] == [rule] else rows[first + 1 :]
    return "\n".join([*rows[: first + 1], rule, *below, ""]), end


def _drawn(lines: Sequence[str], at: int) -> Written | None:
    table = table_at(lines_of("".join(lines[at : _block_end(lines, at)])), 0)
    return (_lines(table.rows), at + table.end) if table else None


def _of_lines(lines: Sequence[str], at: int) -> Written | None:
    """A table below whose names a rule shows its columns, with a row in each line."""
    starts = [found.start() for found in re.finditer(r"-+", lines[at + 1])]
    end = _block_end(lines, at)
    rows = [_row([line], starts) for n, line in enumerate(lines[at:end], at) if not _COLUMNS.fullmatch(lines[n])]
    return (_lines(rows), end) if len(rows) > 1 and all(rows[0]) else None


def _block_end(lines: Sequence[str], at: int) -> int:
    return next((n for n in range(at, min(len(lines), at + _MOST_LINES)) if not lines[n].strip()), len(lines))


def _lines(rows: Sequence[Sequence[str]]) -> str:
    header, *others = rows
    return "\n".join(map(table_row, [header, ["---"] * len(header), *others])) + "\n"


def _of_several_lines(lines: Sequence[str], at: int) -> Written | None:
    """A table between two rules, whose rows have several lines each and blank ones between them."""
    below = range(at + 1, min(len(lines), at + 2 + _HIGHEST_HEADER))
    columns = next((n for n in below if _COLUMNS.fullmatch(lines[n])), 0)
    ends = range(columns + 1, min(len(lines), at + _MOST_LINES))
    end = next((n for n in ends if _RULE.fullmatch(lines[n])), 0) if columns else 0
    if not end or not all(line.strip() for line in lines[at:columns]):
        return None
    starts = [found.start() for found in re.finditer(r"-+", lines[columns])]
    rows = [_row(lines[at + 1 : columns], starts)] if columns > at + 1 else []
    blanks = [columns, *(n for n in range(columns + 1, end) if not lines[n].strip()), end]
    rows += [_row(lines[low + 1 : high], starts) for low, high in pairwise(blanks) if high > low + 1]
    return _lines(rows), end + 1


def _row(lines: Sequence[str], starts: Sequence[int]) -> list[str]:
    edges = [0, *starts[1:], max(map(len, lines))]
    return [" ".join(" ".join(line[low:high] for line in lines).split()) for low, high in pairwise(edges)]

"""The rows of AsciiDoc's tables: of cells behind bars, some of which span rows and columns, or of values."""

import csv
import re
from collections.abc import Sequence

_BAR = re.compile(
    r"(?:(?<!\S)(?:(?:(?P<copies>\d+)\*)|(?P<span>\d+)?(?:\.(?P<rows>\d+))?\+)?[<^>.]*[a-z]?)?(?<!\\)(?P<bar>[|!])"
)
_COLUMNS = re.compile(r"""\bcols\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s,\]]+))""")
_REPEATED = re.compile(r"(\d+)\*")
_VALUES = re.compile(r"""\bformat\s*=\s*["']?(?P<format>[cdt]sv)|\[(?:[^\]]*,)?\s*(?P<short>[cdt]sv)\b""")
_SEPARATORS = {"csv": ",", "tsv": "\t", "dsv": ":"}
_MOST = 50

Cell = tuple[str, int, int]
"""Its words, and how many columns and rows it covers."""


def rows_of(lines: Sequence[str], attributes: str, mark: str) -> list[list[str]]:
    """The rows of a table; `attributes` is what stands in brackets above it, `mark` what begins its frame."""
    values = _VALUES.search(attributes)
    if values or mark in ",:":
        separator = _SEPARATORS[values["format"] or values["short"]] if values else mark
        return [row for row in csv.reader(lines, delimiter=separator, skipinitialspace=True) if row]
    parts: list[list[Cell]] = []
    for line in lines:
        begins = _BAR.match(line)
        if begins and begins["bar"] == mark:
            parts.append(_cells(line, mark))
        elif line and parts:
            words, span, rows = parts[-1][-1]
            parts[-1][-1] = (f"{words} {line}", span, rows)
    first = sum(span for _, span, _ in parts[0]) if parts else 0
    width = _width(attributes) or max(first, max((len(row) for row in parts), default=0))
    return _in_rows([cell for row in parts for cell in row], width)


def _width(attributes: str) -> int:
    """How many columns a table says that it has, or 0."""
    found = _COLUMNS.search(attributes)
    if not found:
        return 0
    columns = (found[1] or found[2] or found[3] or "").strip()
    counted = (_REPEATED.match(column.strip()) for column in re.split("[,;]", columns))
    return min(_MOST, sum(int(column[1]) if column else 1 for column in counted))


def _cells(line: str, mark: str) -> list[Cell]:
    marks = [found for found in _BAR.finditer(line) if found["bar"] == mark]
    ends = [*(found.start() for found in marks[1:]), len(line)]
    cells: list[Cell] = []
    for found, end in zip(marks, ends, strict=True):
        span, rows = (min(int(found[kind] or 1), _MOST) for kind in ("span", "rows"))
        cells += [(line[found.end() : end].strip(), span, rows)] * min(int(found["copies"] or 1), _MOST)
    return cells


def _in_rows(cells: Sequence[Cell], width: int) -> list[list[str]]:
    """The cells in rows of a width; one that spans rows is said in each of them, so that a row means the same alone."""
    rows: list[list[str]] = []
    row: list[str] = []
    above: dict[int, Cell] = {}
    for words, span, height in cells:
        row, above = _filled(row, above)
        while len(row) >= width > 0:
            rows.append(row)
            row, above = _filled([], above)
        for n in range(span):
            if height > 1:
                above[len(row)] = ("" if n else words, 1, height)
            row.append("" if n else words)
    row, _ = _filled(row, above)
    return [*rows, row] if row else rows


def _filled(row: list[str], above: dict[int, Cell]) -> tuple[list[str], dict[int, Cell]]:
    """A row with what reaches into its next columns from the row above."""
    while len(row) in above and above[len(row)][2] > 1:
        words, span, height = above[len(row)]
        above[len(row)] = (words, span, height - 1)
        row = [*row, words]
    return row, above

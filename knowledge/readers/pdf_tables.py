"""Finds the tables of a PDF's page, which has none: only cells at one height, and others at one height below them.

It sees cells that the page sets one by one. Where a program joined a row into one line, the line stays as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.readers.layout import table_row
from knowledge.readers.pdf_lines import Line

_SAME = 1.5
"""Points within which heights and left edges count as one."""

_LETTER = 0.45
"""A letter's usual width beside its height; a little too narrow, so that words that follow each other touch."""

_FARTHEST = 60
"""Points from one row of a table to the next at most."""


@dataclass(frozen=True)
class _Row:
    """The cells of a row, each the lines in it; `end` is the index behind the last of them on the page."""

    cells: tuple[tuple[Line, ...], ...]
    end: int

    @property
    def top(self) -> float:
        return self.cells[0][0].height or 0.0

    @property
    def bottom(self) -> float:
        return min(line.height or 0.0 for cell in self.cells for line in cell)

    @property
    def lefts(self) -> tuple[float, ...]:
        return tuple(cell[0].left or 0.0 for cell in self.cells)


def with_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page with each row of a table as one of them: `| a | b |`."""
    found: list[Line] = []
    at = 0
    while at < len(lines):
        table = _table(lines, at)
        if table:
            found += _written(table)
            at = table[-1].end
        else:
            found.append(lines[at])
            at += 1
    return found


def _table(lines: Sequence[Line], at: int) -> list[_Row]:
    """The rows of the table that begins with a line; none where there is no table."""
    rows: list[_Row] = []
    while at < len(lines) and (row := _row(lines, at)) and (not rows or _goes_on(rows, row)):
        rows.append(row)
        at = row.end
    gaps = [_is_gap(cell, following) for row in rows for cell, following in pairwise(row.cells)]
    # A line of running text that was set in two pieces is no row: its pieces touch.
    return rows if len(rows) > 1 and 2 * sum(gaps) >= len(gaps) else []


def _row(lines: Sequence[Line], at: int) -> _Row | None:
    """The lines from `at` on that stand in one row of at least two cells; a cell may have several lines."""
    cells: list[list[Line]] = []
    end = at
    for end in range(at, len(lines) + 1):
        line = lines[end] if end < len(lines) else Line("")
        if line.height is None or line.left is None:
            break
        if not cells or _beside(cells[-1][0], line):
            cells.append([line])
        elif _below(cells[-1], line) and (len(cells) > 1 or _comes_back(lines[end + 1 :], cells[0][0])):
            cells[-1].append(line)
        else:
            break
    return _Row(tuple(map(tuple, cells)), end) if len(cells) > 1 else None


def _beside(cell: Line, line: Line) -> bool:
    return abs(_height(line) - _height(cell)) < _SAME and _left(line) > _left(cell) + _SAME


def _below(cell: Sequence[Line], line: Line) -> bool:
    """Whether a line goes on with a cell of which the page could not hold more in its width."""
    fall = _height(cell[-1]) - _height(line)
    return abs(_left(line) - _left(cell[0])) < _SAME and 0 < fall < 1.6 * max(line.size, cell[0].size)


def _comes_back(lines: Sequence[Line], first: Line) -> bool:
    """Whether the cell beside the first one follows, behind all lines of the first one."""
    for line in lines:
        if line.height is None or line.left is None:
            return False
        if abs(_left(line) - _left(first)) >= _SAME:
            return _beside(first, line)
    return False


def _goes_on(rows: Sequence[_Row], row: _Row) -> bool:
    """Whether a row belongs to the table above it: as many cells, or some of them at the places of its columns."""
    columns = rows[0].lefts
    if not 0 < rows[-1].bottom - row.top < _FARTHEST or len(row.cells) > len(columns):
        return False
    places = _places(columns, row)
    return len(row.cells) == len(columns) or (None not in places and len(set(places)) == len(places))


def _places(columns: Sequence[float], row: _Row) -> list[int | None]:
    """The column of each cell, by its left edge."""
    return [next((n for n, left in enumerate(columns) if abs(left - own) < _SAME), None) for own in row.lefts]


def _is_gap(cell: Sequence[Line], following: Sequence[Line]) -> bool:
    width = max(len(line.text) * line.size * _LETTER for line in cell)
    return _left(following[0]) - _left(cell[0]) > 1.15 * width + cell[0].size


def _written(rows: Sequence[_Row]) -> Iterator[Line]:
    columns = rows[0].lefts
    for row in rows:
        words = [" ".join(line.text for line in cell) for cell in row.cells]
        if len(words) < len(columns):
            filled = dict(zip(_places(columns, row), words, strict=True))
            words = [filled.get(n, "") for n in range(len(columns))]
        yield Line(table_row(words), height=row.top, left=row.lefts[0], is_row=True)


def _height(line: Line) -> float:
    return line.height or 0.0


def _left(line: Line) -> float:
    return line.left or 0.0

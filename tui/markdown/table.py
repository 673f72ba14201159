"""A Markdown table as lines: columns as wide as they need to be, cells wrapped where the screen is narrower."""

from collections.abc import Sequence

from textual.content import Content

GAP = 2
LEAST = 6
"""Cells that a column keeps before the table is given up for a list."""


def table_lines(rows: Sequence[Sequence[Content]], width: int) -> list[Content]:
    """The table's lines, the first row its heading; where columns would be too narrow, one line per cell."""
    columns = max((len(row) for row in rows), default=0)
    if not columns:
        return []
    if columns * (LEAST + GAP) - GAP > width:
        return _as_list(rows, width)
    widths = _widths(rows, columns, width)
    head, *body = rows
    lines = _row_lines([cell.stylize("bold") for cell in head], widths)
    lines.append(Content.styled("  ".join("─" * column for column in widths), "$text-muted"))
    for row in body:
        lines += _row_lines(row, widths)
    return lines


def _widths(rows: Sequence[Sequence[Content]], columns: int, width: int) -> list[int]:
    """Each column's width: what it wants, cut from the widest ones until the table fits."""
    wanted = [
        max((row[column].cell_length for row in rows if column < len(row)), default=1) or 1 for column in range(columns)
    ]
    room = width - GAP * (columns - 1)
    if sum(wanted) <= room:
        return wanted
    # The widest columns share what is left once the narrow ones have what they want.
    given = [0] * columns
    narrow_first = sorted(range(columns), key=lambda column: wanted[column])
    for place, column in enumerate(narrow_first):
        given[column] = max(1, min(wanted[column], room // (columns - place)))
        room -= given[column]
    return given


def _row_lines(row: Sequence[Content], widths: Sequence[int]) -> list[Content]:
    cells = [row[column] if column < len(row) else Content("") for column in range(len(widths))]
    wrapped = [cell.wrap(width) or [Content("")] for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for number in range(max(len(cell) for cell in wrapped)):
        parts = [
            _padded(cell[number] if number < len(cell) else Content(""), width)
            for cell, width in zip(wrapped, widths, strict=True)
        ]
        lines.append(Content(" " * GAP).join(parts))
    return lines


def _padded(cell: Content, width: int) -> Content:
    cell = cell.truncate(width)
    return cell.pad_right(width - cell.cell_length)


def _as_list(rows: Sequence[Sequence[Content]], width: int) -> list[Content]:
    head, *body = rows
    lines: list[Content] = []
    for row in body or [head]:
        for name, cell in zip(head, row, strict=False):
            label = Content.assemble(name.stylize("bold"), ": ", cell) if body else name
            lines += label.wrap(width)
        lines.append(Content(""))
    return lines[:-1]

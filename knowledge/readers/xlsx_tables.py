"""Finds the tables on a sheet of a workbook, and the lines above and below them that are none of their rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.readers.layout import Layout
from knowledge.readers.xlsx_sheet import Row, Sheet
from knowledge.readers.xlsx_workbook import MOST_TEXT, too_much_text

_LONGEST_TITLE = 80
_TITLE, _LABEL = 2, 3
"""The levels of the headings for a title above a table and for a label between its rows."""

Block = list[Row]


def write_tables(layout: Layout, sheet: Sheet) -> None:
    """Writes a sheet: an empty row or column ends a table, a line of its own above one is its heading."""
    writing = _Writing(layout)
    blocks = [side for block in _blocks(sheet) for side in _sides(block)]
    for block, following in pairwise([*blocks, []]):
        writing.write(block, following)
        if layout.length > MOST_TEXT:  # a long header stands above each table again
            raise too_much_text()


class _Writing:
    """A sheet that is being written; rows that follow a table in the same columns go under its header."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._header: list[str] = []
        self._columns: list[int] = []

    def write(self, block: Block, following: Block) -> None:
        """Writes a block of rows; `following` is the one below it."""
        lines, table, notes = _parted(block)
        self._lines(lines, bool(table) or _is_table(following))
        if self._names_what_follows(table, lines, following):
            self._columns = _columns(table)
            self._header = _cells(table[0], self._columns)
        elif table:
            self._table(table)
        self._lines(notes, above_table=False)

    def _names_what_follows(self, table: Block, lines: Block, following: Block) -> bool:
        """Whether a row by itself names the columns of the rows below a label."""
        if len(table) != 1 or self._header or not following or not following[0].is_label:
            return False
        return not any(line.is_label for line in lines) and not any(map(_is_value, table[0].cells.values()))

    def _table(self, table: Block) -> None:
        columns = _columns(table)
        if _has_header(table, columns):
            self._columns, self._header = columns, _cells(table.pop(0), columns)
        elif not {*columns} <= {*self._columns}:
            self._columns, self._header = columns, []
        self._layout.table(self._header, [_cells(row, self._columns) for row in table])

    def _lines(self, lines: Block, above_table: bool) -> None:
        """Writes lines as paragraphs, the first of those above a table as its heading."""
        for n, row in enumerate(lines):
            words = " ".join(row.cells.values())
            if n == 0 and above_table and len(words) <= _LONGEST_TITLE and not words.endswith((".", "!", ",", ";")):
                self._layout.heading(_LABEL if row.is_label and self._columns else _TITLE, words)
            else:
                self._layout.block(words)


def _has_header(table: Block, columns: Sequence[int]) -> bool:
    """Whether the first row of a table names its columns: the sheet says so, its look is its own, or its words do."""
    if len(table) < 2:
        return False
    first, second = table[0], table[1]
    is_set_off = len(first.cells) > 1 and not first.looks & second.looks
    return first.is_header or is_set_off or _names_columns([_cells(row, columns) for row in table])


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row has words for each column, each its own, and none like the numbers and dates below it."""
    first, *others = rows
    if not all(first) or len({*first}) < len(first):
        return False
    below = [[words for words in column if words] for column in zip(*others, strict=True)]
    numeric = [n for n, column in enumerate(below) if 2 * sum(map(_is_value, column)) > len(column)]
    return bool(numeric) and not any(_is_value(first[n]) for n in numeric)


def _is_value(words: str) -> bool:
    """Whether a cell says a number, an amount, a date or a time, and not words."""
    return sum(map(str.isdigit, words)) > sum(map(str.isalpha, words))


def _columns(table: Block) -> list[int]:
    return sorted({column for row in table for column in row.cells})


def _cells(row: Row, columns: Sequence[int]) -> list[str]:
    return [row.cells.get(column, "") for column in columns]


def _blocks(sheet: Sheet) -> Iterator[Block]:
    """The runs of rows without an empty one in between, or a label that spans columns."""
    block: Block = []
    for above, row in pairwise([Row(0, {}), *sheet.rows]):
        gap = any(number not in sheet.unseen for number in range(above.number + 1, row.number))
        if block and (gap or (row.is_label and not above.is_label)):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _sides(block: Block) -> list[Block]:
    """The tables that stand side by side in a block: with a free column between them, and each with its own rows."""
    used = sorted({column for row in block for column in row.cells})
    for left, right in pairwise(used):
        if right == left + 1:
            continue
        sides = [_cut(block, 0, left), _cut(block, right, used[-1])]
        if all(map(_is_table, sides)) and _stand_apart(*sides):
            return [sides[0], *_sides(sides[1])]
    return [block]


def _cut(block: Block, first: int, last: int) -> Block:
    """The part of a block from one column to another."""
    parts = [
        replace(row, cells={column: words for column, words in row.cells.items() if first <= column <= last})
        for row in block
    ]
    return [row for row in parts if row.cells]


def _stand_apart(left: Block, right: Block) -> bool:
    """Whether two sides are two tables: they begin or end in different rows, or name the same columns."""
    spans = [(side[0].number, side[-1].number) for side in (left, right)]
    return spans[0] != spans[1] or bool({*left[0].cells.values()} & {*right[0].cells.values()})


def _is_table(block: Block) -> bool:
    return any(len(row.cells) > 1 for row in block)


def _parted(block: Block) -> tuple[Block, Block, Block]:
    """The lines above a table, its rows, and the lines below it; a line is a row that says one thing in one cell."""
    wide = [n for n, row in enumerate(block) if len(row.cells) > 1]
    if not wide:
        return block, [], []
    first, last = wide[0], wide[-1]
    below = next((n for n in range(last + 1, len(block)) if _is_sentence(block[n])), len(block))
    return block[:first], block[first:below], block[below:]


def _is_sentence(row: Row) -> bool:
    """Whether a line below a table speaks of it; a shorter one is a row whose other cells are still empty."""
    (words,) = row.cells.values()
    return row.is_label or words.startswith("*") or words.endswith((".", ":", "!"))

"""Finds the tables that are drawn in a plain text: between pipes, between rules, or by columns that are in line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from knowledge.readers.layout import BAR
from knowledge.readers.text_lines import Line, is_prose, joined

_PIPES = re.compile(r"(?<!\\)\|")
_EDGE = re.compile(r"\+(?:[-=]*\+)+|\|?[\s:]*-{2,}[\s:|+-]*\|?")
_RULE = re.compile(r"(?:={2,}|-{2,})(?:\s+(?:={2,}|-{2,}))*")
_CELL = re.compile(r"\S+(?: \S+)*")
_GAP = re.compile(r"\S {2,}\S")
_MOSTLY = 0.8
_SAMPLE = 50
"""Lines that tell whether columns are in line."""

_LONGEST = 1_000
"""Lines of a table between rules, at most."""

_EXPLAINS = 3
"""Words from which on the second of two cells explains the first."""

Rows = list[list[str]]


@dataclass(frozen=True)
class Table:
    """The rows of a table and the index behind its last line; its first row names the columns where that is seen."""

    rows: Rows
    end: int
    has_header: bool = True

    @property
    def explains(self) -> bool:
        """Whether it is a list of options, or of other terms, each with its explanation."""
        if self.has_header or any(len(row) != 2 for row in self.rows):
            return False
        words = sum(len(row[1].split()) for row in self.rows)
        return all(row[0].startswith("-") for row in self.rows) or words >= _EXPLAINS * len(self.rows)


def table_at(lines: Sequence[Line], at: int) -> Table | None:
    """The table that begins with a line, if one does."""
    return _piped(lines, at) or _ruled(lines, at) or _aligned(lines, at, at)


def table_under_names(lines: Sequence[Line], at: int) -> Table | None:
    """The table that begins with a line which is set in further than the rows, for the first column has no name."""
    is_set_in = at + 1 < len(lines) and bool(lines[at + 1].text) and lines[at + 1].indent < lines[at].indent
    table = _aligned(lines, at, at + 1) if is_set_in else None
    return table if table and table.has_header else None


def _block(lines: Sequence[Line], at: int, most: int | None = None) -> Sequence[Line]:
    """The lines from one on, up to the next blank one or one that stands further left."""
    end = at
    limit = len(lines) if most is None else min(len(lines), at + most)
    while end < limit and lines[end].text and not lines[end].is_code and lines[end].indent >= lines[at].indent:
        end += 1
    return lines[at:end]


def _piped(lines: Sequence[Line], at: int) -> Table | None:
    """A table with pipes between its cells: within frames, with a rule below its header, or with pipes around it."""
    if not ("|" in lines[at].text or lines[at].text.startswith("+")):
        return None
    block = list(takewhile(lambda line: "|" in line.text or _EDGE.fullmatch(line.text), _block(lines, at)))
    edges = [n for n, line in enumerate(block) if _EDGE.fullmatch(line.text)]
    is_framed = all(line.text[0] in "+|" and line.text[-1] in "+|" for line in block)
    if len(block) < 2 or not (is_framed or edges[:1] == [1]):
        return None
    # Where a rule is drawn below each row, a row may have several lines.
    by_rules = len(edges) > 3 or any("=" in block[n].text for n in edges)
    drawn = [block[low + 1 : high] for low, high in pairwise([-1, *edges, len(block)])]
    groups = drawn if by_rules else [[line] for group in drawn for line in group]
    rows = [_joined([_between_pipes(line.text) for line in group]) for group in groups if group]
    return Table(rows, at + len(block)) if rows and max(map(len, rows)) > 1 else None


def _between_pipes(text: str) -> list[str]:
    return [cell.strip().replace(BAR, "|") for cell in _PIPES.split(text.removeprefix("|").removesuffix("|"))]


def _joined(parts: Sequence[Sequence[str]]) -> list[str]:
    """The cells of a row that has several lines."""
    width = max(map(len, parts))
    return [" ".join(part[n] for part in parts if n < len(part) and part[n]) for n in range(width)]


def _ruled(lines: Sequence[Line], at: int) -> Table | None:
    """A table between rules that show its columns, or with one below the names of its columns."""
    first = at if _shows_columns(lines[at]) else at + 1
    if first >= len(lines) or not _shows_columns(lines[first]):
        return None
    end = _closed(lines, first) if first == at else at + len(_block(lines, at))
    block = lines[at:end]
    starts = [lines[first].indent + found.start() for found in re.finditer(r"\S+", lines[first].text)]
    rows = _rows([line for line in _without_rules(block) if line.text], starts)
    has_header = first != at or sum(map(_shows_columns, block)) > 2
    return Table(rows, end, has_header) if len(rows) > 1 else None


def _shows_columns(line: Line) -> bool:
    return " " in line.text and bool(_RULE.fullmatch(line.text))


def _closed(lines: Sequence[Line], at: int) -> int:
    """Where a table ends that begins with a rule: behind one that a blank line follows."""
    for n in range(at + 1, min(len(lines), at + _LONGEST)):
        if _shows_columns(lines[n]) and (n + 1 == len(lines) or not lines[n + 1].text):
            return n + 1
    return at


def _rows(block: Sequence[Line], starts: Sequence[int]) -> Rows:
    """The rows in lines of which one without a first cell goes on with the row above it."""
    rows: Rows = []
    for line in block:
        cells = _cut(line, starts)
        if rows and not cells[0]:
            rows[-1] = _joined([rows[-1], cells])
        else:
            rows.append(cells)
    return rows


def _cut(line: Line, starts: Sequence[int]) -> list[str]:
    text = " " * line.indent + line.text
    return [text[low:high].strip() for low, high in pairwise([0, *starts[1:], len(text)])]


def _aligned(lines: Sequence[Line], at: int, rows_at: int) -> Table | None:
    """A table without lines between its cells: at least two rows, with two blanks between the same columns in each.

    The names of the columns stand in the line before `rows_at`, or there.
    """
    names = lines[at:rows_at]
    if not _GAP.search(lines[at].text) or not _columns(_without_rules([*names, *_block(lines, rows_at, _SAMPLE)])):
        return None
    whole = [*names, *_block(lines, rows_at)]
    block = _without_rules(whole)
    columns = _columns(block)
    odd = sum(1 for line in block if len(_GAP.findall(line.text)) >= len(columns))
    if not columns or (odd > (1 - _MOSTLY) * len(block) and is_prose(joined(block))):
        return None  # running text that is set between two edges has gaps everywhere
    rows = _rows(block, columns)
    filled = sum(1 for row in rows for cell in row if cell)
    if len(rows) < 2 or filled < _MOSTLY * len(rows) * len(columns):
        return None
    return Table(rows, at + len(whole), bool(_RULE.fullmatch(whole[1].text)) or _names_columns(rows))


def _without_rules(block: Sequence[Line]) -> list[Line]:
    return [line for line in block if not _RULE.fullmatch(line.text)]


def _columns(block: Sequence[Line]) -> list[int]:
    """Where the columns begin between which two blanks stand in every line; none where there is only one."""
    taken = bytearray(max((line.end for line in block), default=0))
    for line in block:
        for cell in _CELL.finditer(line.text):
            start = line.indent + cell.start()
            taken[start : line.indent + cell.end()] = b"\1" * (cell.end() - cell.start())
    runs = [found.start() for found in re.finditer(rb"\x01+(?:\x00\x01+)*", bytes(taken))]
    return runs if len(runs) > 1 else []


def _names_columns(rows: Rows) -> bool:
    """Whether the first row names the columns: one column holds numbers in all other rows, and the first row none.

    Where only the first column has no name, the other cells of the row are some.
    """
    first, *others = rows
    if len(rows) < 3 or not all(first[1:]):
        return False
    if not first[0]:
        return all(row[0] for row in others)
    if _has_digit("".join(first)):
        return False
    return any(all(map(_has_digit, column)) for column in zip(*others, strict=True))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))

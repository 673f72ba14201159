"""Reads one sheet of an Excel workbook row by row, as it is shown: values in their formats, nothing that is hidden.

What a click opens is read: the rows that a filter leaves out, and groups of rows or columns that are folded.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element

from knowledge.readers.number_formats import general, shown_number, shown_text
from knowledge.readers.office_parts import child, children, is_on, local, named
from knowledge.readers.problem import Unreadable
from knowledge.readers.xlsx_workbook import MOST_TEXT, SheetPart, Workbook, rich_text, too_much_text

MOST_ROWS = 10_000
"""Rows with something in them that a sheet has at most: nobody wrote more for others to read."""

MOST_CELLS = 300_000

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_EPOCH = datetime(1899, 12, 30)
_LAST_COLUMN = 16_384
_THREAD = "tc="
"""How the author of a note begins that stands for a discussion."""


@dataclass(frozen=True)
class Area:
    """The cells from one row and column to another, counted from 1, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Row:
    """A row of a sheet with the words of its cells by their columns, and the looks that its cells have.

    `is_header` says that the sheet itself calls it the header of a table, `is_label` that its one cell spans columns.
    """

    number: int
    cells: dict[int, str]
    looks: frozenset[tuple[str, str]] = frozenset()
    is_header: bool = False
    is_label: bool = False
    is_hidden: bool = False


@dataclass
class Sheet:
    """The rows of a sheet that say something, in order, and the numbers of those that are not shown."""

    rows: list[Row] = field(default_factory=list)
    unseen: set[int] = field(default_factory=set)


def is_data(sheet: str, how_much: str) -> Unreadable:
    """What is said of a sheet that is no document."""
    return Unreadable(
        f"Its sheet “{sheet}” {how_much}: that is data, not a document.",
        "Hide that sheet, or keep what people ask for in a file of its own.",
    )


class Amount:
    """How much a sheet says, with what it says again; raises `Unreadable` for more than a document does."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._cells = self._letters = 0

    def add(self, cells: int, words: str = "") -> None:
        """Counts cells that say the same words."""
        self._cells += cells
        self._letters += cells * len(words)
        if self._cells > MOST_CELLS:
            raise is_data(self._sheet, f"has more than {MOST_CELLS:,} cells")
        if self._letters > MOST_TEXT:
            raise too_much_text()


def spread_merged(rows: dict[int, Row], merged: Iterable[Area], amount: Amount) -> None:
    """Says a cell that spans rows in each of them that says more, so that a row means the same alone."""
    numbers = sorted(rows)
    for area in merged:
        first = rows.get(area.top)
        if first is None or area.left not in first.cells:
            continue
        first.is_label = first.is_label or (area.right > area.left and len(first.cells) == 1)
        below = numbers[bisect_right(numbers, area.top) : bisect_right(numbers, area.bottom)]
        amount.add(len(below), first.cells[area.left])
        for row in (rows[number] for number in below):
            if any(not area.left <= column <= area.right for column in row.cells):
                row.cells[area.left] = first.cells[area.left]


def read_sheet(workbook: Workbook, part: SheetPart) -> Sheet:
    """A sheet as it is shown; raises `Unreadable` for one that holds data and no document."""
    return _Reading(workbook, part).sheet()


class _Reading:
    """A sheet that is being read: its rows first, then what says how they are shown."""

    def __init__(self, workbook: Workbook, part: SheetPart) -> None:
        self._workbook, self._part = workbook, part
        self._rows: dict[int, Row] = {}
        self._row = Row(0, {})
        self._column = 0
        self._amount = Amount(part.name)
        self._unseen: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._merged: list[Area] = []
        self._filtered: list[Area] = []
        self._filters = False
        self._relations = workbook.parts.relations(part.part)

    def sheet(self) -> Sheet:
        """The rows that say something, and what is not shown of them left out."""
        for event, element in self._workbook.parts.streamed(self._part.part, "c"):
            if event == "end":
                self._end(local(element), element)
            elif local(element) == "row":
                self._begin_row(element)
        self._add_notes()
        self._add_tables()
        spread_merged(self._rows, self._merged, self._amount)
        rows = [row for _, row in sorted(self._rows.items()) if not self._is_unseen(row)]
        for row in rows:
            row.cells = {column: row.cells[column] for column in sorted(row.cells.keys() - self._hidden_columns)}
        return Sheet([row for row in rows if row.cells], self._unseen - {row.number for row in rows})

    def _add_notes(self) -> None:
        """Puts the notes of cells behind their words, but for discussions."""
        for name in self._workbook.parts.related(self._part.part, "comments"):
            root = self._workbook.parts.parsed(name)
            authors = [author.text or "" for author in children(root, "authors/author")]
            for note in children(root, "commentList/comment"):
                number, text = int(note.get("authorId", "0")), child(note, "text")
                author = authors[number] if number < len(authors) else ""
                if text is not None and not author.startswith(_THREAD):
                    self._add(note.get("ref", ""), rich_text(text).removeprefix(f"{author}:"))

    def _end(self, name: str, element: Element) -> None:
        if name == "c":
            self._take_cell(element)
        elif name == "row":
            self._end_row()
        elif name == "col" and is_on(element, "hidden") and not int(element.get("outlineLevel", "0")):
            last = min(int(element.get("max", "0")), _LAST_COLUMN)
            self._hidden_columns.update(range(int(element.get("min", "0")), last + 1))
        elif name == "mergeCell":
            self._merged.append(_area(element.get("ref", "")))
            self._amount.add(1)
        elif name == "hyperlink":
            self._take_link(element)
        elif name == "filterColumn":
            self._filters = True
        elif name == "autoFilter":
            self._take_filter(element, self._filters)

    def _begin_row(self, element: Element) -> None:
        is_hidden = is_on(element, "hidden") and not int(element.get("outlineLevel", "0"))
        self._row = Row(int(element.get("r", self._row.number + 1)), {}, is_hidden=is_hidden)
        self._column = 0
        if is_hidden:
            self._unseen.add(self._row.number)

    def _take_cell(self, cell: Element) -> None:
        place = _PLACE.fullmatch(cell.get("r", ""))
        self._column = _column(place[1]) if place else self._column + 1
        style = self._workbook.style(int(cell.get("s", "0")))
        words = " ".join(self._words(cell, style.code).split())
        if words:
            self._row.cells[self._column] = words
            self._row.looks |= {style.look}
            self._amount.add(1, words)

    def _end_row(self) -> None:
        if self._row.cells:
            self._rows[self._row.number] = self._row
        if len(self._rows) > MOST_ROWS:
            raise is_data(self._part.name, f"has more than {MOST_ROWS:,} rows")

    def _take_link(self, element: Element) -> None:
        """Puts the address that a cell leads to behind its words, unless they say it."""
        relation = self._relations.get(named(element, "id"))
        if relation and relation.is_outside and relation.target.startswith(("https://", "http://", "mailto:")):
            self._add(element.get("ref", "").partition(":")[0], relation.target.removeprefix("mailto:"))

    def _add(self, place: str, words: str) -> None:
        at, words = _area(place), " ".join(words.split())
        row = self._rows.get(at.top)
        said = row.cells.get(at.left, "") if row else ""
        if row and words and said and words not in said:
            row.cells[at.left] = f"{said} ({words})"

    def _words(self, cell: Element, code: str) -> str:
        """The words of a cell; those that a formula gave when the workbook was saved, and none for an error."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            text = child(cell, "is")
            return "" if text is None else shown_text(rich_text(text), code)
        found = child(cell, "v")
        value = "" if found is None else (found.text or "").strip(" " if kind == "str" else None)
        if not value or kind == "e":
            return ""
        if kind == "s":
            return shown_text(self._workbook.texts[int(value)], code)
        if kind == "str":
            return shown_text(value, code)
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        days = _days(value) if kind == "d" else None
        number = float(value) if days is None else days
        return shown_number(number, code, self._workbook.from_1904) or (general(number) if kind == "d" else "")

    def _add_tables(self) -> None:
        """Takes in what the sheet itself says of its tables: their headers and filters."""
        for name in self._workbook.parts.related(self._part.part, "table"):
            table = self._workbook.parts.parsed(name)
            if table.get("headerRowCount") != "0":
                self._take_header(_area(table.get("ref", "")))
            if (chosen := child(table, "autoFilter")) is not None:
                self._take_filter(chosen, child(chosen, "filterColumn") is not None)

    def _take_filter(self, element: Element, leaves_out: bool) -> None:
        """Takes in a filter's buttons, which stand in a header, and what it leaves out, which a click shows."""
        area = _area(element.get("ref", ""))
        self._take_header(area)
        if leaves_out:
            self._filtered.append(area)

    def _take_header(self, area: Area) -> None:
        if (row := self._rows.get(area.top)) is not None:
            row.is_header = True

    def _is_unseen(self, row: Row) -> bool:
        return row.is_hidden and not any(area.top <= row.number <= area.bottom for area in self._filtered)


def _area(reference: str) -> Area:
    """The cells of a reference such as `B2:C9`; none for one that is none."""
    first, _, last = reference.partition(":")
    low, high = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
    if low is None or high is None:
        return Area(0, 0, -1, -1)
    return Area(int(low[2]), _column(low[1]), int(high[2]), _column(high[1]))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _days(moment: str) -> float:
    """The days up to a moment as ISO 8601 has it."""
    return (datetime.fromisoformat(moment).replace(tzinfo=None) - _EPOCH).total_seconds() / 86_400

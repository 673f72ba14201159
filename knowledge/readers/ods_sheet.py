"""Reads one sheet of an OpenDocument spreadsheet row by row, as it is shown: nothing that is hidden.

What a click opens is read: the rows that a filter leaves out, and groups of rows or columns that are folded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from knowledge.readers.office_parts import children, local, named
from knowledge.readers.opendocument import OpenDocument, Styles, table_rows
from knowledge.readers.xlsx_sheet import MOST_ROWS, Amount, Area, Row, Sheet, is_data, spread_merged

_COLUMN_GROUPS = frozenset({"table-column-group", "table-header-columns", "table-columns"})
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_NOT_SAID = frozenset({"annotation", "ruby-text"})
_VALUES = ("date-value", "time-value", "string-value", "value")
_LAST_COLUMN = 16_384
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"


@dataclass(frozen=True)
class Column:
    """A run of columns: how many, whether they are hidden, and the style that their cells have by default."""

    times: int
    is_hidden: bool
    style: str


def shown_sheets(opened: OpenDocument) -> Iterator[tuple[int, Element]]:
    """The sheets that are shown, in the order of their tabs, with their places among all sheets, counted from 1."""
    for number, table in enumerate(children(opened.body("spreadsheet"), "table"), start=1):
        if opened.styles.says("table", named(table, "style-name"), "table-properties", "display") != "false":
            yield number, table


def read_sheet(styles: Styles, table: Element) -> Sheet:
    """A sheet as it is shown; raises `Unreadable` for one that holds data and no document."""
    return _Reading(styles, table).sheet()


class _Reading:
    """A sheet that is being read."""

    def __init__(self, styles: Styles, table: Element) -> None:
        self._styles, self._table = styles, table
        self._name = named(table, "name")
        self._rows: dict[int, Row] = {}
        self._unseen: set[int] = set()
        self._merged: list[Area] = []
        self._amount = Amount(self._name)
        self._hidden_columns: set[int] = set()
        self._default_styles: dict[int, str] = {}

    def sheet(self) -> Sheet:
        """The rows that say something, and what is not shown of them left out."""
        self._take_columns()
        self._take_rows()
        spread_merged(self._rows, self._merged, self._amount)
        rows = [*self._rows.values()]
        for row in rows:
            row.cells = {column: row.cells[column] for column in sorted(row.cells.keys() - self._hidden_columns)}
        return Sheet([row for row in rows if row.cells], self._unseen)

    def _take_columns(self) -> None:
        number = 1
        for column in _columns(self._table):
            last = min(number + column.times, _LAST_COLUMN + 1)
            self._default_styles.update(dict.fromkeys(range(number, last), column.style))
            self._hidden_columns.update(range(number, last) if column.is_hidden else ())
            number = last

    def _take_rows(self) -> None:
        number = 1
        for element, is_header, in_group in table_rows(self._table):
            times = int(named(element, "number-rows-repeated") or 1)
            is_hidden = named(element, "visibility") == "collapse" and not in_group
            row = Row(number, {}, is_header=is_header, is_hidden=is_hidden)
            self._take_cells(element, row)
            if row.cells:
                self._repeat(row, times)
            elif is_hidden:
                self._pass_over(number, times)
            number += times

    def _repeat(self, row: Row, times: int) -> None:
        if row.is_hidden:
            self._pass_over(row.number, times)
            return
        if len(self._rows) + times > MOST_ROWS:
            raise is_data(self._name, f"has more than {MOST_ROWS:,} rows")
        for words in row.cells.values() if times > 1 else ():
            self._amount.add(times, words)
        for number in range(row.number, row.number + times):
            self._rows[number] = replace(row, number=number, cells=dict(row.cells))

    def _pass_over(self, first: int, times: int) -> None:
        """Notes rows that are not shown; a sheet may hide a million below its last one, which part nothing."""
        if len(self._unseen) < MOST_ROWS:
            self._unseen.update(range(first, first + min(times, MOST_ROWS)))

    def _take_cells(self, element: Element, row: Row) -> None:
        column = 1
        for cell in element:
            if local(cell) not in _CELLS:
                continue
            times = int(named(cell, "number-columns-repeated") or 1)
            words = "" if local(cell) != "table-cell" else " ".join(_words(cell).split())
            if words:
                self._amount.add(times, words)
                row.cells.update(dict.fromkeys(range(column, column + times), words))
                style = named(cell, "style-name") or self._default_styles.get(column, "")
                row.looks |= {self._styles.look(style)}
                self._take_span(cell, row.number, column)
            column += times

    def _take_span(self, cell: Element, row: int, column: int) -> None:
        wide, high = (int(named(cell, f"number-{way}-spanned") or 1) for way in ("columns", "rows"))
        if wide > 1 or high > 1:
            self._merged.append(Area(row, column, row + high - 1, column + wide - 1))


def _columns(table: Element, in_group: bool = False) -> Iterator[Column]:
    for part in table:
        if local(part) in _COLUMN_GROUPS:
            yield from _columns(part, in_group or local(part) == "table-column-group")
        elif local(part) == "table-column":
            is_hidden = named(part, "visibility") == "collapse" and not in_group
            times = int(named(part, "number-columns-repeated") or 1)
            yield Column(times, is_hidden, named(part, "default-cell-style-name"))


def _words(cell: Element) -> str:
    """What a cell shows, with its note and where it leads in brackets; nothing for an error."""
    if cell.get(f"{_CALC}value-type") == "error":
        return ""
    paragraphs = [part for part in cell if local(part) == "p"]
    said = " ".join(_line(paragraph) for paragraph in paragraphs)
    if not said.strip() and not paragraphs:
        said = next((value for name in _VALUES if (value := named(cell, name))), "")
    links = [named(link, "href") for part in paragraphs for link in part.iter() if local(link) == "a"]
    notes = [" ".join(map(_line, children(note, "p"))) for note in children(cell, "annotation")]
    for words in [*filter(_is_address, links), *notes]:
        words = words.removeprefix("mailto:").strip()
        said += f" ({words})" if said.strip() and words and words not in said else ""
    return said


def _is_address(target: str) -> bool:
    return target.startswith(("https://", "http://", "mailto:"))


def _line(element: Element) -> str:
    """The words of a paragraph."""
    words = element.text or ""
    for part in element:
        kind = local(part)
        words += " " if kind in ("s", "tab", "line-break") else "" if kind in _NOT_SAID else _line(part)
        words += part.tail or ""
    return words

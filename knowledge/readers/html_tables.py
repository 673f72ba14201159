"""The tables of a page: their rows and cells, which row names the columns, and which are none but set the page out."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from knowledge.readers.layout import table_row

if TYPE_CHECKING:
    from bs4 import Tag

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
CELLS = ["td", "th"]


def own_parts(around: "Tag", names: list[str]) -> "list[Tag]":
    """The rows or cells of a table or a row, without those of the tables in it."""
    return [part for part in around.find_all(names) if part.find_parent(around.name) is around]


def is_for_looks(table: "Tag") -> bool:
    """True for a table that sets parts of a page beside each other; one that names its columns may hold others."""
    if table.find(["pre", "img"]) and all(map(_is_one_cell, own_parts(table, ["tr"]))):
        return True  # a listing beside the numbers of its lines, which are taken out, or a note beside its sign
    if table.find("table"):
        return len(own_parts(table, ["th"])) < 2 or table.find(list(HEADINGS)) is not None
    return len(table.find_all(CELLS)) == 1


def told(rows: "Sequence[Tag]", cells: Sequence[Sequence[str]]) -> Iterator[tuple[str, bool]]:
    """Each row of a table, with its cells, as it is written, and whether that is a row; "" for one that says nothing.

    Where no row names the columns, a cell across several of them stands as a line over the rows below, and a column
    that is blank throughout is left out: it only sets the others in.
    """
    is_named = len(rows) > 1 and _names_columns(rows[0]) and not _names_columns(rows[1])
    heads = [not is_named and _is_across(row) for row in rows]
    used = {n for said, head in zip(cells, heads, strict=True) if not head for n, cell in enumerate(said) if cell}
    for n, (said, head) in enumerate(zip(cells, heads, strict=True)):
        if head or not any(said):
            yield said[0] if head else "", not head
            continue
        kept = said if is_named else [cell for at, cell in enumerate(said) if at in used]
        names = f"\n{table_row(['---'] * len(kept))}" if is_named and n == 0 else ""
        yield table_row(kept) + names, True


def _names_columns(row: "Tag") -> bool:
    """True for a row of headers; in the row of a table that names its rows, one cell alone is a header."""
    named = [cell.name for cell in own_parts(row, CELLS) if cell.get_text(strip=True)]
    return len(named) > 1 and set(named) == {"th"}


def _is_across(row: "Tag") -> bool:
    """True for a row of one cell that says something across several columns."""
    cells = own_parts(row, CELLS)
    return len(cells) == 1 and str(cells[0].get("colspan", "")) not in ("", "1") and bool(cells[0].get_text(strip=True))


def _is_one_cell(row: "Tag") -> bool:
    """True for a row of which only one cell says anything."""
    return sum(bool(cell.get_text(strip=True)) for cell in own_parts(row, CELLS)) < 2

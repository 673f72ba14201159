"""The tables of a page: their rows and cells, which row names the columns, and which are none but set the page out."""

from typing import TYPE_CHECKING

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


def names_columns(row: "Tag") -> bool:
    """True for a row of headers; in the row of a table that names its rows, one cell alone is a header."""
    named = [cell.name for cell in own_parts(row, CELLS) if cell.get_text(strip=True)]
    return len(named) > 1 and set(named) == {"th"}


def _is_one_cell(row: "Tag") -> bool:
    """True for a row of which only one cell says anything."""
    return sum(bool(cell.get_text(strip=True)) for cell in own_parts(row, CELLS)) < 2

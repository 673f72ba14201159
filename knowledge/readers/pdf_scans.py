"""Tells the scanned pages of a PDF that has text on others: a picture covers them, and no word is written on them."""

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from knowledge.readers.pdf_lines import Line, PlacedPicture, is_page_number
from knowledge.readers.pdf_pictures import objects_on, repeated

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

COVERED = 0.5
"""The share of a page that its pictures cover where it was scanned: a logo or a photograph covers less."""


def scanned_pages(
    reader: "PdfReader", pages: Sequence[Sequence[Line]], placed: Sequence[Sequence[PlacedPicture]]
) -> tuple[int, ...]:
    """The numbers, from 1, of the pages without a word that pictures cover; `pages` are without running lines."""
    wordless = [number for number, lines in enumerate(pages, start=1) if _is_wordless(lines, number)]
    backgrounds = repeated(reader) if wordless else set()
    return tuple(
        number for number in wordless if _covered(reader.pages[number - 1], placed[number - 1], backgrounds) >= COVERED
    )


def _is_wordless(lines: Sequence[Line], number: int) -> bool:
    """Whether nothing is written on a page, or no more than its number."""
    return all(is_page_number(line, number) or not any(map(str.isalpha, line.text)) for line in lines)


def _covered(page: "PageObject", placed: Sequence[PlacedPicture], backgrounds: Set[object]) -> float:
    """The share of a page that its own pictures cover."""
    objects = objects_on(page)
    area = sum(drawn.area for drawn in placed if objects.get(drawn.name) not in backgrounds)
    return area / (float(page.cropbox.width) * float(page.cropbox.height))

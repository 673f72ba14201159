"""Reads PDFs page by page, with the page numbers that a person sees in a viewer."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from knowledge.documents import Document
from knowledge.readers.layout import Layout
from knowledge.readers.pdf_breaks import STARTS_ITEM, with_whole_sentences, without_parted_words
from knowledge.readers.pdf_contents import without_contents
from knowledge.readers.pdf_lines import Line, cleaned, heading_levels, read_page, without_running_lines
from knowledge.readers.pdf_pictures import with_pictures
from knowledge.readers.pdf_scans import scanned_pages
from knowledge.readers.pdf_tables import with_rows
from knowledge.readers.problem import Unreadable, damage_explained
from knowledge.readers.titles import title_of_file

if TYPE_CHECKING:
    from pypdf import PdfReader

# A line this long was broken by the page's width, not by its writer.
_FULL_LINE = 60
GAP = 1.3
"""How many times the distance of its lines a paragraph stands from the next."""

# A title that a program left there, not a person.
_MACHINE_TITLE = re.compile(
    r"untitled.*|\(anonymous\)|(document|dokument)\d*|(slide|folie) \d+|.*\.(docx?|pptx?|xlsx?|indd|tex|dvi)"
    r"|microsoft (word|excel|powerpoint).*|powerpoint[ -](presentation|präsentation)|présentation powerpoint"
    r"|presentación de powerpoint|presentazione( standard)? di powerpoint|apresentação do powerpoint",
    re.IGNORECASE,
)


def read_pdf(content: bytes, name: str) -> Document:
    """A PDF as a document with a section for each page and for each heading on it.

    Raises `Unreadable` for an encrypted, damaged or wordless one.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    layout = Layout()
    with damage_explained("It is not a PDF that can be read.", "Open it in a viewer and print it to a new PDF."):
        reader = _opened(content)
        title = _title(reader)
        read = [read_page(page) for page in reader.pages]
        written = without_running_lines([lines for lines, _ in read])
        pages, levels = _pages_and_levels(written)
        starts = _write(layout, pages, levels)
    document = layout.document(title or title_of_file(name))
    if not document.text:
        raise Unreadable("Its pages hold pictures but no text.", "Run it through a text recogniser (OCR) first.")
    try:
        placed = [pictures for _, pictures in read]
        document = replace(document, wordless=scanned_pages(reader, written, placed))
        return with_pictures(document, reader, pages, placed, starts)
    except (
        Exception
    ):  # pypdf raises whatever damage makes it; the words are there, and are worth more than the pictures
        return document


def _opened(content: bytes) -> "PdfReader":
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(content))
    # Many PDFs are encrypted with an empty user password: everyone may read those.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("It is locked with a password.", "Save a copy without the password and add that.")
    return reader


def _title(reader: "PdfReader") -> str:
    title = reader.metadata.title if reader.metadata else None
    title = " ".join(cleaned(str(title or "")).split())
    return "" if _MACHINE_TITLE.fullmatch(title) else title


def _pages_and_levels(written: Sequence[list[Line]]) -> tuple[list[list[Line]], dict[Line, int]]:
    """The pages with rows, words and sentences whole, without a table of contents, and the levels of their headings."""
    pages = without_parted_words([with_rows(lines) for lines in without_contents(written)])
    levels = heading_levels(line for lines in pages for line in lines)
    return without_parted_words(with_whole_sentences(pages, levels)), levels  # again: a page's end parts words too


def _write(layout: Layout, pages: Sequence[list[Line]], levels: Mapping[Line, int]) -> list[int]:
    """Writes the pages; the offset in the text at which each begins."""
    starts = []
    for number, lines in enumerate(pages, start=1):
        layout.page(number)
        starts.append(layout.length)
        _write_page(layout, lines, levels)
    return starts


def _write_page(layout: Layout, lines: Sequence[Line], levels: Mapping[Line, int]) -> None:
    """Writes a page's headings, and the tables and paragraphs between them; a heading of several lines is one."""
    for (level, is_row), run in groupby(lines, key=lambda line: (levels.get(line), line.is_row)):
        if is_row:
            layout.block("\n".join(line.text for line in run))
        elif level is None:
            layout.block("".join(_flowing(list(run))).strip())
        else:
            layout.heading(level, " ".join(line.text for line in run))


def _flowing(lines: Sequence[Line]) -> Iterator[str]:
    """The same words, where a line goes on that only the page's width had broken, and a gap ends a paragraph."""
    pitch = _pitch(lines)
    for line, following in zip(lines, [*lines[1:], Line("")], strict=True):
        yield line.text
        ended = line.text.endswith((".", "!", "?", ":"))  # what comes next may be a heading: it stays on its own line
        goes_on = bool(following.text) and not ended and not STARTS_ITEM.match(following.text)
        if goes_on and (len(line.text) >= _FULL_LINE or following.text[0].islower()):
            yield " "
        elif pitch and _fall(line, following) > GAP * pitch:
            yield "\n\n"
        else:
            yield "\n"


def _pitch(lines: Sequence[Line]) -> float:
    """How far one line stands below the other within a paragraph, 0 where that is not known."""
    falls = sorted(fall for fall in map(_fall, lines, lines[1:]) if fall > 0)
    return falls[len(falls) // 4] if falls else 0.0


def _fall(line: Line, following: Line) -> float:
    return line.height - following.height if line.height is not None and following.height is not None else 0.0

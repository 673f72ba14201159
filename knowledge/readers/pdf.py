"""Reads PDFs page by page, with the page numbers that a person sees in a viewer."""

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from knowledge.documents import Document
from knowledge.readers.layout import Layout
from knowledge.readers.problem import Unreadable

if TYPE_CHECKING:
    from pypdf import PdfReader

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_LEFT_BLANK = re.compile(r"[ \t\xa0]+")
# A line this long was broken by the page's width, not by its writer.
_FULL_LINE = 60
_STARTS_ITEM = re.compile(r"\s*([-*•▪●o–]|\(?\d{1,3}[.)]|[A-Za-z][.)])\s")
# A title that a program left there, not a person.
_MACHINE_TITLE = re.compile(r"^(untitled|microsoft word|document\d*$|.*\.(docx?|pptx?|indd|tex|dvi)$)", re.IGNORECASE)


def read_pdf(content: bytes, name: str) -> Document:
    """A PDF as a document with one section a page; raises `Unreadable` for an encrypted, damaged or wordless one."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    layout = Layout()
    title = ""
    try:
        reader = _opened(content)
        title = _title(reader)
        for number, page in enumerate(reader.pages, start=1):
            layout.page(number)
            layout.block(_flowing(page.extract_text()))
    except Unreadable:
        raise
    except Exception as error:  # pypdf raises its own, KeyError, RecursionError and more on a damaged file
        raise Unreadable(
            "It is not a PDF that can be read.", "Open it in a viewer and print it to a new PDF."
        ) from error
    document = layout.document(title or PurePosixPath(name).stem)
    if not document.text:
        raise Unreadable("Its pages hold pictures but no text.", "Run it through a text recogniser (OCR) first.")
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
    title = " ".join(_SURROGATES.sub("", _CONTROLS.sub(" ", str(title or ""))).split())
    return "" if _MACHINE_TITLE.match(title) else title


def _flowing(text: str) -> str:
    """A page's text with the same words, where a line goes on that only the page's width had broken."""
    text = _SURROGATES.sub("", _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\f", "\n")))
    lines = [_LEFT_BLANK.sub(" ", line).strip() for line in text.split("\n")]
    return "".join(_joined(lines)).strip()


def _joined(lines: list[str]) -> Iterator[str]:
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        yield line
        ended = line.endswith((".", "!", "?", ":"))  # what comes next may be a heading: it stays on its own line
        goes_on = bool(following) and not ended and not _STARTS_ITEM.match(following)
        if goes_on and (len(line) >= _FULL_LINE or following[0].islower()):
            yield " "
        else:
            yield "\n"

"""Reads rich text (RTF): it is written as HTML, and the HTML reader does the rest."""

from dataclasses import replace

from knowledge.documents import Document
from knowledge.readers.below_title import below_title
from knowledge.readers.html import read_html
from knowledge.readers.problem import Unreadable
from knowledge.readers.rtf_text import RichText


def read_rtf(content: bytes, name: str) -> Document:
    """An .rtf file as a document; raises `Unreadable` for one that is damaged or cut off."""
    try:
        text = RichText(content)
    except ValueError as error:  # of the end that is missing, and of numbers that are none
        raise Unreadable(
            "It is not a rich text (RTF) that can be read.",
            "Open it in Word or LibreOffice, and save it as .docx or .odt.",
        ) from error
    document = read_html(f"<body>{below_title(text.html)}</body>", name)
    shown = tuple(replace(one, content=text.pictures[one.place]) for one in document.illustrations)
    return replace(document, illustrations=shown)

"""Reads rich text (RTF): it is written as HTML, and the HTML reader does the rest."""

from knowledge.documents import Document
from knowledge.readers.problem import Unreadable
from knowledge.readers.rtf_text import RichText
from knowledge.readers.written_html import read_written


def read_rtf(content: bytes, name: str) -> Document:
    """An .rtf file as a document; raises `Unreadable` for one that is damaged or cut off."""
    try:
        text = RichText(content)
    except ValueError as error:  # of the end that is missing, and of numbers that are none
        raise Unreadable(
            "It is not a rich text (RTF) that can be read.",
            "Open it in Word or LibreOffice, and save it as .docx or .odt.",
        ) from error
    return read_written(text.html, text.pictures, name)

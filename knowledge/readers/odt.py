"""Reads OpenDocument texts: they are written as HTML, and the HTML reader does the rest."""

from knowledge.documents import Document
from knowledge.readers.opendocument import OpenDocument
from knowledge.readers.opendocument_text import OpenDocumentText
from knowledge.readers.problem import damage_explained
from knowledge.readers.written_html import read_written


def read_odt(content: bytes, name: str) -> Document:
    """An .odt file as a document; raises `Unreadable` for one that is damaged, locked or far too large."""
    with damage_explained(
        "It is not an OpenDocument text that can be read.", "Open it in LibreOffice and save it again as .odt."
    ):
        opened = OpenDocument(content)
        text = OpenDocumentText(opened)
        html = text.blocks(opened.body("text"))
    return read_written(html, text.pictures, name)

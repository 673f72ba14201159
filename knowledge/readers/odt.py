"""Reads OpenDocument texts: they are written as HTML, and the HTML reader does the rest."""

from knowledge.documents import Document
from knowledge.readers.below_title import below_title
from knowledge.readers.html import read_html
from knowledge.readers.illustrations import with_bytes
from knowledge.readers.opendocument import OpenDocument
from knowledge.readers.opendocument_text import OpenDocumentText
from knowledge.readers.problem import damage_explained


def read_odt(content: bytes, name: str) -> Document:
    """An .odt file as a document; raises `Unreadable` for one that is damaged, locked or far too large."""
    with damage_explained(
        "It is not an OpenDocument text that can be read.", "Open it in LibreOffice and save it again as .odt."
    ):
        opened = OpenDocument(content)
        text = OpenDocumentText(opened)
        html = below_title(text.blocks(opened.body("text")))
    return with_bytes(read_html(f"<body>{html}</body>", name), text.pictures)

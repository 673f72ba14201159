"""Reads OpenDocument texts: they are written as HTML, and the HTML reader does the rest."""

from dataclasses import replace

from knowledge.documents import Document
from knowledge.readers.below_title import below_title
from knowledge.readers.html import read_html
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
    document = read_html(f"<body>{html}</body>", name)
    shown = tuple(replace(one, content=text.pictures[one.place]) for one in document.illustrations)
    return replace(document, illustrations=shown)

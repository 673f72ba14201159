"""Reads OpenDocument texts: they are written as HTML, and the HTML reader does the rest."""

from dataclasses import replace

from knowledge.documents import Document
from knowledge.readers.html import read_html
from knowledge.readers.office_parts import local, named
from knowledge.readers.opendocument import OpenDocument
from knowledge.readers.opendocument_text import OpenDocumentText
from knowledge.readers.problem import Unreadable


def read_odt(content: bytes, name: str) -> Document:
    """An .odt file as a document; raises `Unreadable` for one that is damaged, locked or far too large."""
    try:
        opened = OpenDocument(content)
        body = opened.body("text")
        styles = [named(part, "style-name") for part in body.iter() if local(part) == "p"]
        has_title = any(opened.styles.is_based_on("paragraph", style, "Title") for style in styles)
        text = OpenDocumentText(opened, first_level=2 if has_title else 1)
        html = text.blocks(body)
    except Unreadable:
        raise
    except Exception as error:  # zipfile, ElementTree and numbers that are none each raise their own on a damaged file
        raise Unreadable(
            "It is not an OpenDocument text that can be read.", "Open it in LibreOffice and save it again as .odt."
        ) from error
    document = read_html(f"<body>{html}</body>", name)
    shown = tuple(replace(one, content=text.pictures[one.place]) for one in document.illustrations)
    return replace(document, illustrations=shown)

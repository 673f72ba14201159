"""Reads the text of a page as a reader of the product does, and shows it block by block."""

import textwrap

from knowledge.documents import Document
from knowledge.readers import read_document


def read(text: str, name: str = "page.md") -> Document:
    return read_document(textwrap.dedent(text).encode(), name)


def paragraphs(text: str, name: str = "page.md") -> list[str]:
    """The blocks of a page, without the blank lines between them."""
    document = read(text, name)
    shown = "".join(document.text[section.start : section.end] for section in document.sections)
    return [block.strip("\n") for block in shown.replace("\r\n", "\n").split("\n\n") if block.strip()]

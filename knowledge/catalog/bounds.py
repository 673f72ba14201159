"""What the catalog takes of a document, whoever read it: text that is Unicode, and headings of some length."""

from dataclasses import replace

from knowledge.documents import Document, Illustration, Section, Unread
from knowledge.names import storable

LONGEST_HEADING = 300
"""Characters of a title or a heading: each passage below carries it, and a page in one heading grew a thousandfold."""


def within_bounds(document: Document) -> Document:
    """The document with every offset as it was, and what is too long or no Unicode replaced."""
    return Document(
        _heading(document.title),
        storable(document.text),
        tuple(_section(section) for section in document.sections),
        tuple(_illustration(picture) for picture in document.illustrations),
        document.wordless,
        tuple(_unread(file) for file in document.unread),
    )


def _section(section: Section) -> Section:
    headings = tuple(_heading(heading) for heading in section.headings)
    return section if headings == section.headings else replace(section, headings=headings)


def _illustration(picture: Illustration) -> Illustration:
    return replace(picture, alt=storable(picture.alt), place=storable(picture.place))


def _unread(file: Unread) -> Unread:
    return Unread(_heading(file.name), storable(file.problem), storable(file.next_step))


def _heading(text: str) -> str:
    text = storable(text)
    return text if len(text) <= LONGEST_HEADING else f"{text[: LONGEST_HEADING - 1].rstrip()}…"

"""Where a picture stands in its document: its section, the words beside it, its name. Pure functions."""

from collections.abc import Iterator

from knowledge.documents import Document, Section
from knowledge.passage_text import body_of

AROUND = 300
"""Characters of text on each side of a picture that help to find it."""


def section_at(document: Document, at: int) -> Section:
    """The section that an offset stands in; the whole document where it has none."""
    within: Iterator[Section] = (section for section in reversed(document.sections) if section.start <= at)
    return next(within, document.sections[0] if document.sections else Section(0, len(document.text)))


def text_around(text: str, section: Section, at: int) -> str:
    """The plain words of a section next to a place in it."""
    before = text[max(section.start, at - AROUND) : max(section.start, at)]
    after = text[max(section.start, at) : min(section.end, at + AROUND)]
    return " ".join(body_of(f"{before}{after}").split())


def picture_name(location: str | None, place: str) -> str:
    """A picture's file name, or what its document calls its place."""
    return (location or place).split("?")[0].rstrip("/").replace("\\", "/").rsplit("/", 1)[-1] or place

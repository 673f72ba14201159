"""Joins documents that are parts of one, such as the chapters of a book, one below the other."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.documents import Document, Illustration, Section

_MANY = 3
"""A picture that stands in so many parts decorates them: a logo, an ornament."""

_BETWEEN = "\n\n"


def joined(documents: Iterable[Document], title: str) -> Document:
    """The texts of documents under each other, with what each says of its sections and its pictures."""
    texts: list[str] = []
    sections: list[Section] = []
    shown: list[Illustration] = []
    at = 0
    for document in documents:
        if not document.text:
            continue
        texts.append(document.text)
        sections += [replace(part, start=part.start + at, end=part.end + at) for part in document.sections]
        shown += [replace(one, at=one.at + at) for one in document.illustrations]
        at += len(document.text) + len(_BETWEEN)
    return Document(title, _BETWEEN.join(texts), tuple(sections), tuple(shown))


def without_repeated_pictures(parts: Sequence[Document]) -> list[Document]:
    """The parts without the pictures that many of them show."""
    on = Counter(content for part in parts for content in {one.content for one in part.illustrations})
    return [
        replace(part, illustrations=tuple(one for one in part.illustrations if on[one.content] < _MANY))
        for part in parts
    ]

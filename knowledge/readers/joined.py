"""Joins documents that are parts of one, such as the chapters of a book, one below the other."""

from collections.abc import Iterable
from dataclasses import replace

from knowledge.documents import Document, Illustration, Section

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

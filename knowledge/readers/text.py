"""Reads plain text: one section, nothing interpreted."""

from pathlib import PurePosixPath

from knowledge.documents import Document, Section


def read_text(text: str, name: str) -> Document:
    """A plain text as a document that is called by its file's name."""
    return Document(PurePosixPath(name).stem, text, (Section(0, len(text)),))

"""Reads a picture's file as a document: its words are not known before somebody looks at it."""

from pathlib import PurePosixPath

from knowledge.documents import Document, Illustration, Section
from knowledge.readers.illustrations import LEAST_SIDE, size_of
from knowledge.readers.problem import Decoration

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"})
"""The endings of pictures that are documents of their own."""

MEDIA_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"})


def read_image(content: bytes, name: str) -> Document:
    """A picture as a document that is called by its file's name, without a word yet; raises `Decoration`."""
    size = size_of(content)
    if size is not None and min(size) < LEAST_SIDE:
        raise Decoration("It is too small to show anything.", "Add a larger picture.")
    stem = PurePosixPath(name).stem
    return Document(stem, "", (), (Illustration(0, "", PurePosixPath(name).name, content),))


def read_words(title: str, text: str) -> Document:
    """A picture's document once its words are known."""
    return Document(title, text, (Section(0, len(text)),) if text else ())

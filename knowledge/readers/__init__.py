"""Turns a file's or a page's bytes into a `Document`: one module a format, and the one that chooses among them.

A reader never touches the disk, the network or the catalog.
"""

from knowledge.readers.choose import READABLE_SUFFIXES, is_picture, read_document

__all__ = ["READABLE_SUFFIXES", "READERS_FORMAT", "is_picture", "read_document"]

READERS_FORMAT = "17"
"""Raise when a reader makes another text of the same bytes: then documents are read again when they are next synced."""

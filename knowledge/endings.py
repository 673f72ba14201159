"""The endings of documents' names, by which people know of what kind they are."""

import re
from pathlib import PurePosixPath

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".ods"})
PRESENTATIONS = frozenset({".pptx", ".pptm", ".ppsx", ".odp"})
SEPARATED = frozenset({".csv", ".tsv"})

LARGEST_TABLE = 100_000
"""Bytes of a .csv that is read with its folder, some hundred rows: a larger one is data, and is read by its name."""

ADDRESS = re.compile(r"\w+://[^/?#]*([^?#]*)")
"""An address, and the path in it."""


def ending(name: str) -> str:
    """The ending of a file's name, or of the path in an address, in small letters."""
    address = ADDRESS.match(name)
    return PurePosixPath(address[1] if address else name).suffix.lower()


def page_words(document: str, page: int | None) -> str:
    """What people call a page of a document: `page 3`, `slide 3`; empty for none, and for a sheet, which has a name."""
    if page is None or ending(document) in WORKBOOKS:
        return ""
    return f"{'slide' if ending(document) in PRESENTATIONS else 'page'} {page}"


def place_in(document: str, headings: tuple[str, ...], page: int | None) -> str:
    """The place in a document that a person would look for: its sheet, its heading, its page; may be empty."""
    if headings and page is not None and ending(document) in WORKBOOKS:
        return ", ".join([f"sheet {headings[0]}", *headings[1:][-1:]])
    return ", ".join(part for part in (*headings[-1:], page_words(document, page)) if part)

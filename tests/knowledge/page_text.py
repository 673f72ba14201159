"""Reads pages as a reader of the product does, shows them block by block, and hears why a file is refused."""

import textwrap

import pytest

from knowledge.documents import Document
from knowledge.readers import read_document
from knowledge.readers.problem import Unreadable


def read(text: str, name: str = "page.md") -> Document:
    return read_document(textwrap.dedent(text).encode(), name)


def paragraphs(text: str, name: str = "page.md") -> list[str]:
    """The blocks of a page, without the blank lines between them."""
    document = read(text, name)
    shown = "".join(document.text[section.start : section.end] for section in document.sections)
    return [block.strip("\n") for block in shown.replace("\r\n", "\n").split("\n\n") if block.strip()]


def refusal(content: bytes, name: str) -> Unreadable:
    """What is said of a file that cannot be read: a problem, and what to do about it."""
    with pytest.raises(Unreadable) as caught:
        read_document(content, name)
    assert caught.value.next_step.endswith(".")
    return caught.value

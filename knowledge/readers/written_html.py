"""Reads a text that the reader of another format has written as HTML."""

import re
from collections.abc import Mapping

from knowledge.documents import Document
from knowledge.readers.html import read_html
from knowledge.readers.illustrations import with_bytes

TITLE = '<h1 class="title">'
"""How a title begins in the HTML that a text is written as."""

_HEADING = re.compile(r"(</?h)([1-5])(?=[ >])")


def read_written(html: str, pictures: Mapping[str, bytes], name: str) -> Document:
    """The text as a document, its headings below its title, with the bytes of its pictures by their places."""
    return with_bytes(read_html(f"<body>{_below_title(html)}</body>", name), pictures)


def _below_title(html: str) -> str:
    """A page whose headings stand below its title, where it has one: in Word, the largest heading comes next to it."""
    start = html.find(TITLE)
    if start < 0:
        return html
    end = html.index("</h1>", start) + len("</h1>")
    return html[:end] + _HEADING.sub(lambda heading: f"{heading[1]}{int(heading[2]) + 1}", html[end:])

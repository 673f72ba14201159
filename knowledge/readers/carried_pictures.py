"""Puts the bytes of pictures aside that a Markdown file carries in its text, as Google Docs and editors write them.

They would be cut into hundreds of passages that say nothing.
"""

import re
from dataclasses import replace

from knowledge.documents import Document, Illustration
from knowledge.readers.illustrations import illustration

_CARRIED = re.compile(r"data:(image/[\w.+-]+)(?:;[\w.+-]+=[^;,\s]*)*;base64,[A-Za-z0-9+/=%]{100,}", re.IGNORECASE)


def put_aside(text: str) -> tuple[str, dict[bytes, str]]:
    """A text with a short address in the place of each picture, and the pictures by what that address carries."""
    aside: dict[bytes, str] = {}

    def shortened(carried: re.Match[str]) -> str:
        name = f"picture-{len(aside) + 1}"
        aside[name.encode()] = carried[0]
        return f"data:{carried[1].lower()},{name}"

    return _CARRIED.sub(shortened, text), aside


def put_back(document: Document, aside: dict[bytes, str]) -> Document:
    """The document with the bytes of its pictures."""
    if not aside:
        return document
    return replace(document, illustrations=tuple(_whole(one, aside) for one in document.illustrations))


def _whole(picture: Illustration, aside: dict[bytes, str]) -> Illustration:
    address = aside.get(picture.content or b"")
    return (illustration(picture.at, picture.alt, address) if address else None) or picture

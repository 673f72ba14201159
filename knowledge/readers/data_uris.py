"""Takes the pictures out of a Markdown text that stand in it as data URIs, as Google Docs and editors write them.

Their bytes would be cut into hundreds of passages that say nothing.
"""

import re
from dataclasses import replace

from knowledge.documents import Document, Illustration
from knowledge.readers.illustrations import illustration

_DATA_URI = re.compile(r"data:(image/[\w.+-]+)(?:;[\w.+-]+=[^;,\s]*)*;base64,[A-Za-z0-9+/=%]{100,}", re.IGNORECASE)


def extract_pictures(text: str) -> tuple[str, dict[bytes, str]]:
    """A text with a short data URI in the place of each picture's own, and the latter by what the former holds."""
    extracted: dict[bytes, str] = {}

    def shortened(found: re.Match[str]) -> str:
        name = f"picture-{len(extracted) + 1}"
        extracted[name.encode()] = found[0]
        return f"data:{found[1].lower()},{name}"

    return _DATA_URI.sub(shortened, text), extracted


def restore_pictures(document: Document, extracted: dict[bytes, str]) -> Document:
    """The document with the bytes of its pictures."""
    if not extracted:
        return document
    return replace(document, illustrations=tuple(_restored(one, extracted) for one in document.illustrations))


def _restored(picture: Illustration, extracted: dict[bytes, str]) -> Illustration:
    address = extracted.get(picture.content or b"")
    return (illustration(picture.at, picture.alt, address) if address else None) or picture

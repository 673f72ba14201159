"""What the readers share about pictures: their size, who would look at one, and the bytes that a data URI holds."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from urllib.parse import unquote_to_bytes

from knowledge.documents import Document, Illustration

LEAST_SIDE = 32
"""Pixels: what is set smaller is an icon, a bullet or a tracker."""

ANYWHERE = "**/"
"""What a picture's name stands behind where it may lie in any folder below the one that was added."""

_DATA = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w.+-]+=[^;,]*)*)(;base64)?,", re.IGNORECASE)
# Folders and hosts whose pictures decorate: nobody asks for them.
_DECORATION = re.compile(
    r"(?:^|/)(?:icons?|emojis?|badges?|avatars?|sprites?|favicons?)/|://(?:img\.shields\.io|badge\.fury\.io|badgen\.net)/",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\s+")

_SHOWN = "\ufdd0"  # a sign that no text holds


def shown_in_text(alt: str, place: str) -> str:
    """The words that stand for a picture in the lines of a markup, until it is known where in the text it stands."""
    return f"{_SHOWN}{alt}{_SHOWN}{place}" if place.strip() else ""


def shown_by(words: str) -> tuple[str, str] | None:
    """The alt text and the place of the picture that such words stand for; None for other words."""
    alt, mark, place = words[1:].partition(_SHOWN) if words.startswith(_SHOWN) else ("", "", "")
    return (alt, place) if mark else None


def illustration(at: int, alt: str, place: str) -> Illustration | None:
    """The picture that stands at an offset, or None for one that decorates, or that a page names without an address."""
    place = place.strip()
    alt = _BLANK.sub(" ", alt).strip()
    if place.lower().startswith("data:"):
        media_type, content = _data_uri_content(place)
        return Illustration(at, alt, f"a picture of the type {media_type}", content)
    if not place or _DECORATION.search(place):
        return None
    return Illustration(at, alt, place)


def with_bytes(document: Document, pictures: Mapping[str, bytes]) -> Document:
    """The document with the bytes of its pictures, which are known by their places."""
    shown = tuple(replace(one, content=pictures.get(one.place, b"")) for one in document.illustrations)
    return replace(document, illustrations=shown)


def size_of(content: bytes) -> tuple[int, int] | None:
    """A picture's width and height as its header says them, or None where the header can't be read."""
    from PIL import Image

    try:
        with Image.open(BytesIO(content)) as image:
            return image.size
    except Exception:  # Pillow lets its decoders' own errors through; what is wrong is said when it is looked at
        return None


def _data_uri_content(address: str) -> tuple[str, bytes]:
    """The type and the bytes of a data URI; no bytes where it is broken."""
    head = _DATA.match(address)
    if head is None:
        return "unknown", b""
    media_type, body = (head.group(1) or "text/plain").lower(), address[head.end() :]
    if not head.group(3):
        return media_type, unquote_to_bytes(body)
    try:
        return media_type, b64decode(unquote_to_bytes(body))
    except (NotBase64, ValueError):
        return media_type, b""

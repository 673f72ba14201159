"""Reads web pages that a browser saved with their pictures in one file (MHTML), as they stood on the screen."""

import email
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from email.policy import compat32
from urllib.parse import urljoin

from knowledge.documents import Document, Illustration
from knowledge.readers.html import read_page
from knowledge.readers.problem import damage_explained


def read_mhtml(content: bytes, name: str) -> Document:
    """The page of an MHTML file as a document, with the pictures that the file holds.

    Raises `Unreadable` for a file without a page.
    """
    with damage_explained(
        "It is not a web page in one file (MHTML) that can be read.",
        "Open it, save it as .html or .pdf, and add that.",
    ):
        parts = [part for part in email.message_from_bytes(content, policy=compat32).walk() if not part.is_multipart()]
        page = next((part for part in parts if part.get_content_type() == "text/html"), None)
        if page is None or not (html := _bytes_of(page)).strip():
            raise ValueError
        held = {address: part for part in parts for address in _addresses_of(part)}
        base, charset = str(page["Content-Location"] or ""), page.get_content_charset()
    document = read_page(html, name, charset)
    shown = tuple(_with_content(one, base, held) for one in document.illustrations)
    return replace(document, illustrations=tuple(one for one in shown if one is not None))


def _with_content(picture: Illustration, base: str, held: dict[str, Message]) -> Illustration | None:
    """A picture with its bytes; None for one that the file does not hold."""
    if picture.content is not None:
        return picture
    try:
        address = urljoin(base, picture.place)
    except ValueError:  # such as http://[server]/
        address = picture.place
    part = held.get(address) or held.get(picture.place)
    return replace(picture, content=_bytes_of(part)) if part is not None else None


def _addresses_of(part: Message) -> Iterator[str]:
    """What the page names a part by."""
    if part["Content-Location"]:
        yield str(part["Content-Location"]).strip()
    if part["Content-ID"]:
        yield f"cid:{str(part['Content-ID']).strip().strip('<>')}"


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""

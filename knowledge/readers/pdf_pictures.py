"""Finds the pictures on a PDF's pages: what is repeated, tiny or only a background is left out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from knowledge.documents import Document, Illustration
from knowledge.readers.illustrations import LEAST_SIDE
from knowledge.readers.pdf_lines import Line, PlacedPicture

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_PICTURES = 500
"""How many pictures of one PDF are taken; a catalogue of thousands would fill the knowledge with thumbnails."""

MOST_PIXELS = 60_000_000
"""A picture with more is not decoded."""

LOGO_PAGES = 3
"""A picture that stands on so many pages is a logo or a background."""


def with_pictures(
    document: Document,
    reader: "PdfReader",
    pages: Sequence[Sequence[Line]],
    placed: Sequence[Sequence[PlacedPicture]],
    starts: Sequence[int],
) -> Document:
    """The document with the pictures of its pages; `starts` are the offsets at which the pages begin in its text."""
    logos = repeated(reader)
    found: list[Illustration] = []
    for number, page in enumerate(reader.pages, start=1):
        end = starts[number] if number < len(starts) else len(document.text)
        text = document.text[starts[number - 1] : end]
        tops = {drawn.name: drawn.top for drawn in placed[number - 1]}
        for count, (name, content) in enumerate(_pictures(page, logos), start=1):
            at = starts[number - 1] + _offset(text, pages[number - 1], tops.get(name))
            found.append(Illustration(at, "", f"page {number}, picture {count}", content))
        if len(found) >= MOST_PICTURES:
            break
    found.sort(key=lambda picture: picture.at)
    return replace(document, illustrations=tuple(found[:MOST_PICTURES]))


def repeated(reader: "PdfReader") -> set[object]:
    """The objects that stand on many pages."""
    pages = Counter(key for page in reader.pages for key in set(objects_on(page).values()))
    return {key for key, count in pages.items() if count >= LOGO_PAGES}


def objects_on(page: "PageObject") -> Mapping[str, object]:
    """The number of each picture's object by its name, of those that stand directly on the page."""
    try:
        resources: Any = page["/Resources"].get_object()
        resources = resources["/XObject"].get_object()
        return {str(name): getattr(resources.raw_get(name), "idnum", None) or id(page) for name in resources}
    except (KeyError, AttributeError, TypeError):
        return {}


def _pictures(page: "PageObject", logos: set[object]) -> Iterator[tuple[str, bytes]]:
    """The pictures of a page with their names; the bytes are empty where they can't be decoded."""
    objects = objects_on(page)
    for key in page.images.keys():  # noqa: SIM118 a list of its own kind
        name = key[-1] if isinstance(key, list) else key
        if objects.get(str(name)) in logos:
            continue
        width, height = _size(page, key)
        if min(width, height) < LEAST_SIDE:
            continue
        yield str(name), _content(page, key) if width * height <= MOST_PIXELS else b""


def _size(page: "PageObject", key: Any) -> tuple[int, int]:
    """A picture's width and height in pixels as its object says them; a large one where it doesn't."""
    try:
        found: Any = page
        for name in key if isinstance(key, list) else [key]:
            found = found["/Resources"].get_object()["/XObject"].get_object()[name].get_object()
        return int(found["/Width"]), int(found["/Height"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return LEAST_SIDE, LEAST_SIDE  # one in the page's own content says nothing before it is decoded


def _content(page: "PageObject", key: Any) -> bytes:
    try:
        return bytes(page.images[key].data)
    except Exception:  # pypdf and Pillow raise whatever a damaged picture makes them
        return b""


def _offset(text: str, lines: Sequence[Line], top: float | None) -> int:
    """Where in a page's text a picture stands: behind the last line above its upper edge."""
    above = [line for line in lines if top is not None and line.height is not None and line.height >= top]
    if not above:
        return 0
    found = text.find(above[-1].text)
    return found + len(above[-1].text) if found >= 0 else 0

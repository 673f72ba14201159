"""Reads what an `<img>` shows: where its picture is, and what the page calls it."""

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from knowledge.readers.markdown_pictures import is_icon

if TYPE_CHECKING:
    from bs4 import Tag

_LAZY = ("data-src", "data-original", "data-lazy-src")
_WIDTH = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)[wx]$")


class Shown(str):
    """The words that a picture puts into the text, with the picture: `place` is empty for one that decorates."""

    alt: str
    place: str


def shown(image: "Tag") -> Shown:
    """The picture of an `<img>`. What stands for it in the text is its alt text alone."""
    found = Shown(f" {image.get('alt') or ''} ")
    found.alt = str(image.get("alt") or "") or _caption(image) or str(image.get("title") or "")
    found.place = "" if _decorates(image) else _place(image)
    return found


def base_of(page: "Tag") -> str:
    """What the addresses of a page start from, where it says so itself; empty where they start from the page."""
    base = page.find("base", href=True)
    return str(base["href"]).strip() if base else ""


def from_base(base: str, place: str) -> str:
    """Where a picture is; as the page names it where what it starts from is no address."""
    try:
        return urljoin(base, place) if place else ""
    except ValueError:  # such as http://[server]/
        return place


def _decorates(image: "Tag") -> bool:
    hidden = image.get("role") in ("presentation", "none") or image.get("aria-hidden") == "true"
    return hidden or is_icon(image.get("width"), image.get("height"))


def _place(image: "Tag") -> str:
    source = str(image.get("src") or "")
    lazy = next((str(image.get(name)) for name in _LAZY if image.get(name)), "")
    if lazy and (not source or source.startswith("data:")):
        return lazy  # what is in src only keeps the place until the picture comes
    return source or _largest(str(image.get("srcset") or image.get("data-srcset") or ""))


def _largest(candidates: str) -> str:
    """The address with the most pixels of a srcset; empty for an empty one."""
    best, most = "", -1.0
    for candidate in re.split(r",\s+", candidates.strip()):
        address, _, size = candidate.strip().rstrip(",").partition(" ")
        width = _WIDTH.search(size.strip())
        pixels = float(width[1]) if width else 1.0
        if address and pixels > most:
            best, most = address, pixels
    return best


def _caption(image: "Tag") -> str:
    figure = image.find_parent("figure")
    caption = figure.find("figcaption") if figure else None
    return caption.get_text(" ") if caption else ""

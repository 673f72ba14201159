"""Opens an EPUB book: its title, its chapters in the order in which they are read, and the pictures that they show."""

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag
from xml.etree.ElementTree import Element

from knowledge.readers.decode import decode
from knowledge.readers.html import declared_encoding, parsed
from knowledge.readers.office_parts import MOST_PARSED, OfficeParts, children, local
from knowledge.readers.problem import Unreadable

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"})
_CONTENTS = "application/x-dtbncx+xml"


@dataclass(frozen=True)
class Chapter:
    """A file of a book: its place in it, its page, and what the table of contents calls it; empty for nothing."""

    place: str
    html: str
    called: str


class Book:
    """A book whose chapters can be read; raises `Unreadable` for one that is locked or too large, and other errors."""

    def __init__(self, content: bytes) -> None:
        self._parts = OfficeParts(content)
        container = self._parts.parsed(_CONTAINER)
        self._package = next(one.get("full-path", "") for one in container.iter() if local(one) == "rootfile")
        root = self._parts.parsed(self._package)
        titles = (" ".join((one.text or "").split()) for one in root.iter() if local(one).lower() == "title")
        self.title = next(filter(None, titles), "")
        self._items = {item.get("id", ""): item for item in children(root, "manifest/item")}
        self._order = [self._items.get(item.get("idref", "")) for item in children(root, "spine/itemref")]

    def chapters(self) -> Iterator[Chapter]:
        """The chapters, each once, without the table of contents."""
        places = {self._place(item): None for item in self._order if item is not None and _is_chapter(item)}
        there = [place for place in places if place in self._parts.names]
        if not self._locked().isdisjoint(there):
            raise Unreadable("It is locked by its publisher.", "Add an edition that any program can open.")
        self._bound(*there)
        called = dict(reversed([*self._called()]))
        for place in there:
            yield Chapter(place, self._html(place), called.get(place, ""))

    def picture(self, chapter: str, address: str) -> bytes | None:
        """The bytes of a picture that a chapter shows; None for one that nobody can look at or that is elsewhere."""
        return self._parts.picture(_resolved(chapter, address))

    def _place(self, item: Element) -> str:
        return _resolved(self._package, item.get("href", ""))

    def _bound(self, *places: str) -> None:
        if self._parts.size(*places) > MOST_PARSED:
            raise Unreadable("It has more text than a document.", "Split it, or leave out what is data.")

    def _html(self, place: str) -> str:
        content = self._parts.read(place)
        return decode(content, declared_encoding(content)) if content.strip() else ""

    def _called(self) -> Iterator[tuple[str, str]]:
        """The files that the table of contents leads to, and how it calls what is there."""
        for item in self._items.values():
            place = self._place(item)
            if place in self._parts.names and (_is_navigation(item) or item.get("media-type") == _CONTENTS):
                self._bound(place)
                for words, address in _entries(parsed(self._html(place))):
                    yield _resolved(place, address), " ".join(words.split())

    def _locked(self) -> set[str]:
        """The files that can't be read without a key; fonts are often among them, which nobody reads."""
        if _ENCRYPTION not in self._parts.names:
            return set()
        found = self._parts.parsed(_ENCRYPTION).iter()
        return {_resolved("", one.get("URI", "")) for one in found if local(one) == "CipherReference"}


def _entries(contents: "BeautifulSoup") -> Iterator[tuple[str, str]]:
    """The words and the addresses of a table of contents, as either edition of the format has it."""
    for point in contents("navpoint"):
        label, target = point.find("navlabel"), point.find("content")
        if label and target:
            yield label.get_text(), str(target.get("src", ""))
    chapters = [part for part in contents("nav") if part.get("epub:type", "toc") == "toc"]  # others list pages
    for link in (link for part in chapters for link in part("a")):
        yield link.get_text(), str(link.get("href", ""))


def _is_chapter(item: Element) -> bool:
    return item.get("media-type") in _PAGES and not _is_navigation(item)


def _is_navigation(item: Element) -> bool:
    return "nav" in item.get("properties", "").split()


def _resolved(place: str, address: str) -> str:
    """The place in the book that an address in one of its files leads to."""
    return normpath(join(dirname(place), unquote(urldefrag(address).url)))

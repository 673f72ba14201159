"""Opens an OpenDocument file (LibreOffice, Google Docs, Word): its content, and the styles that say how it is shown."""

from collections.abc import Iterator
from posixpath import normpath
from xml.etree.ElementTree import Element

from knowledge.readers.office_parts import OfficeParts, child, children, local, named
from knowledge.readers.problem import Unreadable

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_HIDDEN = "none"
_FOLDED = "table-row-group"
_ROW_GROUPS = frozenset({_FOLDED, "table-header-rows", "table-rows"})
_LONGEST_CHAIN = 20
"""Styles of which each is based on the next."""


class OpenDocument:
    """A file's content and styles; raises `Unreadable` for one that is locked or too large, and the parsers' errors."""

    def __init__(self, content: bytes) -> None:
        self._parts = OfficeParts(content)
        manifest = self._parts.parsed(_MANIFEST) if _MANIFEST in self._parts.names else None
        if manifest is not None and manifest.find(".//{*}encryption-data") is not None:
            raise Unreadable("It is locked with a password.", "Save a copy without the password and add that.")
        self._root = self._parts.parsed(_CONTENT)
        # What the other file calls automatic is the style of its headers and footers, under the same names.
        shared = [self._parts.parsed(_STYLES)] if _STYLES in self._parts.names else []
        groups = [child(self._root, "automatic-styles"), *(child(root, "styles") for root in shared)]
        self.styles = Styles(group for group in groups if group is not None)

    def body(self, kind: str) -> Element:
        """What it says, where it is of a kind: `text`, `spreadsheet`, `presentation`; raises `ValueError` otherwise."""
        body = child(self._root, f"body/{kind}")
        if body is None:
            raise ValueError
        return body

    def picture(self, frame: Element) -> bytes | None:
        """The bytes of the picture that a frame shows; None for one that nobody can look at or that is elsewhere."""
        for image in children(frame, "image"):
            if (content := self._parts.picture(normpath(named(image, "href")))) is not None:
                return content
        return None


def table_rows(
    table: Element, is_header: bool = False, is_folded: bool = False
) -> Iterator[tuple[Element, bool, bool]]:
    """The rows of a table, and of each whether it is repeated on every page and whether a click folds it."""
    for part in table:
        kind = local(part)
        if kind in _ROW_GROUPS:
            yield from table_rows(part, is_header or kind == "table-header-rows", is_folded or kind == _FOLDED)
        elif kind == "table-row":
            yield part, is_header, is_folded


class Styles:
    """How paragraphs, words, lists and cells are shown, by the names of their styles."""

    def __init__(self, groups: Iterator[Element]) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self._numbered: set[tuple[str, str]] = set()
        for style in (style for group in groups for style in group):
            if local(style) == "style":
                self._styles.setdefault((named(style, "family"), named(style, "name")), style)
            elif local(style) == "list-style":
                self._numbered.update((named(style, "name"), level) for level in _numbered_levels(style))

    def says(self, family: str, name: str, properties: str, attribute: str) -> str:
        """What a style says itself or by the one that it is based on; empty where neither says it."""
        for style in self._chain(family, name):
            about = child(style, properties)
            said = "" if about is None else named(about, attribute)
            if said:
                return said
        return ""

    def is_based_on(self, family: str, name: str, base: str) -> bool:
        """Whether a style is another one, or based on it."""
        return name == base or any(named(style, "parent-style-name") == base for style in self._chain(family, name))

    def hides(self, family: str, name: str) -> bool:
        """Whether the style of words or of a paragraph hides them."""
        return self.says(family, name, "text-properties", "display") == _HIDDEN

    def look(self, name: str) -> tuple[str, str]:
        """The look of a cell: what is said of its letters, and the colour behind them."""
        letters: dict[str, str] = {}
        for style in self._chain("table-cell", name):
            about = child(style, "text-properties")
            letters = {**({} if about is None else about.attrib), **letters}
        return str(sorted(letters.items())), self.says("table-cell", name, "table-cell-properties", "background-color")

    def is_numbered(self, name: str, level: int) -> bool:
        """Whether a list counts its items at a level, from 1."""
        return (name, str(level)) in self._numbered

    def _chain(self, family: str, name: str) -> Iterator[Element]:
        """A style and those that it is based on, the nearest first."""
        seen: set[str] = set()
        while (family, name) in self._styles and name not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(name)
            style = self._styles[family, name]
            yield style
            name = named(style, "parent-style-name")


def _numbered_levels(style: Element) -> list[str]:
    """The levels at which a list counts its items."""
    levels = (one for one in style if local(one) == "list-level-style-number" and named(one, "num-format"))
    return [named(one, "level") for one in levels]

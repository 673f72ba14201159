"""What the sheets of an Excel workbook share: their names, the texts and the formats that their cells point to."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from knowledge.readers.number_formats import BUILT_IN, GENERAL
from knowledge.readers.office_parts import OFF, OfficeParts, child, children, is_on, local, named, unescaped
from knowledge.readers.problem import Unreadable

MOST_TEXT = 50_000_000
"""Characters of the texts that cells share, of a sheet that says some of them in many cells, and of all sheets."""


def too_much_text() -> Unreadable:
    """What is said of a workbook that is no document."""
    return Unreadable("It has more text than a document.", "Keep what people ask for in another file.")


@dataclass(frozen=True)
class SheetPart:
    """A sheet by its name, the part that it is in, and its place among all sheets, counted from 1."""

    name: str
    part: str
    number: int


@dataclass(frozen=True)
class Style:
    """How a cell is shown: the code of its number format, and its look: the numbers of its font and its filling."""

    code: str
    look: tuple[str, str]


_HIDING = ";;;"
"""The format of what a cell holds and does not show."""

_PLAIN = Style(GENERAL, ("0", "0"))


class Workbook:
    """A workbook whose sheets can be read: those that are shown, in the order of their tabs."""

    def __init__(self, parts: OfficeParts) -> None:
        self.parts = parts
        if parts.main.endswith(".bin"):
            raise Unreadable("It is a binary workbook.", "Save it as .xlsx and add that.")
        root = parts.parsed(parts.main)
        self.sheets = tuple(_shown_sheets(root, parts))
        settings = child(root, "workbookPr")
        self.from_1904 = settings is not None and is_on(settings, "date1904")
        self.texts = [text for part in parts.related(parts.main, "sharedStrings") for text in _texts(parts, part)]
        self._styles = [style for part in parts.related(parts.main, "styles") for style in _styles(parts.parsed(part))]

    def style(self, number: int) -> Style:
        """The style that a cell names by its number."""
        return self._styles[number] if number < len(self._styles) else _PLAIN


def rich_text(element: Element) -> str:
    """The words of a text in one or several runs: without those struck out, and how to pronounce them."""
    words = [
        part for part in element if local(part) == "t" or (local(part) == "r" and not _strikes(child(part, "rPr")))
    ]
    texts = [part if local(part) == "t" else child(part, "t") for part in words]
    return unescaped("".join(part.text or "" for part in texts if part is not None))


def _shown_sheets(root: Element, parts: OfficeParts) -> Iterator[SheetPart]:
    relations = parts.relations(parts.main)
    for number, sheet in enumerate(children(root, "sheets/sheet"), start=1):
        relation = relations.get(named(sheet, "id"))
        if relation and relation.kind == "worksheet" and sheet.get("state", "visible") == "visible":
            yield SheetPart(sheet.get("name", ""), relation.target, number)


def _texts(parts: OfficeParts, name: str) -> Iterator[str]:
    size = 0
    for event, element in parts.streamed(name, "si"):
        if event == "end" and local(element) == "si":
            text = rich_text(element)
            size += len(text)
            if size > MOST_TEXT:
                raise too_much_text()
            yield text


def _styles(styles: Element) -> Iterator[Style]:
    """The styles that cells have, by their numbers."""
    own = {
        int(entry.get("numFmtId", "0")): entry.get("formatCode", GENERAL)
        for entry in children(styles, "numFmts/numFmt")
    }
    struck = {str(number) for number, font in enumerate(children(styles, "fonts/font")) if _strikes(font)}
    for style in children(styles, "cellXfs/xf"):
        number, font = int(style.get("numFmtId", "0")), style.get("fontId", "0")
        code = own.get(number) or BUILT_IN.get(number, GENERAL)
        yield Style(_HIDING if font in struck else code, (font, style.get("fillId", "0")))


def _strikes(font: Element | None) -> bool:
    """Whether a font strikes out what it is used for."""
    strike = None if font is None else child(font, "strike")
    return strike is not None and strike.get("val", "1") not in OFF

"""Reads AsciiDoc: its marks become the lines of a plain text, whose layout says the rest."""

import re
from collections.abc import Sequence
from itertools import dropwhile, takewhile

from knowledge.documents import Document
from knowledge.readers.asciidoc_conditions import ATTRIBUTE, LISTING, REMARK, lines_there
from knowledge.readers.asciidoc_tables import rows_of
from knowledge.readers.illustrations import ANYWHERE, shown_in_text
from knowledge.readers.layout import table_row
from knowledge.readers.text import read_lines
from knowledge.readers.text_lines import BLANK, Line, code_lines, lines_of
from knowledge.readers.titles import title_of_file

_HEADING = re.compile(r"(?P<marks>={1,6}) +(?P<words>\S.*)")
_ITEM = re.compile(r"(?P<marks>[*-]+|\.+|<(?:\d+|\.)>) +(?P<words>\S.*)")
_TERM = re.compile(r"(?P<term>\S.*?)::+(?:\s+(?P<words>.*))?")
_FRAME = re.compile(r"={4,}|\*{4,}|_{4,}|--|'{3,}|<{3,}")
_ADMONITION = re.compile(r"\[(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\b.*\]")
_UNSEEN = re.compile(r"//.*|\[.*\]|[\w-]+::\S*\[.*\]")
_IMAGE = re.compile(r"image::(?P<place>[^\[\]]+)\[(?P<alt>[^\],]*)[^\]]*\]")
_BLOCK_TITLE = re.compile(r"\.([^\W_].*)")
_TABLE = re.compile(r"([|!,:])={3,}")
_SUBSTITUTES = re.compile(r"\bsubs\s*=\s*\"?[^\]\"]*(?:attributes|normal)")
_ATTRIBUTE_IN = re.compile(r"\{([\w-]+)\}")
_NAMED_BLOCK = re.compile(r"\[\[([\w:-]+)(?:,[^\]]*)?\]\]|\[#([\w:-]+)[^\]]*\]")
_SIGNS = {
    "nbsp": " ",
    "empty": "",
    "blank": "",
    "sp": " ",
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "plus": "+",
    "asterisk": "*",
}

_MARKS = re.compile(
    r"""
    (?:link:|xref:|mailto:|https?://|\{[\w-]+\}/?(?=\S*\[))(?P<target>[^\s\[\]]{0,2000})\[(?P<link>[^\]^,]*)[^\]]*\]
    | <<(?P<name>[^,<>]+)(?:,\s*(?P<named>[^>]+))?>>
    | \ ?footnote:[\w-]*\[(?P<note>[^\]]*)\]
    | menu:(?P<menu>[^\[\]\n]{1,200})\[(?P<item>[^\]]*)\]
    | indexterm:\[[^\]]*\] | \(\(\([^()\n]+\)\)\) | \(\((?P<term>[^()\n]+)\)\)
    | (?:image|kbd|btn|pass):(?P<at>[^\s\[:]*)\[(?P<shown>[^\]]*)\]
    | \b[a-z]+:(?P<macro>[\w./$-]+)\[(?P<label>[^\]]*)\]
    | (?P<anchor>\[\[[^\]]*\]\])
    | (?P<quote>["'])`(?P<quoted>[^`\n]+)`(?P=quote)
    | `\+?(?P<literal>[^`]+?)\+?`
    | (?:\[[.\w-]+\])?(?<![\w\#])(?P<hashes>\#\#?)(?=[^\s\#])(?P<marked>[^\#]+?)(?<=[^\s\#])(?P=hashes)(?![\w\#])
    | (?P<raised>[\^~])(?P<small>[^\s^~]+)(?P=raised)
    | (?<![\w+])\+(?=[^\s+])(?P<plain>[^+\n]+?)(?<=\S)\+(?![\w+])
    | (?<![\w*])(?P<stars>\*\*?)(?=[^\s*])(?P<strong>[^*]+?)(?<=[^\s*])(?P=stars)(?![\w*])
    | (?<![\w])_(?=[^\s_])(?P<stressed>[^_]+?)(?<=\S)_(?!\w)
    | \{(?P<attribute>[\w-]+)\}
    """,
    re.VERBOSE,
)
_SHOWN = ("named", "term", "shown", "macro", "marked", "small", "plain", "strong", "stressed", "target")


def read_asciidoc(text: str, name: str) -> Document:
    """An AsciiDoc text as a document; its title is its own, or its file's name."""
    lines = lines_there(lines_of(text))
    titled = next((line.text for line in lines if line.text), "")
    heading = _HEADING.fullmatch(titled)
    reading = _Reading(lines)
    title = reading.words(heading["words"]) if heading and heading["marks"] == "=" else ""
    return read_lines(reading.lines(lines), title_of_file(name), title, is_markup=True)


class _Reading:
    """Goes through the lines of a page and keeps the attributes that it sets."""

    def __init__(self, lines: Sequence[Line]) -> None:
        # What its head sets is meant in the title above it too.
        head = takewhile(lambda line: line.text, dropwhile(lambda line: not line.text, lines))
        found = (ATTRIBUTE.fullmatch(line.text) for line in head)
        self._attributes = {one["name"]: one["value"] or "" for one in found if one}
        self._headings = _named_headings(lines)
        self._block_attributes = ""
        """What stands in brackets above the block that comes next."""
        self._depth = self._item_depth = 0
        """How far in the lines stand, and those do that belong to the last item."""
        self._steps: dict[int, int] = {}
        self._label = ""
        """What the next words are told as, such as a warning."""

    def lines(self, lines: Sequence[Line]) -> list[Line]:
        """The lines that a person sees, with those of listings marked."""
        seen: list[Line] = []
        at = 0
        while at < len(lines):
            text = lines[at].text
            if lines[at].is_code:
                seen.append(lines[at])
            elif REMARK.fullmatch(text):
                at = next((n for n in range(at + 1, len(lines)) if lines[n].text == text), len(lines))
            elif self._is_literal(lines, at):
                end = next((n for n in range(at, len(lines)) if not lines[n].text), len(lines))
                seen += [*code_lines(lines[at:end], self._depth), BLANK]
                at = end
            elif (table := _TABLE.fullmatch(text)) or LISTING.fullmatch(text):
                end = next((n for n in range(at + 1, len(lines)) if lines[n].text == text), len(lines))
                inside = lines[at + 1 : end]
                seen += self._named()
                seen += self._table(inside, table[1]) if table else self._listing(inside)
                at = end
            elif at + 1 < len(lines) and (shown := self._titled_picture(text, lines[at + 1].text)):
                seen += shown
                at += 1
            else:
                seen += self._line(text)
            if text.startswith("["):
                self._block_attributes += f" {text}"
            elif not text.startswith("."):
                self._block_attributes = ""
            at += 1
        return seen

    def words(self, text: str) -> str:
        """A text without its marks."""
        return _MARKS.sub(self._shown, text)

    def _is_literal(self, lines: Sequence[Line], at: int) -> bool:
        """Whether a paragraph begins that stands as it is typed, for it is set in."""
        line = lines[at]
        return bool(line.indent and not (at and lines[at - 1].text) and not (_ITEM.match(line.text) or self._depth))

    def _line(self, text: str) -> list[Line]:
        attribute = ATTRIBUTE.fullmatch(text)
        if attribute:
            self._attributes[attribute["name"]] = attribute["value"] or ""
            return []
        if text == "+":  # what follows belongs to the item above it
            self._depth = self._item_depth
            return [BLANK]
        admonition = _ADMONITION.fullmatch(text)
        if admonition:
            self._label = f"{admonition[1]}: "
            return [BLANK]
        if image := _IMAGE.fullmatch(text):
            return self._picture(image)
        heading, item, term = _HEADING.fullmatch(text), _ITEM.fullmatch(text), _TERM.fullmatch(text)
        if heading:
            self._leave_list()
            return [BLANK, Line(0, f"{'#' * len(heading['marks'])} {self.words(heading['words'])}"), BLANK]
        if not text or _FRAME.fullmatch(text) or _UNSEEN.fullmatch(text):
            self._depth = 0 if not text else self._depth
            return [BLANK]
        if item:
            return [*self._named(), self._item(item["marks"], self.words(item["words"]))]
        if not self._depth:
            self._leave_list()
        if term:
            self._depth = self._item_depth = 2
            explained = [Line(2, self.words(term["words"]))] if term["words"] else []
            return [*self._named(), Line(0, self.words(term["term"])), *explained]
        title = _BLOCK_TITLE.fullmatch(text)
        if title:
            return [BLANK, Line(self._depth, self.words(title[1])), BLANK]
        label, self._label = self._label, ""
        return [Line(self._depth, label + self.words(text.removesuffix(" +")))]

    def _picture(self, image: re.Match[str], title: str = "") -> list[Line]:
        alt = image["alt"].strip('"') if "=" not in image["alt"] else ""
        shown = shown_in_text(alt or title, f"{ANYWHERE}{self.words(image['place'])}")
        return [BLANK, Line(self._depth, shown), BLANK]

    def _titled_picture(self, text: str, below: str) -> list[Line]:
        """A title and its picture, which the title describes where it has no other words; empty for other lines."""
        title, image = _BLOCK_TITLE.fullmatch(text), _IMAGE.fullmatch(below)
        if not title or not image or (image["alt"] and "=" not in image["alt"]):
            return []
        words = self.words(title[1])
        return [BLANK, Line(self._depth, words), *self._picture(image, words)]

    def _named(self) -> list[Line]:
        """The name of a remark that does not begin with words, in a line of its own."""
        label, self._label = self._label.rstrip(), ""
        return [BLANK, Line(self._depth, label), BLANK] if label else []

    def _item(self, marks: str, words: str) -> Line:
        level = 1 if marks.startswith("<") else len(marks)
        self._depth = self._item_depth = 3 * level
        self._steps = {depth: step for depth, step in self._steps.items() if depth <= level}
        self._steps[level] = self._steps.get(level, 0) + 1
        return Line(3 * level - 3, f"{self._steps[level]}. {words}" if marks[0] in ".<" else f"- {words}")

    def _leave_list(self) -> None:
        self._depth = self._item_depth = 0
        self._steps.clear()

    def _table(self, lines: Sequence[Line], mark: str) -> list[Line]:
        """The rows of a table between frames that begin with a mark."""
        rows = [
            [self.words(cell) for cell in row]
            for row in rows_of([line.text for line in lines], self._block_attributes, mark)
        ]
        return [BLANK, *(Line(0, table_row(row)) for row in rows), BLANK]

    def _listing(self, lines: Sequence[Line]) -> list[Line]:
        """A listing, in which attributes are what they stand for if what stands above it says so."""
        if _SUBSTITUTES.search(self._block_attributes):
            lines = [Line(line.indent, _ATTRIBUTE_IN.sub(self._value, line.text)) for line in lines]
        return code_lines(lines, self._depth)

    def _value(self, named: re.Match[str]) -> str:
        return self._attributes.get(named[1], named[0])

    def _shown(self, mark: re.Match[str]) -> str:
        """What a person sees of a mark."""
        if mark["literal"]:
            return f"`{mark['literal']}`"
        if mark["attribute"]:
            return self._attributes.get(mark["attribute"], _SIGNS.get(mark["attribute"], mark[0]))
        if mark["note"]:
            return f" ({self.words(mark['note'])})"
        if mark["menu"]:
            return " > ".join(filter(None, (mark["menu"], mark["item"])))
        if mark["name"] and not mark["named"]:
            return self._headings.get(mark["name"]) or re.sub("[_-]+", " ", mark["name"]).strip()
        if mark["quoted"]:
            return f'"{mark["quoted"]}"'
        if mark["link"] or mark["label"]:
            return self.words(mark["link"] or mark["label"])
        return next((mark[kind] for kind in _SHOWN if mark[kind]), "")


def _named_headings(lines: Sequence[Line]) -> dict[str, str]:
    """The words of the headings that have names, which pages refer to."""
    named: dict[str, str] = {}
    name = ""
    for line in lines:
        found, heading = _NAMED_BLOCK.fullmatch(line.text), _HEADING.fullmatch(line.text)
        if heading:
            words = heading["words"]
            named[name or "_" + re.sub(r"[^\w]+", "_", words.lower()).strip("_")] = words
        name = found[1] or found[2] if found else "" if heading or not line.text.startswith((".", "[")) else name
    return named

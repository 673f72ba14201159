"""Finds what each line of a text is: a heading, an item, a row, code, or of a paragraph, which is cut into sentences.

It goes by the marks of a line and by the lines around it, as CommonMark does and as people write.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.grounding.cells import BETWEEN_CELLS, cells_of
from bot.grounding.orders import is_order
from bot.grounding.sentences import sentences
from bot.grounding.titles import is_fact, is_title
from bot.grounding.unit import Unit, UnitKind, ends_paragraph

_FENCE = re.compile(r"^\s*(?P<marks>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s")
_UNDERLINE = re.compile(r"^ {0,3}(?:(?P<double>=+)|-+)$")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$|^(?=.*--)[\s:|-]*$")
_COLUMNS = re.compile(r"^\s*(?:\|\s*)?:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_IMAGE_LINE = re.compile(r"^\s*(?:>\s*)*(?:!\[[^\]]*\]\([^)]*\)\s*)+$")
_ITEM = re.compile(r"^(?P<lead>\s*(?:>\s*)*(?:[-*+•]|(?P<number>\d{1,3}|[a-z])[.)])\s+)(?P<body>\S.*)$")
_QUOTE_MARK = re.compile(r"^\s*(?:>\s*)+(?:\[!\w+\]\s*)?")
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:\s*")
_FOLD = re.compile(r"(`{1,20})[^`]+\1|(?P<tag></?(?:details|summary)\b[^>\n]*>)", re.IGNORECASE)
_SET_IN = 4
"""Columns from which a line that belongs to no paragraph is code, as in CommonMark."""
_LONGEST_ITEM = 8
"""Lines that an item may have before the next one confirms that it was an item."""


@dataclass(frozen=True)
class _Line:
    """A line: its number, its offset, its text without the line end, and whether it and the one above are quoted."""

    at: int
    start: int
    body: str
    is_quoted: bool
    is_below_quoted: bool

    @property
    def end(self) -> int:
        return self.start + len(self.body)

    @property
    def is_at_edge(self) -> bool:
        """Whether a block quote begins with the line, or ended above it."""
        return self.is_quoted != self.is_below_quoted


class LineWalk:
    """Goes through the lines of a text and keeps what is open: a paragraph, a fence, a table, a list, a listing.

    There is a method for each kind of line: it takes in a line of its kind and returns True, or returns False.
    """

    def __init__(self, text: str, marked: str, is_markdown: bool, in_table: bool, fence: str = "") -> None:
        self._text = text
        self._is_markdown = is_markdown
        self._lines = text.splitlines(keepends=True)
        pairs = zip(self._lines, marked.splitlines(keepends=True), strict=True)
        self._is_quoted = [line != with_mark for line, with_mark in pairs]
        self._found: list[Unit] = []
        self._paragraph: list[tuple[int, int]] = []
        self._fence = fence
        self._begins_in_table = self._in_table = in_table
        self._in_listing = False
        self._margin = 0
        """The column from which on a line belongs to the list item or the note above it."""

    def units(self) -> list[Unit]:
        """The units of the text, in order."""
        start, is_below_quoted = 0, False
        for at, (line, is_quoted) in enumerate(zip(self._lines, self._is_quoted, strict=True)):
            self._take(_Line(at, start, line.rstrip(), is_quoted, is_below_quoted))
            start, is_below_quoted = start + len(line), is_quoted
        self._close_paragraph()
        return self._found

    def _take(self, line: _Line) -> None:
        if line.is_at_edge:
            self._cross_edge_of_quote(line)
        if self._fenced_code(line) or self._indented_code(line) or self._blank(line):
            return
        self._in_listing = False
        marks = (self._underline, self._columns, self._rule, self._heading)
        for kind in (*marks, self._row, self._image, self._item, self._rest_of_item, self._prose):
            if kind(line):
                return

    def _cross_edge_of_quote(self, line: _Line) -> None:
        """Where a block quote begins, the paragraph ends; where one ends, a fenced listing inside it ends as well."""
        if line.is_quoted:
            self._close_paragraph()
        else:
            self._fence = ""
        self._in_table = False

    def _fenced_code(self, line: _Line) -> bool:
        """A fence, or a line between fences; only a fence of the same marks and at least as long closes a listing."""
        fence = _FENCE.match(line.body)
        if not self._fence:
            if not fence:
                return False
            self._close_paragraph()
            self._fence = fence["marks"]
        elif fence and fence["marks"].startswith(self._fence) and not fence["info"].strip():
            self._fence = ""
        elif line.body.strip():
            self._add("code", line)
        return True

    def _indented_code(self, line: _Line) -> bool:
        """A line that is code because it is indented: below a blank line, and deeper than the text of an item."""
        if not self._is_markdown or line.is_quoted or self._paragraph or not self._found:
            return False
        if not line.body.strip() or _column(line.body) < self._margin + _SET_IN:
            return False
        if not self._in_listing and (_ITEM.match(line.body) or self._goes_on_in_item(line)):
            return False
        self._add("code", line)
        self._in_listing = True
        return True

    def _blank(self, line: _Line) -> bool:
        if line.body.strip():
            return False
        self._close_paragraph()
        self._in_table = False
        return True

    def _underline(self, line: _Line) -> bool:
        """An underline, which makes the paragraph above it a heading; a sentence above dashes stays a sentence."""
        underline = _UNDERLINE.match(line.body)
        if not underline or not self._paragraph or self._is_of_item() or line.is_quoted or line.is_below_quoted:
            return False
        first, last = self._paragraph[0][0], self._paragraph[-1][1]
        before = self._text[self._text.rfind("\n", 0, first) + 1 : first]
        is_one_line = len(self._paragraph) == 1 and self._text[last - 1] not in ".!?:;,"
        if before.strip() or not (is_one_line or underline["double"]):
            return False
        self._paragraph.clear()
        self._found.append(Unit(first, line.end, "heading"))
        return True

    def _columns(self, line: _Line) -> bool:
        """The line below the header of a table without outer pipes; both have the same number of columns."""
        if not self._paragraph or "|" not in line.body or not _COLUMNS.match(line.body):
            return False
        start, end = self._paragraph[-1]
        if not _width(self._text[start:end]) == _width(line.body) > 1:
            return False
        self._paragraph.pop()
        self._close_paragraph()
        self._found.append(Unit(start, end, "header"))
        self._in_table = True
        return True

    def _rule(self, line: _Line) -> bool:
        """A rule; right below the first row of a table it makes that row the header."""
        heads = self._heads_table(line)
        if not heads and not _RULE.match(line.body):
            return False
        self._close_paragraph()
        if heads:
            self._found[-1] = replace(self._found[-1], kind="header")
        return True

    def _heads_table(self, line: _Line) -> bool:
        if not self._found or not (_RULE.match(line.body) or ("|" in line.body and _COLUMNS.match(line.body))):
            return False
        *above, row = self._found
        follows = above[-1].kind in ("row", "header") if above else self._begins_in_table
        is_first = not follows or ends_paragraph(self._text[above[-1].end if above else 0 : row.start])
        return row.kind == "row" and is_first and _adjoins(self._text, row.end, line.start)

    def _heading(self, line: _Line) -> bool:
        """A heading; in a block quote it is a sentence, as the text behind the quote does not stand under it."""
        marks = _HEADING.match(line.body)
        if line.is_quoted and marks:
            self._add("sentence", line, marks.end())
        elif marks or is_title(self._lines, line.at):
            self._add("heading", line, 0)
            self._margin = 0
        else:
            return False
        return True

    def _row(self, line: _Line) -> bool:
        if not line.body.lstrip().startswith("|") and not (self._in_table and BETWEEN_CELLS.search(line.body)):
            return False
        self._add("row", line)
        return True

    def _image(self, line: _Line) -> bool:
        if not _IMAGE_LINE.match(line.body):
            return False
        self._add("image", line)
        return True

    def _item(self, line: _Line) -> bool:
        """The line of an item or a step that has its mark."""
        item = _ITEM.match(line.body)
        if not item or not self._opens_item(line, item):
            return False
        number = item["number"] or ""
        self._add("step" if number.isdigit() else "item", line, item.start("body"), number)
        self._margin = len(item["lead"].expandtabs(_SET_IN))
        return True

    def _opens_item(self, line: _Line, item: re.Match[str]) -> bool:
        """True if a line with the mark of an item is one, and not the next line of a paragraph, with "31." or "- 10".

        CommonMark lets only a bullet or a first number end a paragraph; so do a colon, and more of the list below.
        """
        number, above = item["number"], self._lines[line.at - 1].rstrip()
        if not self._paragraph or self._is_of_item() or above.endswith(":"):
            return True
        if number in ("1", "a") or (number is None and not item["body"][0].isdigit()):
            return True
        following = None if number is None else str(int(number) + 1) if number.isdigit() else chr(ord(number) + 1)
        for below in self._lines[line.at + 1 : line.at + 1 + _LONGEST_ITEM]:
            if not below.strip():
                break
            if (next_item := _ITEM.match(below.rstrip())) and next_item["number"] == following:
                return True
        return False

    def _is_of_item(self) -> bool:
        """True if the open paragraph belongs to an item, though it is not indented."""
        if not self._found or self._found[-1].kind not in ("item", "step"):
            return False
        return _adjoins(self._text, self._found[-1].end, self._paragraph[0][0])

    def _rest_of_item(self, line: _Line) -> bool:
        if not self._goes_on_in_item(line):
            return False
        self._found[-1] = replace(self._found[-1], end=line.end)
        return True

    def _goes_on_in_item(self, line: _Line) -> bool:
        if not self._found or self._paragraph or self._found[-1].kind not in ("item", "step") or line.is_at_edge:
            return False
        # A line that is wrapped back to the margin goes on in small letters; one with a capital may be another thing.
        is_rest = line.body[0].islower() and self._text[self._found[-1].end - 1] not in ".!?:;"
        goes_on = line.body[0] in " \t" or is_rest
        return goes_on and not _folds(line.body) and _adjoins(self._text, self._found[-1].end, line.start)

    def _prose(self, line: _Line) -> bool:
        """Any other line: one of a paragraph."""
        body = line.body
        note, fact = _NOTE.match(body), is_fact(self._lines, line.at)
        if note or fact:
            self._close_paragraph()
        if not self._paragraph:
            self._margin = _SET_IN if note else min(self._margin, _column(body))
        mark = note or _QUOTE_MARK.match(body)
        lead = mark.end() if mark else _indent(body)
        if self._paragraph and is_order(next((body[a:b] for a, b in sentences(body, lead, len(body))), "")):
            self._close_paragraph()  # an order in a line of its own takes no sentence with it that lost its full stop
        for n, (first, last) in enumerate(_unfolded(body, lead)):
            if n:
                self._close_paragraph()
            if first < last:
                self._paragraph.append((line.start + first, line.start + last))
        if fact:
            self._close_paragraph()
        return True

    def _add(self, kind: UnitKind, line: _Line, lead: int | None = None, number: str = "") -> None:
        """Adds a line that is a unit by itself, without the marks or blanks in front."""
        self._close_paragraph()
        lead = _indent(line.body) if lead is None else lead
        self._found.append(Unit(line.start + lead, line.end, kind, number))

    def _close_paragraph(self) -> None:
        if self._paragraph:
            start, end = self._paragraph[0][0], self._paragraph[-1][1]
            self._found.extend(Unit(s, e, "sentence") for s, e in sentences(self._text, start, end))
            self._paragraph.clear()


def _folds(line: str) -> list[tuple[int, int]]:
    """The spans of `<details>` and `<summary>` tags in a line."""
    return [found.span() for found in _FOLD.finditer(line) if found["tag"]]


def _unfolded(line: str, start: int) -> Iterator[tuple[int, int]]:
    """The spans of a line from `start` on that such tags separate."""
    for low, high in [*_folds(line), (len(line), len(line))]:
        piece = line[start:low]
        yield start + _indent(piece), max(start + _indent(piece), start + len(piece.rstrip()))
        start = high


def _adjoins(text: str, end: int, start: int) -> bool:
    return text[end:start].count("\n") <= 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _column(line: str) -> int:
    """The column at which a line begins."""
    return _indent(line.expandtabs(_SET_IN))


def _width(row: str) -> int:
    return len(cells_of(row))

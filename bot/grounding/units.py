"""Cuts text into units: the sentences, list items, table rows and commands that can be quoted on their own.

A unit is a slice of its text, so quoting one quotes the document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bot.grounding.orders import follows_up, is_order
from bot.grounding.sentences import asks, sentences
from bot.grounding.titles import is_fact, is_title
from bot.grounding.unseen import unquoted
from knowledge.readers.layout import BAR

UnitKind = Literal["sentence", "item", "step", "row", "code", "heading", "header", "image", "order"]
LISTED: tuple[UnitKind, ...] = ("item", "step", "code")
TABLED: tuple[UnitKind, ...] = ("header", "row")
"""What stands in a list or a procedure, and what in a table."""

_FENCE = re.compile(r"^\s*(?P<marks>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s")
_UNDERLINE = re.compile(r"^ {0,3}(?:(?P<double>=+)|-+)$")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$|^\s*\|?[\s:|-]*-{2,}[\s:|-]*\|?\s*$")
_COLUMNS = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
_IMAGE_LINE = re.compile(r"^\s*(?:>\s*)*(?:!\[[^\]]*\]\([^)]*\)\s*)+$")
_ITEM = re.compile(r"^(?P<lead>\s*(?:>\s*)*(?:[-*+•]|(?P<number>\d{1,3}|[a-z])[.)])\s+)(?P<body>\S.*)$")
_QUOTE_MARK = re.compile(r"^\s*(?:>\s*)+(?:\[!\w+\]\s*)?")
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:\s*")
_FOLD = re.compile(r"(`+)[^`]+\1|(?P<tag></?(?:details|summary)\b[^>\n]*>)", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n|\n {0,3}\[\^[^\]\s]+\]:|</?(?:details|summary)\b", re.IGNORECASE)
_SET_IN = 4
"""Columns from which on a line that belongs to no paragraph is code, as CommonMark has it."""
_LONGEST_ITEM = 8
"""Lines that an item may have before the next one shows that it was one."""


@dataclass(frozen=True)
class Unit:
    """A stretch, `text[start:end]`; `kind` says how it stood on the page, `number` a step's own number.

    An `order` speaks to whoever answers instead of to a reader: it is there, and nobody quotes it.
    """

    start: int
    end: int
    kind: UnitKind
    number: str = ""


def units(text: str, is_markdown: bool = True, in_table: bool = False) -> list[Unit]:
    """The units of a text, in order; white space, rules and fence lines belong to none.

    In a text that is no Markdown, lines that are set in are prose. `in_table` says that the text begins inside of a
    table, behind its header.
    """
    marked, text = text, unquoted(text) if is_markdown else text
    found = _Walk(text, marked, is_markdown, in_table).units()
    return _with_orders(text, _with_questions(text, _with_headers(text, found, in_table)))


class _Walk:
    """Goes through the lines of a text and keeps what is open: a paragraph, a fence, a table, a list, a listing."""

    def __init__(self, text: str, marked: str, is_markdown: bool, in_table: bool) -> None:
        self._text = text
        self._is_markdown = is_markdown
        self._lines = text.splitlines(keepends=True)
        pairs = zip(self._lines, marked.splitlines(keepends=True), strict=True)
        self._is_quoted = [line != with_mark for line, with_mark in pairs]
        self._found: list[Unit] = []
        self._paragraph: list[tuple[int, int]] = []
        self._fence = ""
        self._begins_in_table = self._in_table = in_table
        self._in_listing = False
        self._margin = 0
        """The column from which on a line belongs to the list item or the note above it."""

    def units(self) -> list[Unit]:
        """What the lines hold, each unit with the kind of the line that it stands in."""
        position = 0
        for at, line in enumerate(self._lines):
            self._line(at, position, line.rstrip())
            position += len(line)
        self._close_paragraph()
        return self._found

    def _line(self, at: int, start: int, body: str) -> None:
        if self._is_quoted[at] != (at > 0 and self._is_quoted[at - 1]):
            self._cross_edge_of_quote(at)
        if self._fence or _FENCE.match(body):
            self._fenced(start, body)
        elif self._is_code(at, start, body):
            self._add(start, body, "code")
            self._in_listing = True
        elif not body.strip():
            self._close_paragraph()
            self._in_table = False
        else:
            self._in_listing = False
            self._shown(at, start, body)

    def _cross_edge_of_quote(self, at: int) -> None:
        """A quoted block begins, which ends a paragraph, or is over, and with it a listing that stands in it."""
        if self._is_quoted[at]:
            self._close_paragraph()
        else:
            self._fence = ""
        self._in_table = False

    def _shown(self, at: int, start: int, body: str) -> None:
        """A line that is neither blank nor code."""
        if self._underlines(at, body):
            first = self._paragraph[0][0]
            self._paragraph.clear()
            self._found.append(Unit(first, start + len(body), "heading"))
        elif self._names_columns(body):
            header = self._paragraph.pop()
            self._close_paragraph()
            self._found.append(Unit(*header, "header"))
            self._in_table = True
        elif (heads := self._heads_table(start, body)) or _RULE.match(body):
            self._close_paragraph()
            if heads:
                self._found[-1] = replace(self._found[-1], kind="header")
        elif self._is_quoted[at] and (marks := _HEADING.match(body)):
            # What stands behind a quoted block is not under its heading.
            self._close_paragraph()
            self._found.append(Unit(start + marks.end(), start + len(body), "sentence"))
        elif _HEADING.match(body) or is_title(self._lines, at):
            self._close_paragraph()
            self._margin = 0
            self._found.append(Unit(start, start + len(body), "heading"))
        elif body.lstrip().startswith("|") or (self._in_table and BETWEEN_CELLS.search(body)):
            self._add(start, body, "row")
        elif _IMAGE_LINE.match(body):
            self._add(start, body, "image")
        elif (item := _ITEM.match(body)) and self._opens_item(at, item):
            self._close_paragraph()
            self._margin = len(item["lead"].expandtabs(_SET_IN))
            number = item["number"] or ""
            kind: UnitKind = "step" if number.isdigit() else "item"
            self._found.append(Unit(start + item.start("body"), start + len(body), kind, number))
        elif self._goes_on_in_item(at, start, body):
            self._found[-1] = replace(self._found[-1], end=start + len(body))
        else:
            self._prose(at, start, body)

    def _fenced(self, start: int, body: str) -> None:
        """A line of a listing between fences, or a fence; only one of the same marks, as long or longer, ends it."""
        fence = _FENCE.match(body)
        if not self._fence:
            self._close_paragraph()
            self._fence = fence["marks"] if fence else ""
        elif fence and fence["marks"].startswith(self._fence) and not fence["info"].strip():
            self._fence = ""
        elif body.strip():
            self._add(start, body, "code")

    def _is_code(self, at: int, start: int, body: str) -> bool:
        """True for a line that is code for being set in: below a blank line, and deeper than what an item holds."""
        if not self._is_markdown or self._is_quoted[at] or self._paragraph or not self._found:
            return False
        if not body.strip() or _columns(body) < self._margin + _SET_IN:
            return False
        return self._in_listing or not (_ITEM.match(body) or self._goes_on_in_item(at, start, body))

    def _underlines(self, at: int, body: str) -> bool:
        """True for a line that makes the paragraph above it a heading; a sentence over dashes stays one."""
        underline = _UNDERLINE.match(body)
        if not underline or not self._paragraph or self._is_of_item() or any(self._is_quoted[at - 1 : at + 1]):
            return False
        first, last = self._paragraph[0][0], self._paragraph[-1][1]
        before = self._text[self._text.rfind("\n", 0, first) + 1 : first]
        is_one_line = len(self._paragraph) == 1 and self._text[last - 1] not in ".!?:;,"
        return not before.strip() and (is_one_line or bool(underline["double"]))

    def _names_columns(self, body: str) -> bool:
        """True for the line below a table's header, which has no pipes around it, with as many columns."""
        if not self._paragraph or "|" not in body or not _COLUMNS.match(body):
            return False
        header = self._text[slice(*self._paragraph[-1])]
        return _width(header) == _width(body) > 1

    def _heads_table(self, start: int, body: str) -> bool:
        """True for the rule right below the first row of a table: that row names the columns."""
        if not self._found or not (_RULE.match(body) or ("|" in body and _COLUMNS.match(body))):
            return False
        *above, row = self._found
        follows = above[-1].kind in ("row", "header") if above else self._begins_in_table
        is_first = not follows or ends_paragraph(self._text[above[-1].end if above else 0 : row.start])
        return row.kind == "row" and is_first and _adjoins(self._text, row.end, start)

    def _opens_item(self, at: int, item: re.Match[str]) -> bool:
        """True if a line with the mark of an item is one, and not a paragraph that goes on with "31." or "- 10".

        CommonMark lets only a bullet or a first number end a paragraph; so do a colon, and more of the list below.
        """
        number, above = item["number"], self._lines[at - 1].rstrip()
        if not self._paragraph or self._is_of_item() or above.endswith(":"):
            return True
        if number in ("1", "a") or (number is None and not item["body"][0].isdigit()):
            return True
        following = None if number is None else str(int(number) + 1) if number.isdigit() else chr(ord(number) + 1)
        for line in self._lines[at + 1 : at + 1 + _LONGEST_ITEM]:
            if not line.strip():
                break
            if (below := _ITEM.match(line.rstrip())) and below["number"] == following:
                return True
        return False

    def _is_of_item(self) -> bool:
        """True if the open paragraph goes on in an item, without being set in."""
        if not self._found or self._found[-1].kind not in ("item", "step"):
            return False
        return _adjoins(self._text, self._found[-1].end, self._paragraph[0][0])

    def _goes_on_in_item(self, at: int, start: int, body: str) -> bool:
        if not self._found or self._paragraph or self._found[-1].kind not in ("item", "step"):
            return False
        if self._is_quoted[at] != (at > 0 and self._is_quoted[at - 1]):
            return False
        # A line that is wrapped back to the margin goes on in small letters; one with a capital may be another thing.
        is_rest = body[0].islower() and self._text[self._found[-1].end - 1] not in ".!?:;"
        goes_on = body[0] in " \t" or is_rest
        return goes_on and not _folds(body) and _adjoins(self._text, self._found[-1].end, start)

    def _prose(self, at: int, start: int, body: str) -> None:
        """A line of a paragraph."""
        note, fact = _NOTE.match(body), is_fact(self._lines, at)
        if note or fact:
            self._close_paragraph()
        if not self._paragraph:
            self._margin = _SET_IN if note else min(self._margin, _columns(body))
        mark = note or _QUOTE_MARK.match(body)
        lead = mark.end() if mark else _indent(body)
        if self._paragraph and is_order(next((body[a:b] for a, b in sentences(body, lead, len(body))), "")):
            self._close_paragraph()  # an order in a line of its own takes no sentence with it that lost its full stop
        for n, (first, last) in enumerate(_unfolded(body, lead)):
            if n:
                self._close_paragraph()
            if first < last:
                self._paragraph.append((start + first, start + last))
        if fact:
            self._close_paragraph()

    def _add(self, start: int, body: str, kind: UnitKind) -> None:
        """A line that is a unit by itself."""
        self._close_paragraph()
        self._found.append(Unit(start + _indent(body), start + len(body), kind))

    def _close_paragraph(self) -> None:
        if self._paragraph:
            start, end = self._paragraph[0][0], self._paragraph[-1][1]
            self._found.extend(Unit(s, e, "sentence") for s, e in sentences(self._text, start, end))
            self._paragraph.clear()


def _with_orders(text: str, found: list[Unit]) -> list[Unit]:
    """The units with those marked that give orders, and with what goes on with them in the same paragraph."""
    for n, unit in enumerate(found):
        if unit.kind in ("heading", "image"):
            continue
        said = text[unit.start : unit.end]
        behind = n > 0 and found[n - 1].kind == "order" and not ends_paragraph(text[found[n - 1].end : unit.start])
        if is_order(said) or (behind and follows_up(said)):
            found[n] = replace(unit, kind="order")
    return found


def _with_questions(text: str, found: list[Unit]) -> list[Unit]:
    """The units with each question that is a paragraph by itself as a heading: what stands below answers it."""
    for n, unit in enumerate(found[:-1]):
        if unit.kind != "sentence" or not asks(text[unit.start : unit.end]):
            continue
        if not (n and goes_on(text, found[n - 1], unit)) and not goes_on(text, unit, found[n + 1]):
            found[n] = replace(unit, kind="heading")
    return found


def goes_on(text: str, first: Unit, second: Unit) -> bool:
    """True if a unit is a sentence of the same paragraph as the sentence before it."""
    return first.kind == second.kind == "sentence" and not ends_paragraph(text[first.end : second.start])


def _with_headers(text: str, found: list[Unit], in_table: bool) -> list[Unit]:
    """The units with the first row of each table marked as its header, where no rule line below it did so."""
    kinds = ["row" if in_table else "", *(unit.kind for unit in found), ""]
    for n, unit in enumerate(found):
        opens_table = kinds[n + 1] == "row" and kinds[n] not in ("row", "header") and kinds[n + 2] == "row"
        if opens_table and not any(letter.isdigit() for letter in text[unit.start : unit.end]):
            found[n] = replace(unit, kind="header")
    return found


def ends_paragraph(text: str) -> bool:
    """True if a paragraph ends in a text, however its lines end: there is a blank line, a note, or a fold."""
    return bool(_PARAGRAPH_END.search(text))


def _folds(line: str) -> list[tuple[int, int]]:
    """Where the tags of what can be folded away stand in a line: `<details>`, and `<summary>`, which names it."""
    return [found.span() for found in _FOLD.finditer(line) if found["tag"]]


def _unfolded(line: str, start: int) -> Iterator[tuple[int, int]]:
    """The stretches of a line from `start` before, between and behind such tags, which end what stands before them."""
    for low, high in [*_folds(line), (len(line), len(line))]:
        piece = line[start:low]
        yield start + _indent(piece), max(start + _indent(piece), start + len(piece.rstrip()))
        start = high


def _adjoins(text: str, end: int, start: int) -> bool:
    return text[end:start].count("\n") <= 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _columns(line: str) -> int:
    """How far to the right a line begins."""
    return _indent(line.expandtabs(_SET_IN))


def cells_of(row: str) -> list[str]:
    """The cells of a table's row, with or without pipes around it; a pipe behind a backslash is part of a cell."""
    inner = row.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith(BAR):
        inner = inner[:-1]
    return BETWEEN_CELLS.split(inner)


def _width(row: str) -> int:
    return len(cells_of(row))

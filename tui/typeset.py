"""Lays out a document's text for reading, block by block, with one stretch of it, the quote, highlighted.

The quote is found by its position in the text and never by searching what is shown. The text is Markdown or
Markdown-like (see `knowledge.documents.Document`); marks are hidden, nothing is ever loaded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from textual.content import Content

from bot.untrusted import shown, shown_line

BlockKind = Literal["heading", "paragraph", "item", "code", "table"]

QUOTE = "bold $text-warning on $warning-muted"
PLAIN_QUOTE = "bold reverse"
"""For a theme of the terminal's own sixteen colours, which have no muted ones."""
CODE = "$text-success"
QUIET = "$text-muted"
PICTURE = f"italic {QUIET}"
INLINE_STYLES = {"code_text": CODE, "bold": "bold", "em": "italic", "link": "underline"}
"""By the groups of what is found within a line."""

_FENCE = re.compile(r"^ {0,3}(```|~~~)", re.MULTILINE)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(?=\S)")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<marker>[-*+•]|\d{1,4}[.)])[ \t]+(?=\S)")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_TABLE_RULE = re.compile(r"[\s|:]*-[\s|:-]*$")
_FIGURE = re.compile(r"\s*!\[(?P<alt>[^\]\n]*)\]\(<?(?P<target>[^)>\n]+?)>?(?:\s+[\"'][^)\n]*)?\)\s*$")
_INLINE = re.compile(
    r"(?P<code>`+)(?P<code_text>[^\n]+?)(?P=code)(?!`)"
    r"|\*\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*\*"
    r"|(?<![\w*])\*(?P<em>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?P<picture>!?)\[(?P<link>[^\]\n]*)\]\([^)\n]*\)"
)


@dataclass(frozen=True)
class Block:
    """A paragraph or the like; `marker` and `depth` are a list item's, `rows` a table's, the first of them its head."""

    kind: BlockKind
    content: Content
    quoted: bool
    marker: str = ""
    depth: int = 0
    rows: tuple[tuple[Content, ...], ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture that stands on a line of its own: its target as the document names it, and what it is said to show."""

    target: str
    alt: str


@dataclass
class _Line:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def typeset(text: str, start: int, end: int, quote: tuple[int, int], quote_style: str = QUOTE) -> list[Block | Figure]:
    """The blocks of `text[start:end]`, which begins and ends at line breaks; `quote` is a range of `text`."""
    in_code = len(_FENCE.findall(text, 0, start)) % 2 == 1
    return list(_Typesetter(text, quote, quote_style).blocks(list(_lines(text, start, end)), in_code))


def window(text: str, start: int, end: int, reach: int) -> tuple[int, int]:
    """The range around `text[start:end]` that goes about `reach` characters further and ends at line breaks."""
    low = text.rfind("\n", 0, max(0, start - reach)) + 1 if start > reach else 0
    high = text.find("\n", min(len(text), end + reach))
    return low, len(text) if high < 0 else high


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    for line in text[start:end].split("\n"):
        yield _Line(start, line)
        start += len(line) + 1


@dataclass
class _Typesetter:
    text: str
    quote: tuple[int, int]
    quote_style: str
    _pending: list[_Line] = field(default_factory=list)

    def blocks(self, lines: list[_Line], in_code: bool) -> Iterator[Block | Figure]:
        """Groups lines to blocks; a paragraph or an item goes on until something else begins."""
        n = 0
        while n < len(lines):
            line = lines[n]
            if in_code or _FENCE.match(line.text):
                first = n if in_code else n + 1
                n = next((at for at in range(first, len(lines)) if _FENCE.match(lines[at].text)), len(lines))
                yield from self._flushed()
                yield from self._code(lines[first:n])
                in_code = False
            elif line.text.lstrip().startswith("|"):
                last = next((at for at in range(n, len(lines)) if "|" not in lines[at].text), len(lines))
                yield from self._flushed()
                yield self._table(lines[n:last])
                n = last - 1
            elif (figure := _FIGURE.match(line.text)) is not None:
                yield from self._flushed()
                yield Figure(figure["target"].strip(), shown_line(figure["alt"]))
            elif (heading := _HEADING.match(line.text)) is not None:
                yield from self._flushed()
                yield self._heading(line, heading)
            elif not line.text.strip() or _RULE.match(line.text):
                yield from self._flushed()
            else:
                if _ITEM.match(line.text):
                    yield from self._flushed()
                self._pending.append(line)
            n += 1
        yield from self._flushed()

    def _flushed(self) -> Iterator[Block]:
        lines, self._pending = self._pending, []
        if not lines:
            return
        item = _ITEM.match(lines[0].text)
        parts: list[Content] = []
        for number, line in enumerate(lines):
            skipped = item.end() if item and number == 0 else len(line.text) - len(line.text.lstrip())
            if number:
                # A hard break (two blanks or a backslash before the line's end) stays one.
                hard = lines[number - 1].text.endswith(("  ", "\\"))
                parts.append(self._run(line.start - 1, line.start, "", "\n" if hard else " "))
            parts.extend(self._inline(line.start + skipped, line.start + len(line.text.rstrip(" \\"))))
        content, quoted = Content("").join(parts), self._touches(lines[0].start, lines[-1].end)
        if item is None:
            yield Block("paragraph", content, quoted)
        else:
            depth = len(item["indent"].expandtabs(4)) // 2
            marker = item["marker"] if item["marker"][0].isdigit() else "•"
            yield Block("item", content, quoted, marker, min(depth, 6))

    def _heading(self, line: _Line, heading: re.Match[str]) -> Block:
        level = len(heading[1])
        style = {1: "bold $text-primary", 2: "bold $text-secondary"}.get(level, "bold")
        title = line.text.rstrip()
        unmarked = title.rstrip("#")
        # Marks at the end close a heading only behind a blank: "C#" is a name.
        end = len(unmarked.rstrip() if unmarked[-1:].isspace() else title)
        parts = self._inline(line.start + heading.end(), line.start + max(end, heading.end()), style)
        return Block("heading", Content("").join(list(parts)), self._touches(line.start, line.end))

    def _code(self, lines: list[_Line]) -> Iterator[Block]:
        if lines:
            start, end = lines[0].start, lines[-1].end
            yield Block("code", self._styled(start, end, CODE), self._touches(start, end))

    def _table(self, lines: list[_Line]) -> Block:
        """The rows as cells; the row of dashes below the head only marks it."""
        rows = tuple(
            tuple(_with_bars(Content("").join(list(self._inline(start, end)))) for start, end in _cells(line))
            for line in lines
            if not _TABLE_RULE.match(line.text)
        )
        return Block("table", Content(""), self._touches(lines[0].start, lines[-1].end), rows=rows)

    def _inline(self, start: int, end: int, style: str = "") -> Iterator[Content]:
        """A stretch of one line with its marks hidden."""
        at = start
        for mark in _INLINE.finditer(self.text, start, end):
            yield self._styled(at, mark.start(), style)
            kind = next(kind for kind in INLINE_STYLES if mark[kind] is not None)
            own = PICTURE if mark["picture"] else INLINE_STYLES[kind]
            yield self._styled(*mark.span(kind), f"{style} {own}")
            at = mark.end()
        yield self._styled(at, end, style)

    def _styled(self, start: int, end: int, style: str) -> Content:
        """A stretch of the text in one style, and what of it is quoted in the quote's."""
        low, high = max(start, self.quote[0]), min(end, self.quote[1])
        if low >= high:
            return self._run(start, end, style)
        cuts = ((start, low), (low, high), (high, end))
        return Content("").join([self._run(first, last, style) for first, last in cuts])

    def _run(self, start: int, end: int, style: str, instead: str | None = None) -> Content:
        """A stretch that is all quoted or not at all; `instead` is shown in its place."""
        quoted = self.quote[0] <= start < self.quote[1] and start < end
        words = shown(self.text[start:end]) if instead is None else instead
        return Content.styled(words, self.quote_style if quoted else style.strip())

    def _touches(self, start: int, end: int) -> bool:
        return start < self.quote[1] and self.quote[0] < end


def _with_bars(cell: Content) -> Content:
    r"""A cell with each `|` in it as it is meant; in a row it is written `\|`."""
    parts, at = [], 0
    for escape in re.finditer(r"\\(?=\|)", cell.plain):
        parts.append(cell[at : escape.start()])
        at = escape.end()
    return Content("").join([*parts, cell[at:]])


def _cells(line: _Line) -> list[tuple[int, int]]:
    """The ranges of the cells of one table row, without the white space around them."""
    cells: list[tuple[int, int]] = []
    for cell in re.finditer(r"(?:\\.|[^|\\])+", line.text):
        words = cell[0].strip()
        if words or cells:
            start = line.start + cell.start() + len(cell[0]) - len(cell[0].lstrip())
            cells.append((start, start + len(words)))
    while cells and cells[-1][0] == cells[-1][1]:
        cells.pop()
    return cells

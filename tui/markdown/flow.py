"""A Markdown text that grows: only its end is read and drawn again, however long it has become.

Textual's own Markdown widget makes a widget of every block: 70 ms for an answer, 20 ms for a word added to a list of
five. One list of lines takes 2 ms for the same answer, which is what lets keys stay quick while an answer streams.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from markdown_it.tree import SyntaxTreeNode
from textual.content import Content

from bot.untrusted import shown
from tui.markdown.blocks import parse, render_blocks

LONG_LINES = 40
LONG_CHARACTERS = 6_000
"""Where a block that has not ended is cut, so that a list of 10,000 items costs no more per item than one of ten."""

BLANK = Content("")
_FENCE = re.compile(r"\s*(```+|~~~+)")


@dataclass
class _Piece:
    """Some blocks of the text, and their lines at the width that they were last asked for."""

    source: str
    spaced: bool
    """Whether a blank line sets it apart from what comes before it."""
    blocks: Sequence[SyntaxTreeNode] = ()
    lines: list[Content] = field(default_factory=list)
    drawn_for: tuple[int, frozenset[int]] | None = None

    def at(self, width: int, citations: frozenset[int]) -> list[Content]:
        if self.drawn_for != (width, citations):
            self.lines = render_blocks(self.blocks, width, citations)
            self.drawn_for = (width, citations)
        return self.lines


class MarkdownFlow:
    """The text and its lines."""

    def __init__(self, citations: Collection[int] = ()) -> None:
        self.citations = frozenset(citations)
        self._pieces: list[_Piece] = []
        self._end = _Piece("", spaced=True)
        self.text = ""

    def append(self, text: str) -> None:
        """Adds to the end."""
        self.text += text
        for start in range(0, len(text), LONG_CHARACTERS):
            self._end = _Piece(self._end.source + text[start : start + LONG_CHARACTERS], self._end.spaced)
            self._finish_blocks()

    def lines(self, width: int) -> list[Content]:
        """All lines, none wider than `width` cells; a line that did not change is the same object as before."""
        lines: list[Content] = []
        for piece in (*self._pieces, self._end):
            more = piece.at(width, self.citations)
            if more and lines and piece.spaced:
                lines.append(BLANK)
            lines += more
        return lines

    def _finish_blocks(self) -> None:
        """Finishes the blocks before the last one, and cuts a last one that has become too long."""
        # Cleared here and not before: half of an escape sequence may have come with the text before.
        source = shown(self._end.source)
        blocks = parse(source).children
        self._end.blocks = blocks
        lines = source.splitlines(keepends=True)
        if len(blocks) > 1 and (last := blocks[-1].map):
            self._finish(blocks[:-1], "".join(lines[last[0] :]), spaced=True)
            self._end.blocks = blocks[-1:]
            lines = lines[last[0] :]
        if len(lines) > LONG_LINES:
            self._cut(lines, blocks[-1].type)
        elif len(self._end.source) > LONG_CHARACTERS:
            at = self._end.source.rfind(" ", 0, LONG_CHARACTERS) + 1 or LONG_CHARACTERS
            finished, rest = self._end.source[:at], self._end.source[at:]
            self._finish(parse(shown(finished)).children, rest, spaced=True)
            self._end.blocks = parse(shown(rest)).children

    def _cut(self, lines: list[str], kind: str) -> None:
        """Ends a block early; its rest begins as it began, so that code stays code and a table keeps its heading."""
        opening = ""
        if kind == "fence" and _FENCE.match(lines[0]):
            opening = lines[0]
        elif kind == "table":
            opening = "".join(lines[:2])
        rest = opening + lines[-1]
        self._finish(parse("".join(lines[:-1])).children, rest, spaced=kind == "table")
        self._end.blocks = parse(rest).children

    def _finish(self, finished: Sequence[SyntaxTreeNode], rest: str, spaced: bool) -> None:
        self._pieces.append(_Piece("", self._end.spaced, finished))
        self._end = _Piece(rest, spaced)

"""A Markdown text that grows: only its end is read and drawn again, however long it has become.

Textual's own Markdown widget makes a widget of every block: 70 ms for an answer, 20 ms for a word added to a list of
five. One list of lines takes 2 ms for the same answer, which is what lets keys stay quick while an answer streams.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from textual.content import Content

from tui.markdown.blocks import drawn, parsed
from tui.untrusted import shown

LONG_LINES = 80
LONG_CHARACTERS = 6_000
"""Where a block that has not ended is cut, so that a list of 10,000 items costs no more per item than one of ten."""

_FENCE = re.compile(r"\s*(```+|~~~+)")


@dataclass
class _Piece:
    """A stretch of the source that no longer changes, and its lines at the width they were last asked for."""

    source: str
    spaced: bool
    lines: list[Content] = field(default_factory=list)
    drawn_for: tuple[int, frozenset[int]] | None = None

    def at(self, width: int, citations: frozenset[int]) -> list[Content]:
        if self.drawn_for != (width, citations):
            self.lines = drawn(self.source, width, citations)
            self.drawn_for = (width, citations)
        return self.lines


class MarkdownFlow:
    """The text and its lines."""

    def __init__(self, text: str = "", citations: Collection[int] = ()) -> None:
        self.citations = frozenset(citations)
        self._pieces: list[_Piece] = []
        self._end = _Piece("", spaced=True)
        self.text = ""
        self.append(text)

    def append(self, text: str) -> None:
        """Adds to the end."""
        self.text += text
        for start in range(0, len(text), LONG_CHARACTERS):
            self._end = _Piece(self._end.source + text[start : start + LONG_CHARACTERS], self._end.spaced)
            self._settle()

    def lines(self, width: int) -> list[Content]:
        """All lines, none wider than `width` cells."""
        lines: list[Content] = []
        for piece in (*self._pieces, self._end):
            more = piece.at(width, self.citations)
            if more and lines and piece.spaced:
                lines.append(Content(""))
            lines += more
        return lines

    def _settle(self) -> None:
        """Puts aside the blocks before the last one, and cuts a last one that has become too long."""
        # Cleared here and not before: half of an escape sequence may have come with the text before.
        source = shown(self._end.source)
        blocks = parsed(source).children
        lines = source.splitlines(keepends=True)
        if len(blocks) > 1 and (last := blocks[-1].map):
            self._put_aside("".join(lines[: last[0]]), "".join(lines[last[0] :]))
            lines = lines[last[0] :]
        if len(lines) > LONG_LINES:
            self._cut(lines, blocks[-1].type)
        elif len(self._end.source) > LONG_CHARACTERS:
            at = self._end.source.rfind(" ", 0, LONG_CHARACTERS) + 1 or LONG_CHARACTERS
            self._put_aside(self._end.source[:at], self._end.source[at:])

    def _cut(self, lines: list[str], kind: str) -> None:
        """Ends a block early; its rest begins as it began, so that code stays code and a table keeps its heading."""
        opening = ""
        if kind == "fence" and _FENCE.match(lines[0]):
            opening = lines[0]
        elif kind == "table":
            opening = "".join(lines[:2])
        self._put_aside("".join(lines[:-1]), opening + lines[-1])
        self._end.spaced = kind == "table"

    def _put_aside(self, finished: str, rest: str) -> None:
        self._pieces.append(_Piece(finished, self._end.spaced))
        self._end = _Piece(rest, spaced=True)

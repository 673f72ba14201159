"""Joins verified pieces into one Markdown answer, each with the number of its citation."""

import re

from bot.grounding.citations import Citations
from bot.grounding.numbered_lists import NumberedLists
from bot.grounding.piece import Verified

_BLOCKS = ("```", "|")
_LISTED = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s")


class Composer:
    """Joins the pieces of one answer, each set apart from the one before as Markdown needs it."""

    def __init__(self, citations: Citations) -> None:
        self._citations = citations
        self._text = ""
        self._ends_block = False
        self._lists = NumberedLists()

    @property
    def text(self) -> str:
        """The answer so far."""
        return self._text

    def add(self, piece: Verified) -> str:
        """Adds a piece and returns what a surface appends to show it."""
        number = self._citations.number(piece.excerpt, piece.first, piece.last)
        addition = self._lists.apart(self._gap(piece) + cited(piece.text, number))
        self._text += addition
        self._ends_block = is_block(piece.text)
        return addition

    def _gap(self, piece: Verified) -> str:
        if not self._text:
            return ""
        last = self._text.rsplit("\n", 1)[-1]
        ends_in_list = _is_listed(last)
        is_indented = last[:1].isspace()
        if _is_listed(piece.text) and ends_in_list and (is_indented or _is_numbered(last) == _is_numbered(piece.text)):
            return "\n"
        return "\n\n" if ends_in_list or self._ends_block or piece.opens_line or is_block(piece.text) else " "


def is_block(text: str) -> bool:
    """True for Markdown that needs lines of its own: a list, a table, a listing."""
    return "\n" in text or text.startswith(_BLOCKS) or _is_listed(text)


def cited(text: str, number: int) -> str:
    """The text with its citation number: behind a sentence or the first line of a list, below a table or a listing."""
    first, newline, rest = text.partition("\n")
    if first.startswith(_BLOCKS):
        ends_block = text.rsplit("\n", 1)[-1].startswith(_BLOCKS)
        return f"{text}\n\n[{number}]" if ends_block else f"{text} [{number}]"
    return f"{first} [{number}]{newline}{rest}"


def _is_numbered(line: str) -> bool:
    """True for an item that begins with a number: it cannot stand in a list of items that begin with a dash."""
    return line.lstrip()[:1].isdigit()


def _is_listed(line: str) -> bool:
    """True for a line that begins with the mark of a list item."""
    return bool(_LISTED.match(line))

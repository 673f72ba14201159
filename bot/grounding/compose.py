"""Joins verified pieces into one Markdown answer, each with the number of its citation."""

from bot.grounding.citations import Citations
from bot.grounding.piece import Verified

_BLOCKS = ("```", "|")


class Composer:
    """Keeps what was said so far, so that the next piece is set apart from it as Markdown asks."""

    def __init__(self, citations: Citations) -> None:
        self._citations = citations
        self._text = ""

    @property
    def text(self) -> str:
        """The answer so far."""
        return self._text

    def add(self, piece: Verified) -> str:
        """Adds a piece and returns what a surface appends to show it."""
        number = self._citations.number(piece.excerpt, piece.first, piece.last)
        addition = self._gap(piece) + cited(piece.text, number)
        self._text += addition
        return addition

    def _gap(self, piece: Verified) -> str:
        if not self._text:
            return ""
        last_line = self._text.rsplit("\n", 1)[-1]
        if "\n" in piece.text or piece.text.startswith(_BLOCKS):
            return "\n\n"
        if piece.opens_line:
            return "\n" if _is_listed(last_line) else "\n\n"
        return "\n\n" if _is_listed(last_line) or last_line.startswith(_BLOCKS) else " "


def cited(text: str, number: int) -> str:
    """The text with its number: behind a sentence, behind the first line of a list, below a table or a listing."""
    first, newline, rest = text.partition("\n")
    if first.startswith(_BLOCKS):
        return f"{text}\n\n[{number}]"
    return f"{first} [{number}]{newline}{rest}"


def _is_listed(line: str) -> bool:
    head = line.lstrip().split(" ", 1)[0]
    return head in ("-", "*") or head.rstrip(".)").isdigit()

"""A unit of a text: a sentence, list item, table row or command that can be quoted on its own."""

import re
from dataclasses import dataclass
from typing import Literal

UnitKind = Literal["sentence", "item", "step", "row", "code", "heading", "header", "image", "order"]
LISTED: tuple[UnitKind, ...] = ("item", "step", "code")
TABLED: tuple[UnitKind, ...] = ("header", "row")
"""What stands in a list or a procedure, and what in a table."""

_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n|\n {0,3}\[\^[^\]\s]+\]:|</?(?:details|summary)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Unit:
    """A stretch, `text[start:end]`; `kind` says how it stood on the page, `number` a step's own number.

    An `order` speaks to whoever answers instead of to a reader: it is there, and nobody quotes it.
    """

    start: int
    end: int
    kind: UnitKind
    number: str = ""


def goes_on(text: str, first: Unit, second: Unit) -> bool:
    """True if a unit is a sentence of the same paragraph as the sentence before it."""
    return first.kind == second.kind == "sentence" and not ends_paragraph(text[first.end : second.start])


def ends_paragraph(text: str) -> bool:
    """True if a paragraph ends in a text, however its lines end: there is a blank line, a note, or a fold."""
    return bool(_PARAGRAPH_END.search(text))

"""A unit of a text: a sentence, list item, table row or command that can be quoted on its own."""

import re
from dataclasses import dataclass
from typing import Literal

UnitKind = Literal["sentence", "item", "step", "row", "code", "heading", "header", "image", "order"]
LISTED: tuple[UnitKind, ...] = ("item", "step", "code")
"""The kinds of units in lists and procedures."""

TABLED: tuple[UnitKind, ...] = ("header", "row")
"""The kinds of units in tables."""

_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n|\n {0,3}\[\^[^\]\s]+\]:|</?(?:details|summary)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Unit:
    """The slice `text[start:end]`; `kind` says what it is on the page, `number` is the number of a step as written.

    An `order` is a prompt injection: it speaks to whoever answers instead of to a reader, and is never quoted.
    """

    start: int
    end: int
    kind: UnitKind
    number: str = ""


def goes_on(text: str, first: Unit, second: Unit) -> bool:
    """True if two units are sentences of the same paragraph."""
    return first.kind == second.kind == "sentence" and not ends_paragraph(text[first.end : second.start])


def ends_paragraph(text: str) -> bool:
    """True if the text between two units ends a paragraph: it has a blank line, a footnote, or a `<details>` tag."""
    return bool(_PARAGRAPH_END.search(text))

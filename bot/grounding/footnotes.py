"""Finds the notes that marks in quoted units lead to: without the line "* …", "£38.00*" is half of what a page says."""

import re
from collections.abc import Sequence

from bot.grounding.blocks import is_restricted
from bot.grounding.display import as_markdown
from bot.grounding.excerpt import Excerpt
from bot.grounding.inline import literal
from bot.grounding.list_structure import list_around
from bot.grounding.piece import Verified
from bot.grounding.unit import TABLED, ends_paragraph

_MARK = r"\*{1,5}|[†‡§¶^]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹]{1,2}|\[\^[^\]\s]{1,40}\]"
_MARKED = re.compile(rf"(?<=[^\s|*])(?: (?=\S{{1,5}} ?(?:\||$)))?(?P<mark>{_MARK})(?=[\s|.,;:!?)\]]|$)")
"""A mark behind a word or a number; set apart by a blank only at the end of a cell or of a line."""
_BEGINS = re.compile(rf"[ \t]*(?:[-•] )?(?P<mark>{_MARK})(?P<gap>[ \t):]*)(?=[^\s*])")
"""How the line of a note begins."""

_EXPLAINS = re.compile(r"(?:^|[,;] ?)([^\s,;=]{1,5}) ?= ?(?=\w)")

MOST_MARKED = 3
"""Rows with one mark that come with its note, where the note is what answers."""


def notes_to(excerpt: Excerpt, units: Sequence[int]) -> list[range]:
    """The units of each note that a mark in some units, or in the head of their table, leads to, in their order.

    What is said right below a table and limits its rows ("At night it is half of that.") is a note to each of them, and
    what says there what their abbreviations mean ("E = early, AL = annual leave") to those that have one.
    """
    notes = {_note(excerpt, unit, mark) for unit in units for mark in _marks(excerpt, unit)}
    rows = [(unit, list_around(excerpt, unit)[1]) for unit in units if excerpt.units[unit].kind == "row"]
    notes |= {
        range(end + 1, end + 2)
        for row, end in rows
        if is_restricted(excerpt, end) or not _said_in(excerpt, row).isdisjoint(_explained(excerpt, end + 1))
    }
    return sorted(filter(None, notes), key=lambda note: note.start)


def marked_by(excerpt: Excerpt, unit: int) -> list[int]:
    """The few rows that the note of a unit is to: it says nothing without them. None where there are many."""
    first = unit
    while first and not _begun_with(excerpt, first) and excerpt.runs_on(first - 1):
        first -= 1
    mark = _begun_with(excerpt, first)
    rows = [n for n in range(first if mark else 0) if excerpt.units[n].kind == "row" and mark in _own(excerpt, n)]
    rows = [n for n in rows if (note := _note(excerpt, n, mark)) is not None and unit in note]
    return rows if len(rows) <= MOST_MARKED else []


def as_piece(excerpt: Excerpt, number: int, note: range) -> Verified:
    """A note of the excerpt with a number, as a piece of an answer."""
    return Verified(_said(excerpt, note), "document", number, note.start, note[-1], opens_line=True)


def _explained(excerpt: Excerpt, unit: int) -> frozenset[str]:
    """The abbreviations that a sentence explains; none for any other unit."""
    if unit >= len(excerpt.units) or excerpt.units[unit].kind != "sentence":
        return frozenset()
    return frozenset(_EXPLAINS.findall(excerpt.visible_text(unit)))


def _said_in(excerpt: Excerpt, row: int) -> frozenset[str]:
    return frozenset(excerpt.visible_text(row).replace("|", " ").split())


def _said(excerpt: Excerpt, note: range) -> str:
    """A note behind its mark, as Markdown; the marks of Markdown's own notes are shown nowhere."""
    said = " ".join(as_markdown(excerpt, note.start, note[-1]).split()).removeprefix("- ")
    mark = _begun_with(excerpt, note.start)
    if not mark or mark.startswith("["):
        return said
    words = said.lstrip("\\" + mark).lstrip(" ):")
    return f"{literal(mark)} {words}"


def _marks(excerpt: Excerpt, unit: int) -> frozenset[str]:
    if excerpt.units[unit].kind != "row":
        return _own(excerpt, unit)
    head = list_around(excerpt, unit)[0] - 1
    over = _own(excerpt, head) if head >= 0 else _marks_in(excerpt.table, excerpt.is_markdown)
    return over | _own(excerpt, unit)


def _own(excerpt: Excerpt, unit: int) -> frozenset[str]:
    is_read = excerpt.units[unit].kind in ("sentence", "item", "step", *TABLED)
    return _marks_in(excerpt.text(unit), excerpt.is_markdown) if is_read else frozenset()


def _marks_in(text: str, is_markdown: bool) -> frozenset[str]:
    """The marks in a text; in Markdown none that only ends what is set in italics or bold."""
    found = frozenset(marked["mark"] for marked in _MARKED.finditer(text.replace("\\*", "*")))
    if not is_markdown:
        return found
    opened = re.findall(r"(?<![^\s|(])\*{1,5}(?=[^\s*])", text)
    return found.difference(opened)


def _begun_with(excerpt: Excerpt, unit: int) -> str:
    """The mark that a unit's line begins with; empty for a unit that begins no line, and for one without a mark."""
    page, kind = excerpt.passage.text, excerpt.units[unit].kind
    start = page.rfind("\n", 0, excerpt.units[unit].start) + 1
    if kind not in ("sentence", "item") or (unit and excerpt.units[unit - 1].end > start):
        return ""
    line = page[start : excerpt.units[unit].end]
    begins = _BEGINS.match(line.replace("\\*", "*"))
    is_bold = excerpt.is_markdown and begins and begins["mark"][0] == "*" and not begins["gap"] and "\\*" not in line
    return begins["mark"] if begins and not is_bold else ""


def _note(excerpt: Excerpt, unit: int, mark: str) -> range | None:
    """The units of the note to a mark in a unit: the only line with the mark below it, up to the next table or heading.

    Several lines that begin with an asterisk are a list.
    """
    below = list_around(excerpt, unit)[1] if excerpt.units[unit].kind in TABLED else unit
    begun: list[int] = []
    for n in range(below + 1, len(excerpt.units)):
        kind = excerpt.units[n].kind
        if kind == "heading" or (kind in TABLED and begun):
            break
        if _begun_with(excerpt, n) == mark:
            begun.append(n)
    return range(begun[0], _end(excerpt, begun[0]) + 1) if len(begun) == 1 else None


def _end(excerpt: Excerpt, first: int) -> int:
    """The last unit of the note that begins with a unit."""
    last = first
    while last + 1 < len(excerpt.units) and excerpt.units[last + 1].kind == "sentence":
        between = excerpt.visible_page[excerpt.units[last].end : excerpt.units[last + 1].start]
        if ends_paragraph(between) or _begun_with(excerpt, last + 1):
            break
        last += 1
    return last

"""Cuts text into units: the sentences, list items, table rows and commands that can be quoted on their own.

A unit is a slice of its text, so quoting one quotes the document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bot.grounding.orders import follows_up, is_order

UnitKind = Literal["sentence", "item", "step", "row", "code", "heading", "header", "image", "order"]

_FENCE = re.compile(r"^\s*(```|~~~)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$|^\s*\|?[\s:|-]*-{2,}[\s:|-]*\|?\s*$")
_IMAGE_LINE = re.compile(r"^\s*(?:>\s*)*(?:!\[[^\]]*\]\([^)]*\)\s*)+$")
_ITEM = re.compile(r"^(?P<lead>\s*(?:>\s*)*(?:[-*+•]|(?P<number>\d{1,3}|[a-z])[.)])\s+)(?P<body>\S.*)$")
_QUOTE_MARK = re.compile(r"^\s*(?:>\s*)+(?:\[!\w+\]\s*)?")
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:\s*")
_FOLD = re.compile(r"(`+)[^`]+\1|(?P<tag></?(?:details|summary)\b[^>\n]*>)", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n|\n {0,3}\[\^[^\]\s]+\]:|</?(?:details|summary)\b", re.IGNORECASE)
_CLOSERS = "\"'”’)]*_`"
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|no|nos|fig|figs|dr|mr|mrs|ms|prof|st|inc|ltd|co|corp|dept|est|ext|max|min"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|abs|bzw|ca|env|evtl|ggf|inkl|mme|nr|tel|vgl|zzgl|[a-z])"
    r"|\b(?:[a-z]\.){1,3}[a-z])$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:^|\D)\d{1,2}$")
_NUMBERED = re.compile(
    r"(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|tag|monat|quartal"
    r"|lebensjahr|stock|obergeschoss)",
    re.IGNORECASE,
)
"""What German writes an ordinal before, as in "am 31. März": the full stop is part of the number."""

LONGEST_TITLE_WORDS = 12
SHORT_TITLE_WORDS = 6
RUNNING_TEXT_WORDS = 8
"""A line is a title if it has so few words, and the line below so many."""


@dataclass(frozen=True)
class Unit:
    """A stretch, `text[start:end]`; `kind` says how it stood on the page, `number` a step's own number.

    An `order` speaks to whoever answers instead of to a reader: it is there, and nobody quotes it.
    """

    start: int
    end: int
    kind: UnitKind
    number: str = ""


def units(text: str) -> list[Unit]:
    """The units of a text, in order; white space, rules and fence lines belong to none."""
    found: list[Unit] = []
    in_code = False
    paragraph: list[tuple[int, int]] = []

    def close_paragraph() -> None:
        if paragraph:
            start, end = paragraph[0][0], paragraph[-1][1]
            found.extend(Unit(s, e, "sentence") for s, e in sentences(text, start, end))
            paragraph.clear()

    position = 0
    lines = text.splitlines(keepends=True)
    for at, line in enumerate(lines):
        start, position = position, position + len(line)
        body = line.rstrip()
        end = start + len(body)
        if _FENCE.match(body):
            close_paragraph()
            in_code = not in_code
        elif in_code:
            if body.strip():
                found.append(Unit(start + _indent(body), end, "code"))
        elif not body.strip() or _RULE.match(body):
            close_paragraph()
            if body.strip() and found and found[-1].kind == "row":
                found[-1] = replace(found[-1], kind="header")
        elif _HEADING.match(body) or _is_title(lines, at):
            close_paragraph()
            found.append(Unit(start, end, "heading"))
        elif body.lstrip().startswith("|"):
            close_paragraph()
            found.append(Unit(start + _indent(body), end, "row"))
        elif _IMAGE_LINE.match(body):
            close_paragraph()
            found.append(Unit(start + _indent(body), end, "image"))
        elif item := _ITEM.match(body):
            close_paragraph()
            number = item["number"] or ""
            found.append(Unit(start + item.start("body"), end, "step" if number.isdigit() else "item", number))
        elif (
            found
            and not paragraph
            and found[-1].kind in ("item", "step")
            and body[0] in " \t"
            and not _folds(body)
            and _adjoins(text, found[-1].end, start)
        ):
            found[-1] = Unit(found[-1].start, end, found[-1].kind, found[-1].number)
        else:
            note = _NOTE.match(body)
            if note:
                close_paragraph()
            mark = note or _QUOTE_MARK.match(body)
            lead = mark.end() if mark else _indent(body)
            if paragraph and is_order(next((body[a:b] for a, b in sentences(body, lead, len(body))), "")):
                close_paragraph()  # an order in a line of its own takes no sentence with it that lost its full stop
            for n, (first, last) in enumerate(_unfolded(body, lead)):
                if n:
                    close_paragraph()
                if first < last:
                    paragraph.append((start + first, start + last))
    close_paragraph()
    return _with_orders(text, _with_questions(text, _with_headers(text, found)))


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


def asks(said: str) -> bool:
    """True for a question: it says nothing, and what answers it stands elsewhere."""
    return said.rstrip(_CLOSERS).endswith(("?", "？"))


def _with_headers(text: str, found: list[Unit]) -> list[Unit]:
    """The units with the first row of each table marked as its header, where no rule line below it did so."""
    kinds = ["", *(unit.kind for unit in found), ""]
    for n, unit in enumerate(found):
        opens_table = kinds[n + 1] == "row" and kinds[n] not in ("row", "header") and kinds[n + 2] == "row"
        if opens_table and not any(letter.isdigit() for letter in text[unit.start : unit.end]):
            found[n] = replace(unit, kind="header")
    return found


def ends_paragraph(text: str) -> bool:
    """True if a paragraph ends in a text, however its lines end: there is a blank line, a note, or a fold."""
    return bool(_PARAGRAPH_END.search(text))


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of `text[start:end]`, as offsets, without the white space between them."""
    begin = start
    for mark in re.finditer(r"[.!?…]+|[。！？]", text[start:end]):
        stop = start + mark.end()
        while stop < end and text[stop] in _CLOSERS:
            stop += 1
        if stop < end and mark.group()[0] not in "。！？" and not _ends_sentence(text, start + mark.start(), stop, end):
            continue
        if text[begin:stop].strip():
            yield _trimmed(text, begin, stop)
        begin = stop
    if text[begin:end].strip():
        yield _trimmed(text, begin, end)


def _ends_sentence(text: str, mark: int, stop: int, end: int) -> bool:
    """A full stop ends a sentence before white space and a capital, unless an abbreviation or ordinal is before it."""
    if not text[stop].isspace():
        return False
    following = text[stop:end].lstrip().lstrip("\"'“‘([*_`")
    if following and following[0].islower():
        return False
    before = text[max(0, mark - 12) : mark]
    if text[mark] != ".":
        return True
    return not (_ABBREVIATION.search(before) or (_ORDINAL.search(before) and _NUMBERED.match(following)))


def _is_title(lines: list[str], at: int) -> bool:
    """True for a line that stands as a title, alone or with others, right on top of a line of running text.

    A PDF has no other headings: "Right Of Recovery", and the paragraph begins in the next line.
    """
    above = lines[at - 1].rstrip() if at else ""
    if not _titled(lines[at]) or not (not above or above[-1] in ".!?:" or _titled(above)):
        return False
    below = next((line for line in lines[at + 1 :] if not _titled(line)), "")
    return len(below.split()) >= RUNNING_TEXT_WORDS and below[0].isupper()


def _titled(line: str) -> bool:
    """True for a few words that end as no sentence does, and are very few or begin with capitals."""
    words = line.split()
    if not 0 < len(words) <= LONGEST_TITLE_WORDS or not line[0].isupper() or line.rstrip()[-1] in ".!?:;,":
        return False
    return len(words) <= SHORT_TITLE_WORDS or all(word[0].isupper() for word in words if len(word) > 3)


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


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + _indent(piece), end - (len(piece) - len(piece.rstrip()))

"""Cuts text into units: the sentences, list items, table rows and commands that can be quoted on their own.

A unit is a slice of its text, so quoting one quotes the document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

UnitKind = Literal["sentence", "item", "step", "row", "code", "heading", "header", "image"]

_FENCE = re.compile(r"^\s*(```|~~~)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s")
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$|^\s*\|?[\s:|-]*-{2,}[\s:|-]*\|?\s*$")
_IMAGE_LINE = re.compile(r"^\s*(?:>\s*)*(?:!\[[^\]]*\]\([^)]*\)\s*)+$")
_ITEM = re.compile(r"^(?P<lead>\s*(?:>\s*)*(?:[-*+•]|(?P<number>\d{1,3}|[a-z])[.)])\s+)(?P<body>\S.*)$")
_QUOTE_MARK = re.compile(r"^\s*(?:>\s*)+(?:\[!\w+\]\s*)?")
_CLOSERS = "\"'”’)]*_`"
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|no|nos|fig|figs|dr|mr|mrs|ms|prof|st|inc|ltd|co|corp|dept|est|ext|max|min"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|[a-z])|\b(?:[a-z]\.){1,3}[a-z])$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Unit:
    """A quotable stretch, `text[start:end]`; `kind` says how it stood on the page, `number` a step's own number."""

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
    for line in text.splitlines(keepends=True):
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
        elif _HEADING.match(body):
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
            and _adjoins(text, found[-1].end, start)
        ):
            found[-1] = Unit(found[-1].start, end, found[-1].kind, found[-1].number)
        else:
            mark = _QUOTE_MARK.match(body)
            lead = mark.end() if mark else _indent(body)
            if lead < len(body):
                paragraph.append((start + lead, end))
    close_paragraph()
    return _with_headers(text, found)


def _with_headers(text: str, found: list[Unit]) -> list[Unit]:
    """The units with the first row of each table marked as its header, where no rule line below it did so."""
    kinds = ["", *(unit.kind for unit in found), ""]
    for n, unit in enumerate(found):
        opens_table = kinds[n + 1] == "row" and kinds[n] not in ("row", "header") and kinds[n + 2] == "row"
        if opens_table and not any(letter.isdigit() for letter in text[unit.start : unit.end]):
            found[n] = replace(unit, kind="header")
    return found


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
    """A full stop ends a sentence before white space and a capital, unless an abbreviation or a number precedes it."""
    if not text[stop].isspace():
        return False
    following = text[stop:end].lstrip().lstrip("\"'“‘([*_`")
    if following and following[0].islower():
        return False
    before = text[max(0, mark - 12) : mark]
    return not (text[mark] == "." and _ABBREVIATION.search(before))


def _adjoins(text: str, end: int, start: int) -> bool:
    return text[end:start].count("\n") <= 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + _indent(piece), end - (len(piece) - len(piece.rstrip()))

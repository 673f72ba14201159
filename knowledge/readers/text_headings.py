"""Finds the headings of a plain text: underlined, in capitals, numbered, marked, or left of a text that is set in."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.readers.text_lines import BLANK, Line, next_line

LONGEST = 100
"""Letters of a heading at most."""

_RULE = re.compile(r"([^\w\s])\1+")
_MARKED = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*")
_DECORATED = re.compile(r"([=*#~-])\1{2,}\s*([^\W_].*?)\s*\1*")
_NUMBERED = re.compile(r"(?:(\d{1,2}(?:\.\d{1,2})+)\.?|(\d{1,2}|[IVX]{1,5})[.)])\s+[^\W\d_].*")
_COLUMNS = re.compile(r"\S {2,}\S")
_ENDS = (".", ",", ";", ":", "!", "?")
_MOST_WORDS = 10
_LEVELS = "=-~^\"'"
_SHORTEST_CAPITALS = 3
_MOSTLY = 0.8


@dataclass(frozen=True)
class Heading:
    """A heading and the index behind its last line; `style` tells those of one level from others."""

    text: str
    style: str
    level: int
    end: int


def heading_at(lines: Sequence[Line], at: int, is_markup: bool, has_capitals: bool) -> Heading | None:
    """The heading that begins with a line which is not set in, if one does; in markup, all have marks.

    `has_capitals` says whether the text `has_several_in_capitals`.
    """
    if not is_apart(lines, at):
        return None
    found = _ruled(lines, at) or _marked(lines, at)
    return found if found or is_markup else _in_capitals(lines, at, has_capitals) or _numbered(lines, at)


def is_apart(lines: Sequence[Line], at: int) -> bool:
    """Whether nothing stands right above a line."""
    return at == 0 or not lines[at - 1].text


def _below(lines: Sequence[Line], at: int) -> Line:
    return lines[at + 1] if at + 1 < len(lines) else BLANK


def _rule(line: Line) -> str:
    """The letter that a line is drawn with."""
    return line.text[0] if _RULE.fullmatch(line.text) and not line.is_code else ""


def _ruled(lines: Sequence[Line], at: int) -> Heading | None:
    """A heading over a line that is drawn, or between two."""
    over = _rule(lines[at])
    first = at + 1 if over else at
    if first >= len(lines):
        return None
    title, mark = lines[first].text, _rule(_below(lines, first))
    drawn = len(_below(lines, first).text)
    if not mark or (over and over != mark) or not _names(title) or _rule(lines[first]):
        return None
    if drawn < len(title) / 2 and drawn < len(title) - 3:
        return None
    level = 1 + max(0, _LEVELS.find(mark)) if not over else 1
    return Heading(title, over + mark, level, first + 2)


def _names(title: str) -> bool:
    words = any(map(str.isalnum, title))
    return words and len(title) <= LONGEST and not _COLUMNS.search(title)


def _marked(lines: Sequence[Line], at: int) -> Heading | None:
    """A heading behind marks, as Markdown has them, or between some."""
    if _below(lines, at).text and not _DECORATED.fullmatch(lines[at].text):
        return None
    found = _MARKED.fullmatch(lines[at].text)
    if found:
        return Heading(found[2], found[1], len(found[1]), at + 1)
    found = _DECORATED.fullmatch(lines[at].text)
    return Heading(found[2], f"{found[1]} ", 2, at + 1) if found and _names(found[2]) else None


def has_several_in_capitals(lines: Sequence[Line]) -> bool:
    """Whether different lines in capitals stand apart from what is above them."""
    return len({line.text for n, line in enumerate(lines) if is_apart(lines, n) and _is_in_capitals(line.text)}) > 1


def _in_capitals(lines: Sequence[Line], at: int, is_one_of_several: bool) -> Heading | None:
    """A line in capitals over nothing or a text that is set in, or one of several over the first line of a text.

    Alone right above a text it may be a warning.
    """
    text, below = lines[at].text, _below(lines, at)
    is_set_apart = not below.text or below.indent > lines[at].indent
    # What goes on with the line above begins in small letters.
    opens_text = not below.text[:1].islower() and any(map(str.islower, below.text))
    if not (is_set_apart or (is_one_of_several and opens_text)):
        return None
    if not _is_in_capitals(text) or not next_line(lines, at).text:
        return None
    return Heading(text, "A", 1, at + 1)


def _is_in_capitals(text: str) -> bool:
    """Whether a line is a few words, all in capitals."""
    if len(text.split()) > _MOST_WORDS or text.endswith(_ENDS) or not _names(text) or not text[0].isalnum():
        return False
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= _SHORTEST_CAPITALS and 2 * len(letters) > len(text) and all(map(str.isupper, letters))


def _numbered(lines: Sequence[Line], at: int) -> Heading | None:
    """A few words behind a number, over running text that is not set in; an item of a list has more of its kind."""
    text = lines[at].text
    found = _NUMBERED.fullmatch(text)
    if not found or _below(lines, at).text or text.endswith(_ENDS) or len(text.split()) > _MOST_WORDS:
        return None
    following = next_line(lines, at)
    dots = found[1].count(".") if found[1] else 0
    if not following.text or following.indent > lines[at].indent or not _names(text):
        return None
    if not dots and _NUMBERED.match(following.text) and "." not in following.text.split()[0].rstrip(".)"):
        return None
    return Heading(text, "1" + "." * dots, 2 + dots, at + 1)


def hanging_margin(lines: Sequence[Line]) -> int:
    """How far a text is set in below headings that stand left of it, as in a page of the manual; 0 where it is not."""
    margins: Counter[int] = Counter()
    others = 0
    for n, line in enumerate(lines):
        if line.indent or not _names(line.text):  # the line on top of a page and the one at its foot are no headings
            continue
        following = next_line(lines, n)
        if following.indent and is_apart(lines, n) and _hangs(line.text):
            margins[following.indent] += 1
        else:
            others += 1
    headings = margins.total()
    return margins.most_common(1)[0][0] if headings > 1 and headings >= _MOSTLY * (headings + others) else 0


def hanging_heading(lines: Sequence[Line], at: int, margin: int) -> Heading | None:
    """The heading in a line that stands left of a text that is set in, or at its left edge over one set in further."""
    line, below = lines[at], next_line(lines, at)
    is_below_another = at > 0 and lines[at - 1].indent < line.indent
    if not (is_apart(lines, at) or is_below_another) or line.is_code or not _hangs(line.text):
        return None
    if line.indent < margin:
        return Heading(line.text, f"{line.indent}", 1 if not line.indent else 2, at + 1)
    is_over_text = not _below(lines, at).text and below.indent > line.indent and below.text[:1].isupper()
    return Heading(line.text, f"{line.indent}", 3, at + 1) if line.indent == margin and is_over_text else None


def _hangs(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and not text.endswith(_ENDS) and _names(text) and text[0].isalnum()

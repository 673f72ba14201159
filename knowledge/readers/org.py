"""Reads Org files, as Emacs has them: their marks become the lines of a plain text, whose layout says the rest."""

import re
from collections.abc import Sequence

from knowledge.documents import Document
from knowledge.readers.text import read_lines
from knowledge.readers.text_lines import BLANK, Line, code_lines, lines_of
from knowledge.readers.titles import title_of_file

_HEADING = re.compile(r"(?P<stars>\*+) +(?:[A-Z]{3,} +)?(?:\[#.\] +)?(?P<words>\S.*?)(?: +:[\w@#%:]+:)?")
_KEYWORD = re.compile(r"#\+(?P<key>[\w-]+)(?:\[[^\]]*\])?: *(?P<value>.*)|#(?: .*)?", re.IGNORECASE)
_BEGINS = re.compile(r"#\+begin_(?P<kind>\w+).*", re.IGNORECASE)
_CODE = frozenset("src example verbatim".split())
_UNSEEN = frozenset("comment export".split())
_DRAWER = re.compile(r":[A-Za-z_-]+:")
_DATES = re.compile(r"(?:(?:SCHEDULED|DEADLINE|CLOSED|CLOCK): *[<\[].*)")
_FIXED = re.compile(r":(?: (?P<code>.*))?")
_TERM = re.compile(r"(?P<mark>[-+]) (?P<term>\S.*?) :: (?P<words>\S.*)")
_MARKS = re.compile(
    r"""
    \[\[(?P<place>[^\[\]]+)\](?:\[(?P<link>[^\[\]]+)\])?\]
    | \ ?\[fn:[^\[\]]*\]
    | (?<![\w`])(?P<code>[=~])(?=\S)(?P<typed>[^\n]{1,300}?)(?<=\S)(?P=code)(?!\w)
    | (?<![\w*/_+])(?P<mark>[*/_+])(?=[^\s*/_+])(?P<words>[^\n]{0,300}?[^\s*/_+])(?P=mark)(?![\w*/_+])
    | [<\[](?P<date>\d{4}-\d\d-\d\d[^<>\[\]\n]*)[>\]]
    | \\\\$
    """,
    re.VERBOSE,
)


def read_org(text: str, name: str) -> Document:
    """An Org text as a document; its title is its own, a lone heading's or its file's."""
    reading = _Reading()
    # An item below another begins where that one's words do, and not further to the right, as `read_lines` has it.
    further = [Line(line.indent * 3 // 2, line.text, line.is_code) for line in lines_of(text)]
    return read_lines(reading.lines(further), title_of_file(name), reading.title, is_markup=True)


class _Reading:
    """Goes through the lines of a page and keeps the title that it sets."""

    def __init__(self) -> None:
        self.title = ""

    def lines(self, lines: Sequence[Line]) -> list[Line]:
        """The lines that a person sees, with those of listings marked."""
        seen: list[Line] = []
        at = 0
        while at < len(lines):
            line, end = lines[at], at + 1
            block, fixed = _BEGINS.fullmatch(line.text), _FIXED.fullmatch(line.text)
            if line.is_code or not line.text:
                seen.append(line)
            elif block:
                last = f"#+end_{block['kind']}".lower()
                end = next((n for n in range(end, len(lines)) if lines[n].text.lower() == last), len(lines))
                seen += self._block(block["kind"].lower(), line.indent, lines[at + 1 : end])
                end += 1
            elif fixed:
                end = next((n for n in range(at, len(lines)) if not _FIXED.fullmatch(lines[n].text)), len(lines))
                seen += code_lines([Line(one.indent, one.text[2:]) for one in lines[at:end]], line.indent)
            elif _DRAWER.fullmatch(line.text) and _end_of_drawer(lines, at):
                end = _end_of_drawer(lines, at)
            else:
                seen += self._line(line)
            at = end
        return seen

    def _block(self, kind: str, indent: int, lines: Sequence[Line]) -> list[Line]:
        if kind in _UNSEEN:
            return [BLANK]
        return code_lines(lines, indent) if kind in _CODE else [BLANK, *self.lines(lines), BLANK]

    def _line(self, line: Line) -> list[Line]:
        heading = None if line.indent else _HEADING.fullmatch(line.text)
        if heading:
            marks = "#" * min(6, len(heading["stars"]))
            return [BLANK, Line(0, f"{marks} {_words(heading['words'])}"), BLANK]
        if keyword := _KEYWORD.fullmatch(line.text):
            if (keyword["key"] or "").lower() == "title":
                self.title = _words(keyword["value"])
            return [BLANK]
        if _DATES.fullmatch(line.text):
            return [BLANK]
        if term := _TERM.fullmatch(line.text):
            return [Line(line.indent, f"- {_words(term['term'])}: {_words(term['words'])}")]
        return [Line(line.indent, _words(line.text))]


def _end_of_drawer(lines: Sequence[Line], at: int) -> int:
    """The index behind what a page says of itself for the program alone; 0 where nothing ends it."""
    return next((n + 1 for n in range(at + 1, len(lines)) if lines[n].text.upper() == ":END:"), 0)


def _words(text: str) -> str:
    return _MARKS.sub(_shown, text).rstrip()


def _shown(mark: re.Match[str]) -> str:
    """What a person sees of a mark."""
    if mark["place"]:
        return mark["link"] or mark["place"].removeprefix("file:")
    if mark["typed"]:
        return f"`{mark['typed']}`"
    return _words(mark["words"]) if mark["words"] else mark["date"] or ""

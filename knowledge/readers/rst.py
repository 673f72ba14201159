"""Reads reStructuredText: its directives and marks become the lines of a plain text, whose layout says the rest."""

import csv
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from knowledge.documents import Document
from knowledge.readers.illustrations import shown_in_text
from knowledge.readers.layout import table_row
from knowledge.readers.text import read_lines
from knowledge.readers.text_lines import BLANK, Line, code_lines, lines_of, margin_of, region_end, trimmed
from knowledge.readers.titles import title_of_file

_DIRECTIVE = re.compile(r"\.\. (?P<name>[\w:.-]+?) ?::(?:\s+(?P<argument>.*))?")
_DOTS = re.compile(r"\.\.[ \t]+")
_SUBSTITUTED = re.compile(r"\.\. \|(?P<name>[^|]+)\| +(?P<kind>\w+)::(?:\s+(?P<argument>.*))?")
_FOOTNOTE = re.compile(r"\.\. (?:\[[#*][\w.-]*\] )?(?=\[[\w.-]+\] |(?<=\] ))")
_TARGET = re.compile(r"(?:\.\. _|__? ?)(?:`(?P<quoted>[^`]+)`|(?P<name>[^:`]+)):")
_FIELD = re.compile(r":(?P<name>[^:`]+):(?:\s+(?P<body>.*))?")

_CODE = frozenset(
    "code code-block sourcecode parsed-literal prompt math doctest testcode console ipython command-output plantuml "
    "graphviz mermaid".split()
)
_UNSEEN = frozenset(
    "contents toctree include literalinclude index meta raw highlight module currentmodule role todo todolist "
    "sectionauthor codeauthor moduleauthor tags "
    "tabularcolumns autosummary automodule autoclass autofunction program default-domain "
    "default-role sectnum target-notes".split()
)
_ROW_OF_LIST = re.compile(r"^[*+-] (?=- )", re.MULTILINE)
_CELL_OF_LIST = re.compile(r"^- ?", re.MULTILINE)
_REMARKS = frozenset(
    "note warning tip hint important caution attention danger error admonition seealso rubric topic sidebar epigraph "
    "versionadded versionchanged deprecated".split()
)
_NAMED = {
    **{name: name.capitalize() for name in "note warning tip hint important caution attention danger error".split()},
    "seealso": "See also",
}
"""What a page calls a remark: `Take care.` alone is no warning."""
_TITLED = frozenset("admonition topic sidebar".split())
"""What has its name from its writer."""
_PARAGRAPH = re.compile(r"(?!\(?(?:\w{1,3}|\#)[.)] |[*•] |\.\. |:[^:`]+:(?!`)|[-=+|>])\S")
_TABLES = frozenset("table list-table csv-table".split())
_PICTURES = frozenset("image figure".split())
_AROUND = frozenset("only ifconfig container compound grid tabs tab-set panels class rst-class highlights".split())
"""What is around words without saying any itself."""
_SINCE = {
    "versionadded": "New in version ",
    "versionchanged": "Changed in version ",
    "deprecated": "Deprecated since version ",
}

_COUNTED = re.compile(r"#(?=\. )")
_NUMBER = re.compile(r"(\d{1,3})\. ")
_GAP = re.compile(r"\S {2,}\S")
_CELL = re.compile(r"\S+(?: \S+)*")
_MARKS = re.compile(
    r"""
    ``(?P<literal>.+?)``
    | :(?P<role>[\w:+.-]{1,60}):`(?P<text>[^`]+?)(?P<target>\s*<[^`<>]*>)?`
    | `(?P<link>[^`<]+?)(?:\s*<[^`>]*>)?`__?
    | `(?P<cited>[^`<>]+)`
    | (?<![\w*\\])(?P<stars>\*\*?)(?=[^\s*])(?P<stressed>.{1,2000}?)(?<=[^\s*\\])(?P=stars)(?![\w*])
    | \|(?P<name>[^|\s](?:[^|\n]*[^|\s])?)\|(?:__?)?
    | (?P<note>\ \[(?:\#[\w-]*|\d+|\*)\]_)
    | (?P<citation>\[[A-Za-z][\w.-]*\])_
    | (?<![\w`.:/-])(?P<word>[A-Za-z][\w.+-]{0,60}[A-Za-z0-9])__?(?![\w`])
    | \\(?P<escaped>\s|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ACCELERATOR = re.compile(r"&(?=\w)")
_REQUESTS = frozenset("pep rfc cve cwe".split())
_NUMBERED = frozenset("issue bug gh pr pull".split())
_REFERRED = frozenset("ref numref".split())
_LABEL = re.compile(r"\.\. _`?(?P<label>[^`:]+)`?:")
_UNDERLINE = re.compile(r"([^\w\s])\1{2,}")
_AS_CODE = frozenset("code file command option samp kbd program envvar literal func class meth attr data mod".split())


def read_rst(text: str, name: str) -> Document:
    """A reStructuredText as a document; its title is its first field's of that name, a lone heading's or its file's."""
    lines = lines_of(text)
    fields, start = _fields(lines)
    reading = _Reading(_labelled(lines))
    seen = _with_numbers(reading.lines(lines[start:]))
    lines, title = reading.without_marks(seen), fields.get("title", "")
    return read_lines(lines, title_of_file(name), title, is_markup=True, indent_explains=True)


def _fields(lines: Sequence[Line]) -> tuple[dict[str, str], int]:
    """What a page says of itself on top, and the index behind it."""
    fields: dict[str, str] = {}
    for at, line in enumerate(lines):
        found = _FIELD.fullmatch(line.text)
        if found:
            fields[found["name"].lower()] = found["body"] or ""
        elif line.text and not (line.indent and fields):
            return fields, at
    return fields, len(lines)


def _labelled(lines: Sequence[Line]) -> dict[str, str]:
    """The headings of a page that have names to refer to them by, by those names."""
    headings: dict[str, str] = {}
    labels: list[str] = []
    for line, below in pairwise([*lines, BLANK]):
        if label := _LABEL.fullmatch(line.text):
            labels.append(label["label"].lower())
        elif line.text and not _UNDERLINE.fullmatch(line.text):
            if _UNDERLINE.fullmatch(below.text):
                headings.update(dict.fromkeys(labels, line.text))
            labels.clear()
    return headings


class _Reading:
    """Goes through the lines of a page and keeps what its names between bars stand for.

    `headings` are those that the page refers to, by their names.
    """

    def __init__(self, headings: Mapping[str, str]) -> None:
        self._headings = headings
        self._names: dict[str, str] = {}
        self._targets: set[str] = set()

    def lines(self, lines: Sequence[Line]) -> list[Line]:
        """The lines that a person sees, with those of listings marked."""
        seen: list[Line] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            end = region_end(lines, at + 1, line.indent)
            if line.text == ".." or line.text.startswith((".. ", "__ ")):
                explains = bool(seen and seen[-1].text and seen[-1].indent < line.indent)
                explicit = self._explicit(line, lines[at + 1 : end])
                seen += [*(trimmed(explicit) if explains else explicit), BLANK]
                at = end
            elif field := _FIELD.fullmatch(line.text):
                seen.append(Line(line.indent, f"- {field['name']}: {field['body'] or ''}".rstrip()))
                at += 1
            elif line.text.startswith(">>> "):
                end = next((n for n in range(at, len(lines)) if not lines[n].text), len(lines))
                seen += code_lines(lines[at:end])
                at = end
            elif line.text.endswith("::"):
                shown = line.text[:-1] if line.text[:-2].strip() else ""
                seen += [Line(line.indent, shown.removesuffix(" :")), *code_lines(lines[at + 1 : end])]
                at = end
            else:
                seen.append(line)
                at += 1
        return seen

    def _explicit(self, line: Line, body: Sequence[Line]) -> list[Line]:
        """What is seen of a directive, of a footnote, or of a target or a remark: nothing."""
        line = Line(line.indent, _DOTS.sub(".. ", line.text))
        substituted = _SUBSTITUTED.fullmatch(line.text)
        if substituted:
            is_text = substituted["kind"] in ("replace", "unicode")
            self._names[substituted["name"]] = (substituted["argument"] or "") if is_text else ""
            return []
        if target := _TARGET.match(line.text):
            self._targets.add((target["quoted"] or target["name"]).lower())
            return []
        directive = _DIRECTIVE.fullmatch(line.text)
        if directive:
            return self._directive(directive["name"].lower(), Line(line.indent, directive["argument"] or ""), body)
        if _FOOTNOTE.match(line.text):
            return [Line(line.indent, _FOOTNOTE.sub("", line.text)), *self.lines(body)]
        return []

    def _directive(self, name: str, argument: Line, body: Sequence[Line]) -> list[Line]:
        goes_on = bool(body and body[0].text)
        body = trimmed(body)
        options: dict[str, str] = {}
        while body and (option := _FIELD.fullmatch(body[0].text)):
            options[option["name"]] = option["body"] or ""
            body = trimmed(body[1:])
        if name in _PICTURES:
            seen = Line(argument.indent, shown_in_text(options.get("alt", ""), argument.text))
            return [BLANK, seen, BLANK, *(self.lines(_moved(body, argument.indent)) if name == "figure" else [])]
        if name in _TABLES:
            rows = _rows(name, options, body) if name != "table" else self.lines(_moved(body, argument.indent))
            return [BLANK, argument, BLANK, *rows, BLANK]
        if name == "parsed-literal":
            body = self.without_marks(body)
        if name in _CODE:
            return code_lines(body, argument.indent)
        if name in _UNSEEN:
            return []
        if name in _AROUND:
            return self.lines(_moved(body, argument.indent))
        if name in _SINCE:
            version, _, change = argument.text.partition(" ")
            argument = Line(
                argument.indent, f"{_SINCE[name]}{version}{':' if change or goes_on else ''} {change}".strip()
            )
        elif name not in _REMARKS and not argument.text and goes_on:  # the lines right below are what is described
            end = next((n for n, one in enumerate(body) if not one.text), len(body))
            argument, body = Line(argument.indent, " ".join(one.text for one in body[:end])), trimmed(body[end:])
        if name in _REMARKS or not argument.text:
            body = _moved(body, argument.indent)
        if name in _NAMED:
            argument, body = _named(_NAMED[name], argument, body)
        elif name in _TITLED and argument.text and body:
            argument, body = _named(argument.text, Line(argument.indent, ""), body)
        return [BLANK, *([argument] if argument.text else []), *self._below(argument, body)]

    def _below(self, argument: Line, body: Sequence[Line]) -> list[Line]:
        """The lines below a directive's own, apart from it where they were."""
        return [*body[: int(bool(argument.text and body and not body[0].text))], *trimmed(self.lines(body))]

    def without_marks(self, lines: Sequence[Line]) -> list[Line]:
        """The lines without marks inside of them, which may reach from one line to the next."""
        shown: list[Line] = []
        start = 0
        for at, line in enumerate([*lines, BLANK]):
            if line.text and not line.is_code:
                continue
            shown += self._without_marks(lines[start:at])
            shown += [line] if at < len(lines) else []
            start = at + 1
        return shown

    def _without_marks(self, block: Sequence[Line]) -> list[Line]:
        if not block:
            return []
        words = _MARKS.sub(self._shown, "\n".join(line.text for line in block)).split("\n")
        if any(_GAP.search(line.text) for line in block):  # cells of a table, which stay where they are
            words = [_CELL.sub(self._shown_in_cell, line.text) for line in block]
        return [Line(line.indent, seen.strip()) for line, seen in zip(block, words, strict=True) if seen.strip(" |")]

    def _shown_in_cell(self, cell: re.Match[str]) -> str:
        return _MARKS.sub(self._shown, cell[0]).ljust(len(cell[0]))

    def _shown(self, mark: re.Match[str]) -> str:
        """What a person sees of a mark, in as many lines."""
        seen = next((mark[kind] for kind in ("text", "link", "cited", "stressed", "escaped") if mark[kind]), "")
        if mark["literal"] or (mark["role"] or "").rpartition(":")[2] in _AS_CODE:
            words = mark["literal"] or mark["text"]
            seen = f"`{words}`" if "`" not in words else words
        elif mark["name"]:
            seen = self._names.get(mark["name"], mark[0])
        elif mark["citation"]:
            seen = mark["citation"]
        elif mark["word"]:
            seen = mark["word"] if mark["word"].lower() in self._targets else mark[0]
        elif mark["role"] and mark["role"].rpartition(":")[2] in _REFERRED and not mark["target"]:
            # The heading of another page is not known, but its name says much the same.
            seen = self._headings.get(seen.lower()) or re.sub(r"[_-]+", " ", seen)
        elif mark["role"] in ("guilabel", "menuselection"):
            seen = _ACCELERATOR.sub("", mark["text"])
        elif mark["role"] in _REQUESTS:
            seen = f"{mark['role'].upper()} {mark['text']}"
        elif mark["role"] in _NUMBERED and seen.isdigit():
            seen = f"#{seen}"
        elif mark["escaped"]:
            seen = "" if mark["escaped"] == " " else mark["escaped"]
        return seen + "\n" * (mark[0].count("\n") - seen.count("\n"))


def _named(name: str, argument: Line, body: Sequence[Line]) -> tuple[Line, Sequence[Line]]:
    """The first line of a remark, and those below, with its name before its words; alone above what is no paragraph."""
    name = name if name.endswith((".", "!", "?", ":")) else f"{name}:"
    if argument.text or not body:
        return Line(argument.indent, f"{name} {argument.text}" if argument.text else ""), body
    first, following = body[0], body[1] if body[1:] else BLANK
    if first.is_code or following.indent > first.indent or not _PARAGRAPH.match(first.text):
        return Line(argument.indent, name), [BLANK, *body]
    return argument, [Line(first.indent, f"{name} {first.text}"), *body[1:]]


def _with_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines with the numbers of items that leave them to be counted, `#. `, as far in as each list is."""
    counts: dict[int, int] = {}
    counted: list[Line] = []
    for line in lines:
        if line.text and not line.is_code:
            number = _NUMBER.match(line.text)
            count = counts.get(line.indent, 0) + 1 if _COUNTED.match(line.text) else int(number[1]) if number else 0
            counts = {indent: n for indent, n in counts.items() if indent < line.indent}
            if count:
                counts[line.indent] = count
                line = Line(line.indent, _COUNTED.sub(str(count), line.text, count=1))
        counted.append(line)
    return counted


def _rows(kind: str, options: Mapping[str, str], body: Sequence[Line]) -> list[Line]:
    """The rows of a table that is written as a list of lists, or as values between commas, as lines of a drawn one."""
    if kind == "list-table":
        text = "\n".join(line.text for line in body)
        rows = [_CELL_OF_LIST.split(row.removeprefix("- ")) for row in _ROW_OF_LIST.split(text)[1:]]
    else:
        header = [options["header"]] if options.get("header") else []
        rows = list(csv.reader([*header, *(line.text for line in body)], skipinitialspace=True))
    return [Line(0, table_row([" ".join(cell.split()) for cell in row])) for row in rows if row]


def _moved(lines: Sequence[Line], indent: int) -> list[Line]:
    """Lines that begin so far in, those among them further in that are so now."""
    shift = indent - margin_of(lines) if trimmed(lines) else 0
    return [Line(one.indent + shift, one.text, one.is_code) if one.text else BLANK for one in lines]

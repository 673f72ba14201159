"""Writes the blocks that Markdown's dialects add as CommonMark has it: of MkDocs, Docusaurus, Obsidian, wikis, Pandoc.

A page without any of it stays as it is, letter for letter.
"""

import re
from collections.abc import Sequence
from itertools import groupby, takewhile
from operator import itemgetter

from knowledge.endings import ending
from knowledge.readers.markdown_code import mark, outside_code
from knowledge.readers.markdown_marks import ATTRIBUTES, without_marks
from knowledge.readers.markdown_tables import table_from
from knowledge.readers.mdx import without_components
from knowledge.readers.rst import read_rst
from knowledge.readers.shortcodes import title_in, values_in, without_shortcodes
from knowledge.readers.titles import is_from_notion

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_FOR_MACHINES = mark(
    r"(?<!\S)%%(?:(?!%%).)+?%%(?!\S)"
    r"|(?i:<(?P<tag>script|style|head)\b[^<>]*>.*?</(?P=tag)\s*>|<(?:meta|link)\s[^<>]*>)"
    r"|(?i:<a\s(?![^<>]*\bhref\b)[^<>]*>[ \t]*</a\s*>)"
)
"""Remarks, scripts, what a page says to browsers, and empty anchors, which links lead to."""
_HINTS = ("%%", "</s", "</a", "</h", "<meta", "<link")
_FENCE = re.compile(r"(?P<margin>[ \t]*)(?P<marks>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?:\{(?P<name>[\w:-]+)\}(?P<title>.*))?")
_ADMONITION = re.compile(
    r"(?P<margin>[ \t]*)(?:!!!|\?\?\?\+?)[ \t]*(?P<kind>[\w-]+)(?:[ \t]+[\w-]+)*(?:[ \t]+\"(?P<title>.*)\")?"
)
_TAB = re.compile(r"(?P<margin>[ \t]*)===[!+]*[ \t]+\"(?P<title>.+)\"")
_CONTAINER = re.compile(r"(?P<margin>[ \t]*)(?P<marks>:{3,})[ \t]*(?P<info>[^\s:].*?)?:*")
_INFO = re.compile(r"(?:\{(?P<directive>[\w-]+)\}|(?P<kind>[\w-]+))?(?:\[(?P<label>[^\[\]]*)\])?(?P<rest>.*)")
_MODULE = re.compile(r"\w+(?:\.\w+)+")
_GIVEN = re.compile(r"[ \t]*\{.*|.*[\w-]+=[\"']")
_CALLOUT = re.compile(r"(?P<quote>[ \t]*(?:>[ \t]?)+)\[!(?P<kind>[^\[\]\n]+)\](?P<fold>[+-]?)[ \t]*(?P<title>.*)")
_UNSEEN = re.compile(
    rf"""(?xi:[ \t]*(?:
      \[\[_(?:TOC|TOSP)_\]\] | \[TOC\] | \[\[toc\]\] | \$\{{toc\}}                   # tables of contents
    | \([^()]+\)= | \{{:[^{{}}]*\}} | (?=\{{[ ]?[.\#]){ATTRIBUTES}
    | ;?-{{1,2}}8<-{{1,2}}.* | <<<[ ]@?[\w/.~].*                                    # what other files hold
    | >?[ ]?\[!(?:INCLUDE|VIDEO|code[\w-]*|div|Snippet)\b.*\]
    | (?:id|collapsed|heading|background-color|created-at|updated-at)::[ ].*           # what Logseq says to itself
    | \^(?=[\d-]*[a-z])[a-z0-9-]{{3,}}                                              # the name of the block above
    ))"""
)
_CONTENTS = re.compile(r"[ ]{0,3}(?:[*-]|1\.)[ ][^\n]*\n[ \t]*\{:\s*toc")
_ABBREVIATION = re.compile(r"\*\[(?P<short>[^\[\]]+)\]:[ \t]+(?P<words>\S.*)")
_DEFINED = re.compile(r"[ ]{0,3}:[ \t]+(?P<words>\S.*)")
_TERM = re.compile(r"(?![ ]*(?:[-*+>#|:<~=!{]|```|\d+[.)]))[ ]{0,3}\S.*")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_WRAPS = re.compile(r"[ \t]*(?:</?(?:aside|div|center|section|article|main)\b[^<>]*>[ \t]*)+", re.IGNORECASE)
_HIDES = re.compile(r"\shidden[\s=>]|display\s*:|visibility\s*:|font-size\s*:", re.IGNORECASE)
_OPTION = re.compile(r"[ \t]*:(?P<key>[\w-]+):(?:[ \t]+(?P<value>.*))?")
_PROPERTIES = re.compile(r"\A(\s*#[^\n]*\n\s*\n)((?:[^\n:]{1,60}: [^\n]*(?:\n|\Z)){1,60})(?=\s*\n|\Z)")
"""What a page of Notion says of itself below its title, each in a line."""
_ENTRY = re.compile(r"[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)?[*_]{0,2}\[[^\[\]]+\]\(#[^()\s]*\)[*_]{0,2}")
_FEWEST_ENTRIES = 3
_TAKEN_IN = re.compile(r"|\{%-?\s*include\b.*%\}|;?-{1,2}8<-{1,2}.*|\{\{<?\s*(?:include|readfile|code)\b.*\}\}")
"""What a listing that is kept in another file has in its place."""
_SENTENCE_ENDS = (".", "!", "?", ":", ";")
_SET_IN = 4
_MOST_WRAPPED = 20
"""Lines below what wraps them that are looked at."""

_PROSE = frozenset(
    "note tip hint important attention warning caution danger error admonition seealso dropdown tab-set tab-item grid "
    "grid-item grid-item-card card topic sidebar margin versionadded versionchanged deprecated epigraph glossary "
    "list-table table".split()
)
_SAID_AS = frozenset("important attention warning caution danger error".split())
"""Remarks that are told as what they are where they have no other name; a note is a sentence like any other."""

_OTHER_PAGES = frozenset("toctree contents tableofcontents include literalinclude index raw bibliography".split())
_PICTURES = frozenset("image figure".split())
_OTHER_MARKUP = "eval-rst"
"""MyST's directives whose words are Markdown, those that show other pages, pictures, and the one whose words are
reStructuredText; all others hold code."""


def as_commonmark(text: str, name: str) -> str:
    """The Markdown text of a file of this name in which only what CommonMark has is left, with tables and notes."""
    if is_from_notion(name):
        text = _PROPERTIES.sub(lambda found: found[1] + re.sub(r"^(?=.)", "- ", found[2], flags=re.MULTILINE), text)
    text = without_components(without_shortcodes(text), is_mdx=ending(name) == ".mdx")
    if any(hint in text.lower() for hint in _HINTS):
        text = outside_code(_FOR_MACHINES, lambda found: "", text)
    page = _Page(keeps_wraps=bool(_HIDES.search(text)))
    page.read(_LINE.findall(text))
    return page.text()


class _Page:
    """Goes through the lines of a page and writes each block as CommonMark has it."""

    def __init__(self, keeps_wraps: bool) -> None:
        # What hides a part of a page ends with it.
        self._keeps_wraps = keeps_wraps
        self._written: list[tuple[bool, str]] = []
        self._in_list = False
        self._label = ""
        """What the next words are told as, such as a warning."""

    def text(self) -> str:
        """What was written, without the marks inside of its lines."""
        runs = ((is_code, "".join(line for _, line in run)) for is_code, run in groupby(self._written, itemgetter(0)))
        return "".join(run if is_code else without_marks(run) for is_code, run in runs)

    def read(self, lines: Sequence[str]) -> None:
        """Writes lines."""
        at = 0
        while at < len(lines):
            at = self._block(lines, at)

    def _block(self, lines: Sequence[str], at: int) -> int:
        """Writes the block that begins with a line; the index behind it."""
        line = lines[at].rstrip()
        if line and self._label:
            lines = self._named(lines, at)
            line = lines[at].rstrip()
        if fence := _FENCE.match(line):
            return self._fenced(lines, at, fence)
        if not line or self._is_code(lines, at):
            self._write(lines[at], is_code=bool(line))
            return at + 1
        if end := _contents_end(lines, at):
            self._write("\n")
            return end
        if table := table_from(lines, at):
            self._write(table[0])
            return table[1]
        if (found := _ADMONITION.fullmatch(line) or _TAB.fullmatch(line)) and (found["title"] or _holds(lines, at)):
            return self._set_in(lines, at, found)
        if (found := _CONTAINER.fullmatch(line)) and not (found["info"] or "").startswith("image "):
            return self._container(lines, at, found)
        if _CONTENTS.match("".join(lines[at : at + 2])) or _UNSEEN.fullmatch(line):
            self._write("\n")
            return at + 1
        return self._callout(lines, at) or self._defined(lines, at) or self._line(lines, at, line)

    def _line(self, lines: Sequence[str], at: int, line: str) -> int:
        if _ITEM.match(line):
            self._in_list = True
        elif not line[0].isspace() and not (at and lines[at - 1].strip()):
            self._in_list = False
        if short := _ABBREVIATION.fullmatch(line):
            self._write(f"- {short['short']}: {short['words']}\n")
        elif _WRAPS.fullmatch(line) and not self._keeps_wraps:
            self._write("\n")
        elif not self._keeps_wraps and _indent(line) >= _SET_IN and _is_wrapped(lines, at):
            self._write(lines[at].lstrip())  # it would be code below the blank line that the wrap leaves
        else:
            self._write(lines[at])
        return at + 1

    def _is_code(self, lines: Sequence[str], at: int) -> bool:
        """Whether a line is code for being set in, and no part of an item."""
        is_apart = not (at and lines[at - 1].strip()) or bool(self._written and self._written[-1][0])
        return _indent(lines[at]) >= _SET_IN and is_apart and not self._in_list

    def _fenced(self, lines: Sequence[str], at: int, fence: re.Match[str]) -> int:
        """A listing, or what MyST writes as one."""
        end = next((n for n in range(at + 1, len(lines)) if _closes(lines[n], fence["marks"])), len(lines))
        inside, name = lines[at + 1 : end], (fence["name"] or "").lower()
        if name == _OTHER_MARKUP:
            self.read(_LINE.findall(f"\n{read_rst(''.join(inside), '').text}\n\n"))
        elif name in _PROSE | _OTHER_PAGES | _PICTURES:
            self._directive(name, fence["title"], fence["margin"], inside)
        elif inside and all(_TAKEN_IN.fullmatch(line.strip()) for line in inside):
            self._write("\n")
        else:
            options = sum(1 for _ in takewhile(_OPTION.match, inside)) if name else 0
            self._write("".join([lines[at], *lines[at + 1 + options : end + 1]]), is_code=True)
        return end + 1

    def _directive(self, name: str, title: str, margin: str, inside: Sequence[str]) -> None:
        options: dict[str, str] = {}
        while inside and (option := _OPTION.fullmatch(inside[0].rstrip())):
            options[option["key"]] = option["value"] or ""
            inside = inside[1:]
        if name in _PICTURES:
            self._write(f"\n{margin}![{options.get('alt', '')}](<{title.strip()}>)\n\n")
        elif name in _PROSE:
            self._title(margin, title.strip(), name)
        if name not in _OTHER_PAGES:
            self.read(inside)
        self._write("\n")

    def _set_in(self, lines: Sequence[str], at: int, found: re.Match[str]) -> int:
        """What is set in below its name: a remark, or what a tab shows."""
        margin = _indent(found["margin"])
        end = _region_end(lines, at + 1, margin + _SET_IN)
        kind = found.groupdict().get("kind") or ""
        self._title(found["margin"], found["title"] or "", kind if found["title"] is None else "")
        was_in_list = self._in_list
        self._in_list = was_in_list and margin > 0
        self.read([line if not line.strip() else _moved(line, _SET_IN) for line in lines[at + 1 : end]])
        self._in_list = was_in_list and margin > 0
        return end

    def _container(self, lines: Sequence[str], at: int, found: re.Match[str]) -> int:
        """The line that opens or closes a remark between colons; a drawing in one is a listing."""
        info = _INFO.fullmatch(found["info"] or "")
        if info is None:
            return self._line(lines, at, lines[at].rstrip())
        if _MODULE.fullmatch(found["info"] or ""):  # what mkdocstrings takes from a program
            self._write("\n")
            return at + 1
        if info["kind"] == "mermaid":
            end = next((n for n in range(at + 1, len(lines)) if lines[n].strip() == found["marks"]), len(lines))
            self._write("".join(["```mermaid\n", *lines[at + 1 : end], "```\n"]), is_code=True)
            return end + 1
        at += 1
        while info["directive"] and at < len(lines) and _OPTION.fullmatch(lines[at].rstrip()):
            at += 1
        rest = info["rest"]
        title = title_in(values_in(rest.strip(" {}"))[0]) if _GIVEN.match(rest) else rest
        self._title(found["margin"], (info["label"] or title).strip(), info["kind"] or info["directive"] or "")
        return at

    def _callout(self, lines: Sequence[str], at: int) -> int:
        """The first line of a quoted remark; 0 where it is none, or one as GitHub has it."""
        found = _CALLOUT.fullmatch(lines[at].rstrip())
        if not found:
            return 0
        goes_on = at + 1 < len(lines) and lines[at + 1].lstrip().startswith(">")
        title = found["title"] if goes_on and not found["title"].endswith(_SENTENCE_ENDS) else ""
        if not (title or found["fold"] or not found["kind"].isalpha()):
            return 0
        quote = found["quote"].rstrip()
        self._write(f"{quote} **{title}**\n{quote}\n" if title else f"{quote} {found['title']}\n")
        return at + 1

    def _defined(self, lines: Sequence[str], at: int) -> int:
        """A term with what is said of it below, behind a colon; 0 where there is none."""
        below = next((n for n in range(at + 1, min(at + 3, len(lines))) if lines[n].strip()), 0)
        defined = _DEFINED.fullmatch(lines[below].rstrip()) if below else None
        is_first = not (at and lines[at - 1].strip())
        if not defined or not is_first or not _TERM.fullmatch(lines[at].rstrip()):
            return 0
        term = lines[at].strip()
        self._write(f"{term}{' ' if term.endswith((':', '?')) else ': '}{defined['words']}\n")
        at = below + 1
        while at < len(lines):
            if more := _DEFINED.fullmatch(lines[at].rstrip()):
                self._write(f"\n{more['words']}\n")
                at += 1
            elif _indent(lines[at]) >= 2:
                end = _region_end(lines, at, 2)
                self.read([line if not line.strip() else _moved(line, _SET_IN) for line in lines[at:end]])
                at = end
            elif not lines[at].strip() and at + 1 < len(lines) and _goes_on(lines[at + 1]):
                self._write(lines[at])
                at += 1
            else:
                return at
        return at

    def _title(self, margin: str, title: str, kind: str = "") -> None:
        """The name of a remark in a line of its own, or that of its kind before the words that come next."""
        self._label = kind.capitalize() if kind.lower() in _SAID_AS and not title else ""
        self._write(f"\n{margin}**{title}**\n\n" if title else "\n")

    def _named(self, lines: Sequence[str], at: int) -> Sequence[str]:
        """The lines with the label before the words of one; where it holds no words, the label is a line by itself."""
        label, self._label = self._label, ""
        margin = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        if _TERM.match(lines[at].lstrip()):
            return [*lines[:at], f"{margin}{label}: {lines[at].lstrip()}", *lines[at + 1 :]]
        self._title(margin, label)
        return lines

    def _write(self, text: str, is_code: bool = False) -> None:
        self._written.append((is_code, text))


def _is_wrapped(lines: Sequence[str], at: int) -> bool:
    """Whether a line is set in right below what wraps it, or below others that are."""
    above = at - 1
    while above >= 0 and lines[above].strip() and _indent(lines[above]) >= _SET_IN and at - above <= _MOST_WRAPPED:
        above -= 1
    return above >= 0 and bool(_WRAPS.fullmatch(lines[above].rstrip()))


def _contents_end(lines: Sequence[str], at: int) -> int:
    """The index behind a table of contents, lines that are each a link to a heading; 0 where none begins."""
    entries, end = 0, at
    for n in range(at, len(lines)):
        if _ENTRY.fullmatch(lines[n].rstrip()):
            entries, end = entries + 1, n + 1
        elif lines[n].strip():
            break
    return end if entries >= _FEWEST_ENTRIES else 0


def _goes_on(line: str) -> bool:
    return bool(_DEFINED.fullmatch(line.rstrip())) or _indent(line) >= _SET_IN


def _holds(lines: Sequence[str], at: int) -> bool:
    """Whether something is set in below a line."""
    below = next((line for line in lines[at + 1 : at + 3] if line.strip()), "")
    return _indent(below) >= _indent(lines[at]) + _SET_IN


def _closes(line: str, marks: str) -> bool:
    return line.strip().startswith(marks) and not line.strip().strip(marks[0])


def _region_end(lines: Sequence[str], at: int, margin: int) -> int:
    """Where the lines end, from one on, that are set in so far, with the blank ones between them."""
    end = at
    for n in range(at, len(lines)):
        if lines[n].strip():
            if _indent(lines[n]) < margin:
                break
            end = n + 1
    return end


def _indent(line: str) -> int:
    expanded = line.expandtabs(_SET_IN)
    return len(expanded) - len(expanded.lstrip())


def _moved(line: str, columns: int) -> str:
    """A line that begins so many columns further to the left, or as far as it can be."""
    expanded = line.expandtabs(_SET_IN)
    return expanded[min(columns, _indent(line)) :]

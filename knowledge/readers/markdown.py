"""Reads Markdown: the text stays the file's own, and the headings that CommonMark sees cut it into sections."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.documents import Document, Section
from knowledge.readers.markdown_pictures import pictures_in
from knowledge.readers.titles import title_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n((?=[^\s:#]+:\s).*?\r?\n)?(---|\.\.\.)[ \t]*(\r?\n|\Z)", re.DOTALL)
_YAML_LINE = re.compile(r"[^\s:#][^:]*:(?:\s|$)|[\s#\]}]|-(?:\s|$)|$")
_TITLE = re.compile(r"^title:[ \t]*(.*(?:\r?\n[ \t]+\S.*)*)", re.MULTILINE)
_FOLDED = re.compile(r"[>|][-+\d]*[ \t]*\r?\n")
_QUOTED = re.compile(r"""\"((?:\\.|[^"\\])*)\"|'((?:''|[^'])*)'""", re.DOTALL)
_REMARK = re.compile(r"(?:^|\s)#.*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_ANCHOR = re.compile(r"\s*\{#[^}]*\}\s*$")
_NOTE_MARK = re.compile(r"\[\^(?:\d{1,3}|[^\W\d_][\w.-]{0,40})\]")


def read_markdown(text: str, name: str, title: str = "") -> Document:
    """A Markdown text as a document; its title is the one given, the front matter's or as `title_of` says."""
    front_matter = _front_matter(text)
    body_start = front_matter.end() if front_matter else 0
    tokens = _blocks(text[body_start:])
    line_starts = [body_start, *(body_start + end.end() for end in _LINE_END.finditer(text[body_start:]))]
    headings = _headings(tokens, line_starts)
    sections = _sections(text, body_start, headings)
    named = _TITLE.search(front_matter.group(1) or "") if front_matter else None
    title = title or (_said(named[1]) if named else "")
    listings = [(0, body_start), *_listings(tokens, [*line_starts, len(text)])]
    begins_with_heading = bool(headings) and not text[body_start : headings[0][0]].strip()
    title = title or title_of([heading[1:] for heading in headings], begins_with_heading, name)
    return Document(title, text, sections, pictures_in(text, listings))


@lru_cache(maxsize=1_000)
def heading_words(heading: str) -> str:
    """What a person sees of a heading that is given as it stands on its page, marks and all."""
    from markdown_it import MarkdownIt

    inline = MarkdownIt("commonmark")
    said = [_words(inline, token.content) for token in _blocks(heading.strip()) if token.type == "inline"]
    return " ".join(said) or " ".join(heading.split())


def _front_matter(text: str) -> re.Match[str] | None:
    """What stands between the first two rules if it is keys with values; a page may begin with a rule, and go on."""
    found = _FRONT_MATTER.match(text)
    lines = (found[1] or "").split("\n") if found else []
    return found if all(_YAML_LINE.match(line) for line in lines) else None


def _said(value: str) -> str:
    """The words of a value of YAML in one line, without its marks."""
    if (folded := _FOLDED.match(value)) is not None:
        return " ".join(value[folded.end() :].split())
    if (quoted := _QUOTED.match(value)) is not None:
        words = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted[2] is None else quoted[2].replace("''", "'")
        return " ".join(words.split())
    return " ".join(_REMARK.sub("", value).split())


def _blocks(text: str) -> list["Token"]:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable("inline").parse(text)


def _listings(tokens: list["Token"], line_starts: list[int]) -> list[tuple[int, int]]:
    """The ranges of the blocks of code."""
    ranges = [token.map for token in tokens if token.type in ("fence", "code_block") and token.map]
    return [(line_starts[first], line_starts[min(end, len(line_starts) - 1)]) for first, end in ranges]


def _headings(tokens: list["Token"], line_starts: list[int]) -> list[tuple[int, int, str]]:
    """Each heading outside lists and quotations: its offset, its level from 1 to 6, its words."""
    from markdown_it import MarkdownIt

    inline = MarkdownIt("commonmark")
    headings = []
    for token, content in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            headings.append((line_starts[token.map[0]], int(token.tag[1]), _words(inline, content.content)))
    return headings


def _words(inline: "MarkdownIt", heading: str) -> str:
    """What a person sees of a heading: its words without markup, marks of notes and an explicit anchor."""
    [parsed] = inline.parseInline(_NOTE_MARK.sub("", _ANCHOR.sub("", heading)))
    seen = [token.content for token in parsed.children or [] if token.type in ("text", "code_inline")]
    return " ".join("".join(seen).split())


def _sections(text: str, body_start: int, headings: list[tuple[int, int, str]]) -> tuple[Section, ...]:
    starts = [start for start, _, _ in headings]
    sections = []
    path: list[tuple[int, str]] = []
    first_end = starts[0] if starts else len(text)
    if text[body_start:first_end].strip():
        sections.append(Section(body_start, first_end))
    for (start, level, words), end in zip(headings, [*starts, len(text)][1:], strict=True):
        path = [above for above in path if above[0] < level]
        if words:
            path.append((level, words))
        sections.append(Section(start, end, tuple(name for _, name in path)))
    return tuple(sections)

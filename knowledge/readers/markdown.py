"""Reads Markdown: the text stays the file's own, and the headings that CommonMark sees cut it into sections."""

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from knowledge.documents import Document, Section
from knowledge.readers.data_uris import extract_pictures, restore_pictures
from knowledge.readers.front_matter import front_matter
from knowledge.readers.markdown_dialects import as_commonmark
from knowledge.readers.markdown_pictures import pictures_in
from knowledge.readers.titles import title_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINE_END = re.compile(r"\r\n|\r|\n")
_ANCHOR = re.compile(r"\s*\{#[^}]*\}\s*$")
_BESIDE_PAGES = frozenset("_sidebar _navbar _footer _header summary _toc".split())
_LEADS = re.compile(r"[ \t]*(?:[-*+]|\d+\.)[ \t]+(?:\[[^\]]*\]\([^)]*\)|\[\[[^\]]*\]\])\s*")
_NAMES_LINKS = re.compile(r"#.*|-{3,}\s*|[ \t]*(?:[-*+][ \t]+)?[^.!?]{1,60}")
_NOTE_MARK = re.compile(r"\[\^(?:\d{1,3}|[^\W\d_][\w.-]{0,40})\]")


def read_markdown(text: str, name: str, title: str = "") -> Document:
    """A Markdown text as a document; its title is the one given, the front matter's or as `title_of` says."""
    above = front_matter(text)
    body_start = above.end
    tokens = _blocks(text[body_start:])
    line_starts = [body_start, *(body_start + end.end() for end in _LINE_END.finditer(text[body_start:]))]
    headings = _headings(tokens, line_starts)
    sections = _sections(text, body_start, headings)
    listings = [(0, body_start), *_listings(tokens, [*line_starts, len(text)])]
    begins_with_heading = bool(headings) and not text[body_start : headings[0][0]].strip()
    title = title or above.title or title_of([heading[1:] for heading in headings], begins_with_heading, name)
    return Document(title, text, sections, pictures_in(text, listings))


def read_markdown_file(text: str, name: str) -> Document:
    """A Markdown file as a document, with what dialects add written as CommonMark has it."""
    text, pictures = extract_pictures(text)
    start = front_matter(text).end
    return restore_pictures(read_markdown(text[:start] + as_commonmark(text[start:], name), name), pictures)


def only_leads_elsewhere(text: str, name: str) -> bool:
    """Whether a file is what a wiki or a book shows beside each page: a list of links, and perhaps names above them."""
    if PurePosixPath(name).stem.lower() not in _BESIDE_PAGES:
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    others = [line for line in lines if not _LEADS.fullmatch(line)]
    return 2 * len(others) <= len(lines) and all(map(_NAMES_LINKS.fullmatch, others))


@lru_cache(maxsize=1_000)
def heading_words(heading: str) -> str:
    """What a person sees of a heading that is given as it stands on its page, marks and all."""
    from markdown_it import MarkdownIt

    inline = MarkdownIt("commonmark")
    words = [_words(inline, token.content) for token in _blocks(heading.strip()) if token.type == "inline"]
    return " ".join(words) or " ".join(heading.split())


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
    return [
        (line_starts[token.map[0]], int(token.tag[1]), _words(inline, content.content))
        for token, content in pairwise(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]


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

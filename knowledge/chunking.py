"""Cuts a document into passages of a size that the embedder takes in whole, along its structure.

A section that is too long is cut at blocks, then sentences; small neighbours under one parent are kept together, for
a heading with one line under it says too little on its own.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.documents import Chunk, Document, Section

if TYPE_CHECKING:
    from semantic_text_splitter import MarkdownSplitter

CHUNK_WORDS = 100
"""How much goes into a chunk at most. Recall at 1 on the support set: 240 words .800, 180 .822, 130 .836, 100 .842."""

LONGEST_STRETCH = 50_000
"""Characters that are cut at once; a megabyte without a line break took seven seconds, five took minutes."""

# A run of up to 12 letters is one word; a longer one counts as several, as the embedder's tokenizer would see it, and
# so does each character of a script that is written without spaces.
_WORD = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,12}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_HEADINGS = re.compile(r"\s*#{1,6}[ \t][^\n]*(?:\n\s*#{1,6}[ \t][^\n]*)*\s*")


def count_words(text: str) -> int:
    """The length of a text in words of at most 12 characters."""
    return len(_WORD.findall(text))


def chunk_document(document: Document) -> list[Chunk]:
    """The passages of a document, in order; together they hold all of its sections but white space.

    A heading right above another one is no passage: it is among the headings of those below it.
    """
    cut = [(piece, group) for group in _merged(document) for piece in _cut(document.text, group)]
    return [
        chunk
        for n, (chunk, group) in enumerate(cut)
        if n + 1 == len(cut) or not _only_names(document, chunk, group, cut[n + 1][0])
    ]


def _merged(document: Document) -> Iterator[list[Section]]:
    """Runs of neighbouring sections that fit one chunk together and stand under one parent."""
    group: list[Section] = []
    size = 0
    for section in document.sections:
        words = count_words(document.text[section.start : section.end])
        if group and (size + words > CHUNK_WORDS or not _related(group, section)):
            yield group
            group, size = [], 0
        group.append(section)
        size += words
    if group:
        yield group


def _only_names(document: Document, chunk: Chunk, group: Sequence[Section], following: Chunk) -> bool:
    """Whether a chunk is no more than headings that the one below it stands under, without a picture."""
    if not _HEADINGS.fullmatch(chunk.text) or document.text[group[0].start : chunk.start].strip():
        return False
    stands_under = all(section.headings == following.headings[: len(section.headings)] for section in group)
    return stands_under and not any(chunk.start <= shown.at <= following.start for shown in document.illustrations)


def _related(group: Sequence[Section], section: Section) -> bool:
    """Whether a section may join a group: under the heading that all of the group stands under, and never in a PDF."""
    if group[0].page is not None or section.page is not None:
        return False
    path = _common_path(group)
    parent = path if len(group) > 1 else path[:-1]
    return section.headings[: len(parent)] == parent


def _common_path(sections: Sequence[Section]) -> tuple[str, ...]:
    path = sections[0].headings
    for section in sections[1:]:
        same = 0
        while same < min(len(path), len(section.headings)) and path[same] == section.headings[same]:
            same += 1
        path = path[:same]
    return path


def _cut(text: str, group: Sequence[Section]) -> Iterator[Chunk]:
    start, end = group[0].start, group[-1].end
    path, page = _common_path(group), group[0].page
    for low, high in _stretches(text, start, end):
        for offset, piece in _splitter(CHUNK_WORDS).chunk_indices(text[low:high]):
            if piece.strip():
                yield Chunk(low + offset, low + offset + len(piece), piece, path, page)


def _stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A section in parts that the splitter cuts in no time: it takes a paragraph's length squared."""
    while end - start > LONGEST_STRETCH:
        half, whole = start + LONGEST_STRETCH // 2, start + LONGEST_STRETCH
        ends = (text.rfind(mark, half, whole) + len(mark) for mark in ("\n\n", "\n", " "))
        cut = next((place for place in ends if place > half), whole)
        yield start, cut
        start = cut
    yield start, end


@lru_cache(maxsize=4)
def _splitter(words: int) -> "MarkdownSplitter":
    from semantic_text_splitter import MarkdownSplitter

    return MarkdownSplitter.from_callback(count_words, words)

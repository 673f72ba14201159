"""Makes whole what the edge of a PDF's page or column cuts: words parted by a hyphen, and sentences over two pages."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.readers.pdf_lines import Line

STARTS_ITEM = re.compile(r"\s*([-*•▪●o–]|\(?\d{1,3}[.)]|[A-Za-z][.)])\s")
"""How an item of a list begins."""

_HYPHENATED = re.compile(r"[^\W\d_]+[-\u2010][^\W\d_]+")
_PARTED = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")
"""A word before a hyphen at a line's end: the key's, the typesetters', or the one that is seen only there."""

_REST = re.compile(r"([^\W\d_]+)\S*")
_JOINING = frozenset({"and", "or", "to", "und", "oder", "bzw", "bis", "et", "ou", "y", "o", "e", "og", "och", "en"})
"""What stands behind the hyphen of "pre- and post-sales"."""

_SENTENCE_END = re.compile(r"[.!?:][\"”’)\]]*(?=\s+[^\sa-z]|$)")
_PAGE_NUMBER = re.compile(r"\W*(\w+\s+)?\d+(\s*(/|of|von|de)\s*\d+)?\W*", re.IGNORECASE)
_LONGEST_REST = 8  # lines


def without_parted_words(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages with each word that a line's end parts whole on the first line; a hyphen it has elsewhere stays."""
    hyphenated = {
        word.lower().replace("\u2010", "-")
        for lines in pages
        for line in lines
        for word in _HYPHENATED.findall(line.text)
    }
    return [_without_parted_words(lines, hyphenated) for lines in pages]


def _without_parted_words(lines: Sequence[Line], hyphenated: Collection[str]) -> list[Line]:
    whole = list(lines)
    for n, (line, following) in enumerate(pairwise(lines)):
        parted, rest = _PARTED.search(line.text), _REST.match(following.text)
        alike = (line.size, line.bold, line.is_row) == (following.size, following.bold, False)
        if not (alike and parted and rest and rest[1].islower()) or rest[1] in _JOINING:
            continue
        keeps = f"{parted[1]}-{rest[1]}".lower() in hyphenated
        whole[n] = replace(line, text=whole[n].text[: None if keeps else -1] + rest[0])
        whole[n + 1] = replace(following, text=following.text[rest.end() :].lstrip())
    return [line for line in whole if line.text]


def with_whole_sentences(pages: Sequence[list[Line]], headings: Collection[Line]) -> list[list[Line]]:
    """The pages with each sentence that goes on overleaf whole on the page where it begins."""
    whole = [list(lines) for lines in pages]
    for lines, overleaf in pairwise(whole):
        if lines and overleaf and _is_open(lines[-1], headings) and overleaf[0].text[0].islower():
            lines += _taken(overleaf, headings)
    return whole


def _is_open(line: Line, headings: Collection[Line]) -> bool:
    is_sentence = not (line.is_row or line in headings or _PAGE_NUMBER.fullmatch(line.text))
    return is_sentence and not _SENTENCE_END.search(line.text[-4:])


def _taken(lines: list[Line], headings: Collection[Line]) -> list[Line]:
    """The lines up to the first sentence's end, taken from the page; none where it has no end in sight."""
    for n, line in enumerate(lines[:_LONGEST_REST]):
        if line.is_row or line in headings or STARTS_ITEM.match(line.text):
            return []
        end = _SENTENCE_END.search(line.text)
        if end:
            taken = [*lines[:n], replace(line, text=line.text[: end.end()])]
            rest = line.text[end.end() :].lstrip()
            lines[: n + 1] = [replace(line, text=rest)] if rest else []
            return [replace(one, height=None, left=None) for one in taken]
    return []

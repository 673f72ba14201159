"""Cuts a passage into the sentences, items and rows that a reader learns to tell apart, and marks those that answer."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

_ITEM = re.compile(r"\s*(?:>\s*)*(?:[-*+•]|\d{1,3}[.)])\s+|\s*\|")
_END = re.compile(r"(?<=[.!?])[*_`\"')\]]*\s+(?=[\"'(\[*_`]*[A-Z0-9])")

ANSWERS, BESIDE, UNKNOWN = 1.0, 0.0, -1.0
"""What is known of a sentence: it answers the question, it does not, or nobody said."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The stretches of a text that can be quoted: items and table rows whole, paragraphs by sentence."""
    found: list[tuple[int, int]] = []
    paragraph: list[int] = []

    def close(end: int) -> None:
        if paragraph:
            begin = paragraph.pop()
            cuts = [begin, *(begin + cut.end() for cut in _END.finditer(text[begin:end])), end]
            found.extend((a, b) for a, b in pairwise(cuts) if text[a:b].strip())

    at = 0
    for line in text.splitlines(keepends=True):
        if not line.strip() or line.startswith("#"):
            close(at)
        elif _ITEM.match(line):
            close(at)
            found.append((at, at + len(line.rstrip())))
        elif not paragraph:
            paragraph.append(at)
        at += len(line)
    close(at)
    return found


def marks(cut: Sequence[tuple[int, int]], answers: Sequence[tuple[int, int]] | None) -> list[float]:
    """What is known of each sentence: `answers` are the stretches that answer, None where nobody marked any."""
    if answers is None:
        return [UNKNOWN] * len(cut)
    return [ANSWERS if any(a < end and start < b for a, b in answers) else BESIDE for start, end in cut]


def number_at(cut: Sequence[tuple[int, int]], place: int) -> int:
    """The number of the sentence that holds a character, -1 between sentences."""
    at = bisect_right(cut, (place, 1 << 60)) - 1
    return at if at >= 0 and place < cut[at][1] else -1

"""Tells a line that stands as a title over running text from one that tells a fact there: a PDF has no other headings.

"Right Of Recovery" is a title, and the paragraph begins in the next line; "Office phone 030 5557" is none.
"""

from collections.abc import Sequence

LONGEST_TITLE_WORDS = 12
SHORT_TITLE_WORDS = 6
RUNNING_TEXT_WORDS = 8
"""A line is a title if it has so few words, and the line below so many."""

_CAPITALIZED_FROM = 4
"""Letters of a word that a title writes with a capital where it writes any so."""


def is_title(lines: Sequence[str], at: int) -> bool:
    """True for a line that stands as a title, alone or with others, right on top of a line of running text."""
    return _stands_over_text(lines, at) and not _tells(lines[at])


def is_fact(lines: Sequence[str], at: int) -> bool:
    """True for a line that stands where a title does and tells a number instead."""
    return _stands_over_text(lines, at) and _tells(lines[at])


def _stands_over_text(lines: Sequence[str], at: int) -> bool:
    above = lines[at - 1].rstrip() if at else ""
    if not _titled(lines[at]) or not (not above or above[-1] in ".!?:" or _titled(above)):
        return False
    below = next((line for line in lines[at + 1 :] if not _titled(line)), "")
    return len(below.split()) >= RUNNING_TEXT_WORDS and below[0].isupper()


def _titled(line: str) -> bool:
    """True for a few words that end as no sentence does, and are very few or begin with capitals."""
    words = line.split()
    if not 0 < len(words) <= LONGEST_TITLE_WORDS or not line[0].isupper() or line.rstrip()[-1] in ".!?:;,":
        return False
    return len(words) <= SHORT_TITLE_WORDS or _is_capitalized(words)


def _tells(line: str) -> bool:
    """True for a line with a number that is written as prose is: "Error 809" is a name, "Office phone 5557" is not."""
    return any(letter.isdigit() for letter in line) and not _is_capitalized(line.split())


def _is_capitalized(words: Sequence[str]) -> bool:
    return all(word[0].isupper() for word in words if sum(map(str.isalpha, word)) >= _CAPITALIZED_FROM)

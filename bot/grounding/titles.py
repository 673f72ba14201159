"""Tells titles over running text from lines that state a fact there: a PDF has no other mark of its headings.

"Right Of Recovery" is a title, and the paragraph begins in the next line; "Office phone 030 5557" is none.
"""

from collections.abc import Sequence

LONGEST_TITLE_WORDS = 12
SHORT_TITLE_WORDS = 6
RUNNING_TEXT_WORDS = 8
"""The most words of a title in capitals and of any other, and the fewest of the line of running text below it."""

_CAPITALIZED_FROM = 4
"""Letters from which a title in capitals capitalizes a word."""


def is_title(lines: Sequence[str], at: int) -> bool:
    """True for a line that is a title, alone or with others, right above a line of running text."""
    return _stands_over_text(lines, at) and not _states_number(lines[at])


def is_fact(lines: Sequence[str], at: int) -> bool:
    """True for a line that stands where a title would, and states a number instead."""
    return _stands_over_text(lines, at) and _states_number(lines[at])


def _stands_over_text(lines: Sequence[str], at: int) -> bool:
    above = lines[at - 1].rstrip() if at else ""
    if not _looks_like_title(lines[at]) or not (not above or above[-1] in ".!?:" or _looks_like_title(above)):
        return False
    below = next((line for line in lines[at + 1 :] if not _looks_like_title(line)), "")
    return len(below.split()) >= RUNNING_TEXT_WORDS and below[0].isupper()


def _looks_like_title(line: str) -> bool:
    """True for a line of few words without a full stop, which are very few or all begin with capitals."""
    words = line.split()
    if not 0 < len(words) <= LONGEST_TITLE_WORDS or not line[0].isupper() or line.rstrip()[-1] in ".!?:;,":
        return False
    return len(words) <= SHORT_TITLE_WORDS or _is_capitalized(words)


def _states_number(line: str) -> bool:
    """True for a line with a number that is not all in capitals: "Error 809" is a name, "Office phone 5557" a fact."""
    return any(letter.isdigit() for letter in line) and not _is_capitalized(line.split())


def _is_capitalized(words: Sequence[str]) -> bool:
    return all(word[0].isupper() for word in words if sum(map(str.isalpha, word)) >= _CAPITALIZED_FROM)

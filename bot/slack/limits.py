"""Slack's limits on a message, and what keeps text within them. Lengths are in UTF-16 units, as Slack's are."""

import re

SECTION = 3_000
MESSAGE = 11_000
"""Characters of an answer in one message: all text of all blocks may have about 13,000, its sources included."""

BELOW = 1_900
"""Characters of what stands below an answer."""

LANGUAGE = 30
"""Characters of a line that opens a block of code."""

TEXT = 3_900
"""Characters of a message's plain text: `chat.update` takes 4,000."""

BLOCKS = 50
BUTTON = 75
VALUE = 2_000
STATUS = 50
PASSAGES = 33
"""Passages in a modal, which takes 100 blocks: a passage is two, and a line before it."""

_BREAKS = (r"\n\s*\n", r"\n", r"(?<=[.!?])\s+", r"\s+")


def length(text: str) -> int:
    """The text's length as Slack counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, most: int) -> str:
    """The text, shortened to `most` with an ellipsis where it is longer."""
    if length(text) <= most:
        return text
    return f"{_head(text, most - 1).rstrip()}…"


def split(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most`, cut at the ends of paragraphs, or of lines, sentences, words.

    A block of code that has to be cut is closed in the one piece and opened again in the next.
    """
    pieces: list[str] = []
    rest = text.strip("\n")
    while length(rest) > most:
        at = _break(rest, most - 8)
        piece, rest = rest[:at].rstrip(), rest[at:].lstrip("\n")
        if fence := _open_fence(piece):
            piece, rest = f"{piece}\n```", f"{fence}\n{rest}"
        pieces.append(piece)
    return [*pieces, rest] if rest or not pieces else pieces


def _break(text: str, most: int) -> int:
    """Where to cut: the last good place in the second half of what fits, the best kind first."""
    head = _head(text, most)
    for kind in _BREAKS:
        places = [found.end() for found in re.finditer(kind, head) if found.start() > len(head) // 2]
        if places:
            return places[-1]
    return len(head)


def _head(text: str, most: int) -> str:
    """As many whole characters as fit."""
    head = text[:most]
    while length(head) > most:
        head = head[: len(head) - max(1, (length(head) - most) // 2)]
    return head


def _open_fence(text: str) -> str:
    """The line that opened the block of code in which the text ends, or an empty string."""
    fences = re.findall(r"^ {0,3}`{3,}(?!.*```)[^\n]*$", text, re.MULTILINE)
    # What stands behind the marks is repeated where it is a language, not where it is what somebody wrote there.
    return cut(fences[-1].strip(), LANGUAGE) if len(fences) % 2 else ""

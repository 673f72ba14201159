"""A question and a passage as the row of tokens that the reader sees, the same in training and in serving."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Encoding

MAX_TOKENS = 144
"""Tokens in a row while learning; `serving.json` says how many are read later, when time is less dear."""
QUESTION_TOKENS = 80
"""Of a question that is longer, its beginning and its end: a story's question is mostly its last sentence."""
TITLE_TOKENS = 24
CLS, SEP = 101, 102
"""BERT's tokens that begin a row and that end each of its parts."""


@dataclass(frozen=True)
class Pair:
    """`[CLS] question [SEP] title line, window of the text [SEP]`.

    `places[i]` is the place in the passage's own encoding of the row's token i, -1 where it is not of the passage.
    `types` are 0 for the question and 1 for the passage.
    """

    ids: list[int]
    types: list[int]
    places: list[int]


def titled(title: str, headings: Sequence[str], text: str) -> str:
    """A passage as the reader wants it: `title > heading path`, a line break, the text."""
    return f"{title_line(title, headings)}\n{text}"


def title_line(title: str, headings: Sequence[str]) -> str:
    """`title > heading path`, without saying the same twice."""
    parts = [title] + [heading for heading in headings if heading.casefold() != title.casefold()]
    return " > ".join(part for part in parts if part)


def pair(
    question: "Encoding", passage: "Encoding", text: str, max_tokens: int = MAX_TOKENS, must_hold: int = -1
) -> Pair:
    """The row for a passage `text`, whose first line is its title line when it has more than one.

    Both encodings are without special tokens. Of a text that is too long the window with most of the question's words
    is taken; the one that holds token `must_hold` when that is given.
    """
    asked = [CLS, *both_ends(question.ids), SEP]
    title_end = text.find("\n") + 1
    title = [place for place, (start, _) in enumerate(passage.offsets) if start < title_end]
    body = range(len(title), len(passage.ids))
    title = title[:TITLE_TOKENS]
    room = max_tokens - len(asked) - len(title) - 1
    at = body.start + _window(question.ids, passage.ids[body.start :], room, must_hold - body.start)
    passage_places = [*title, *range(at, min(at + room, body.stop))]
    ids = [*asked, *(passage.ids[place] for place in passage_places), SEP]
    types = [0] * len(asked) + [1] * (len(passage_places) + 1)
    return Pair(ids, types, [-1] * len(asked) + passage_places + [-1])


def both_ends(question: Sequence[int], most: int = QUESTION_TOKENS) -> Sequence[int]:
    """The question, or its beginning and its end where it has more tokens than `most`."""
    if len(question) <= most:
        return question
    half = most // 2
    return [*question[:half], *question[-half:]]


def _window(question: Sequence[int], text: Sequence[int], room: int, must_hold: int) -> int:
    """Where to start reading a text of which only `room` tokens fit."""
    if len(text) <= room:
        return 0
    # BERT's vocabulary is ordered by frequency, so a token's number says how much it tells.
    weight = {token: math.log(max(token, 1000) / 1000) for token in question}
    starts = [*range(0, len(text) - room, max(1, room // 3)), len(text) - room]
    if must_hold >= 0:
        starts = [start for start in starts if start <= must_hold < start + room] or starts
    worth = [sum(weight.get(token, 0.0) for token in set(text[start : start + room])) for start in starts]
    best: int = starts[worth.index(max(worth))]
    return best

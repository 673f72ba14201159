"""What the reader's network learns from: question and passages as tokens, and what is known of each sentence."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from models.encoders.pairs import Pair, pair
from models.store import TOKENIZER
from models.training.rows import Group, Passage
from models.training.sentences import marks, number_at, sentences

ROWS = 4
"""Passages of a group that are read: the answer and three near misses."""


@dataclass(frozen=True)
class Example:
    """A group as token ids, one row a passage.

    `sentences` has the number in the group of each token's sentence, -1 where there is none; `answering` what is known
    of each sentence.
    """

    ids: tuple[tuple[int, ...], ...]
    types: tuple[tuple[int, ...], ...]
    labels: tuple[float, ...]
    sentences: tuple[tuple[int, ...], ...]
    answering: tuple[float, ...]

    @property
    def tokens(self) -> int:
        """The length of the longest row."""
        return max(len(row) for row in self.ids)


@dataclass(frozen=True)
class _Row:
    """A passage as tokens, the number of each one's sentence (-1 for none), and what is known of each sentence."""

    tokens: Pair
    sentences: list[int]
    answering: list[float]


def reader_tokenizer(base: Path) -> Tokenizer:
    """The base's tokenizer without its own truncation and padding."""
    tokenizer = Tokenizer.from_file(str(base / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode(group: Group, tokenizer: Tokenizer, rng: random.Random) -> Example:
    """The group's answer, if it has one, and near misses drawn anew each time.

    The title line is shortened or left out at times, alike for the whole group.
    """
    drop_title = rng.random() < 0.15
    drop_heading = rng.random() < (0.5 if group.kind == "heading" else 0.15)
    question = tokenizer.encode(group.question, add_special_tokens=False)
    answered = int(group.labels[0] == 1.0)
    misses = range(answered, len(group.passages))
    chosen = [*range(answered), *sorted(rng.sample(misses, min(ROWS - answered, len(misses))))]
    rows = []
    for at in chosen:
        passage = group.passages[at]
        head = "" if drop_title else passage.head.split(" > ")[0] if drop_heading else passage.head
        rows.append(_row(question, passage, head, group.answers if at < answered else (), tokenizer))
    numbers: list[tuple[int, ...]] = []
    known: list[float] = []
    for row in rows:
        numbers.append(tuple(number + len(known) if number >= 0 else -1 for number in row.sentences))
        known += row.answering
    return Example(
        tuple(tuple(row.tokens.ids) for row in rows),
        tuple(tuple(row.tokens.types) for row in rows),
        tuple(group.labels[at] for at in chosen),
        tuple(numbers),
        tuple(known),
    )


def _row(
    question: Encoding,
    passage: Passage,
    head: str,
    answers: Sequence[tuple[int, int]] | None,
    tokenizer: Tokenizer,
) -> _Row:
    text = f"{head}\n{passage.text}"
    body = len(head) + 1
    encoded = tokenizer.encode(text, add_special_tokens=False)
    answer = encoded.char_to_token(answers[0][0] + body) if answers else None
    tokens = pair(question, encoded, text, must_hold=-1 if answer is None else answer)
    cut = sentences(passage.text)
    numbers = [number_at(cut, encoded.offsets[place][0] - body) if place >= 0 else -1 for place in tokens.places]
    return _Row(tokens, numbers, marks(cut, answers))


def padded(ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor, Tensor]:
    """Rows of unlike length as tensors: ids, attention mask, token types."""
    longest = max(len(row) for row in ids)
    shape = (len(ids), longest)
    tokens, mask, kinds = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for at, (row, row_types) in enumerate(zip(ids, types, strict=True)):
        tokens[at, : len(row)], mask[at, : len(row)], kinds[at, : len(row)] = row, 1, row_types
    return torch.from_numpy(tokens), torch.from_numpy(mask), torch.from_numpy(kinds)

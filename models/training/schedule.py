"""In which order a run learns, and how fast: batches of like length, a rate that warms up and cools down."""

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar


class HasLength(Protocol):
    """An example that takes a number of tokens."""

    @property
    def tokens(self) -> int:
        """How many."""


Sized = TypeVar("Sized", bound=HasLength)


def batches_by_length(examples: Sequence[Sized], size: int, rng: random.Random) -> list[list[Sized]]:
    """Batches of like length, so that little is padded, in random order."""
    order = list(examples)
    rng.shuffle(order)
    batches = []
    for window in range(0, len(order), size * 64):
        near = sorted(order[window : window + size * 64], key=lambda example: example.tokens)
        batches += [near[at : at + size] for at in range(0, len(near), size)]
    rng.shuffle(batches)
    return batches


def rate_share(through: float, warm_up: float) -> float:
    """The share of the full rate: warm up, then down in a straight line; `through` is how much is over, from 0 to 1."""
    share = (through + 0.002) / warm_up if through < warm_up else (1 - through) / (1 - warm_up)
    return min(1.0, max(0.02, share))

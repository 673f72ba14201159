"""A piece of an answer that was checked: its words, and the units of a passage that say them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Refused:
    """In the place of an answer: the writer says that what it was shown does not answer the question."""


@dataclass(frozen=True)
class Verified:
    """Markdown that units `first` to `last` of an excerpt support; `source` tells who phrased it."""

    text: str
    source: Literal["writer", "document"]
    excerpt: int
    first: int
    last: int
    opens_line: bool = False

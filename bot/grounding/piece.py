"""A checked piece of an answer: its text, and the units of a passage that support it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Refused:
    """The writer's refusal, in place of an answer: what it was shown does not answer the question."""


@dataclass(frozen=True)
class Verified:
    """Markdown that units `first` to `last` of an excerpt support; `source` says whose words it is in."""

    text: str
    source: Literal["writer", "document"]
    excerpt: int
    first: int
    last: int
    opens_line: bool = False

"""How a long step tells its caller what it is doing: a callback, so that no package here knows about terminals."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One report of progress: what is being done now, and how far it is.

    `done` and `total` count the same unit (files, chunks, bytes, layers); `total` is None while it is unknown.
    """

    doing: str
    done: int = 0
    total: int | None = None


Progress = Callable[[Step], None]
Cancelled = Callable[[], bool]


def silent(step: Step) -> None:
    """Ignores progress: the default where nobody watches."""


def never() -> bool:
    """Cancels nothing: the default where nobody can."""
    return False

"""A text on its way: its prompt, what is written of it, and the queue in which its asker waits for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from numpy.typing import NDArray

from models.decoding.lookup import LONGEST_DRAFT, Lookup
from models.progress import Cancelled

LOOK_SECONDS = 0.02
"""How often a cancellation is looked for while nothing comes."""

Arrived = int | NDArray[Any] | BaseException | None
"""A token, the logits of some tokens, what went wrong, or the end."""


@dataclass
class Row:
    """One of the texts that the cache holds: the tokens whose keys and values it has, and whose it is now."""

    number: int
    tokens: list[int] = field(default_factory=list)
    peak: int = 0
    taken: bool = False

    def shares(self, prompt: Sequence[int]) -> int:
        """How many tokens at the beginning of the prompt this row has; never all, as one must be computed."""
        most = min(len(self.tokens), len(prompt) - 1)
        for number in range(most):
            if self.tokens[number] != prompt[number]:
                return number
        return most


class Text:
    """What one asker wants: at most `most` tokens after a prompt or, with `whole`, the logits of the prompt itself."""

    def __init__(self, prompt: Sequence[int], most: int, *, lookup: bool, whole: bool = False) -> None:
        self.prompt = list(prompt)
        self.most = most
        self.whole = whole
        self.written: list[int] = []
        self.row: Row | None = None
        self.left = False
        self._lookup = Lookup(prompt) if lookup else None
        self._arrived: SimpleQueue[Arrived] = SimpleQueue()

    @property
    def unread(self) -> int:
        """How many tokens of the prompt are still to be computed."""
        return max(0, len(self.prompt) - len(self.row.tokens)) if self.row else len(self.prompt)

    def draft(self) -> list[int]:
        """Tokens that may come next, no more than may be written beside the one that comes anyway."""
        most = min(LONGEST_DRAFT, self.most - len(self.written) - 1)
        return self._lookup.draft(most) if self._lookup and most > 0 else []

    def expected(self, length: int) -> float:
        """How many of the first `length` drafted tokens will be accepted on average."""
        return self._lookup.expected(length) if self._lookup else 0.0

    def write(self, tokens: Sequence[int], draft: Sequence[int], ends: frozenset[int]) -> bool:
        """Gives tokens to the asker, whatever was guessed of them; whether the text is at its end."""
        if self._lookup:
            self._lookup.learn(draft, tokens)
        for token in tokens:
            if token in ends:
                return True
            self.written.append(token)
            if self._lookup:
                self._lookup.add(token)
            self._arrived.put(token)
            if len(self.written) == self.most:
                return True
        return False

    def give(self, arrived: Arrived) -> None:
        """Gives the asker something else."""
        self._arrived.put(arrived)

    def arriving(self, cancelled: Cancelled) -> Iterator[Any]:
        """Yields in the asker's thread what comes, until the end or until `cancelled()`; raises what went wrong."""
        try:
            while not cancelled():
                try:
                    arrived = self._arrived.get(timeout=LOOK_SECONDS)
                except Empty:
                    continue
                if arrived is None:
                    return
                if isinstance(arrived, BaseException):
                    raise arrived
                yield arrived
        finally:
            self.left = True

"""One asker's request: its prompt, what is written after it, and the queue in which the asker waits for that."""

from collections.abc import Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Any

from numpy.typing import NDArray

from models.decoding.lookup import LONGEST_DRAFT, Lookup
from models.decoding.row import Row
from models.progress import Cancelled

POLL_SECONDS = 0.02
"""How often a cancellation is looked for while nothing comes."""

Result = int | NDArray[Any] | BaseException | None
"""A token, the logits of some tokens, what went wrong, or the end."""


class Request:
    """At most `max_tokens` tokens after a prompt or, where it `wants_logits`, the logits of the prompt itself."""

    def __init__(self, prompt: Sequence[int], max_tokens: int, *, lookup: bool, wants_logits: bool = False) -> None:
        self.prompt = list(prompt)
        self.max_tokens = max_tokens
        self.wants_logits = wants_logits
        self.written: list[int] = []
        self.row: Row | None = None
        self.is_abandoned = False
        self._lookup = Lookup(prompt) if lookup else None
        self._results: SimpleQueue[Result] = SimpleQueue()

    @property
    def unread(self) -> int:
        """How many tokens of the prompt are still to be computed."""
        return max(0, len(self.prompt) - len(self.row.tokens)) if self.row else len(self.prompt)

    def draft(self) -> list[int]:
        """Tokens that may come next, no more than may be written beside the one that comes anyway."""
        most = min(LONGEST_DRAFT, self.max_tokens - len(self.written) - 1)
        return self._lookup.draft(most) if self._lookup and most > 0 else []

    def expected(self, length: int) -> float:
        """How many of the first `length` drafted tokens will be accepted on average."""
        return self._lookup.expected(length) if self._lookup else 0.0

    def write(self, tokens: Sequence[int], draft: Sequence[int], ends: frozenset[int]) -> bool:
        """Delivers tokens, whatever was drafted of them; whether the text is at its end."""
        if self._lookup:
            self._lookup.learn(draft, tokens)
        for token in tokens:
            if token in ends:
                return True
            self.written.append(token)
            if self._lookup:
                self._lookup.add(token)
            self.deliver(token)
            if len(self.written) == self.max_tokens:
                return True
        return False

    def deliver(self, result: Result) -> None:
        """Hands a result to the asker."""
        self._results.put(result)

    def results(self, cancelled: Cancelled) -> Iterator[Any]:
        """Yields in the asker's thread what comes, until the end or until `cancelled()`; raises what went wrong."""
        try:
            while not cancelled():
                try:
                    result = self._results.get(timeout=POLL_SECONDS)
                except Empty:
                    continue
                if result is None:
                    return
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            self.is_abandoned = True

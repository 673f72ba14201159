"""One of the texts that the cache has room for."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Row:
    """The tokens whose keys and values a row of the cache holds; `peak` is the most that it held for its request."""

    number: int
    tokens: list[int] = field(default_factory=list)
    peak: int = 0
    is_taken: bool = False

    def shared_prefix(self, prompt: Sequence[int]) -> int:
        """How many tokens at the beginning of the prompt this row has; never all, as one must be computed."""
        most = min(len(self.tokens), len(prompt) - 1)
        for number in range(most):
            if self.tokens[number] != prompt[number]:
                return number
        return most

    def extend(self, tokens: Sequence[int]) -> None:
        """Notes that the keys and values of further tokens are here."""
        self.tokens += tokens
        self.peak = max(self.peak, len(self.tokens))

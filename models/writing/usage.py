"""What one answer took of a language model, and the answer itself while it is being written."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Usage:
    """What one answer took so far; the times count from the call to its first and to its latest token.

    The time to the first token is that of reading the prompt.
    """

    prompt_tokens: int = 0
    answer_tokens: int = 0
    first_token_ms: float = 0.0
    last_token_ms: float = 0.0

    @property
    def tokens_per_second(self) -> float:
        """How fast it wrote once it had begun; 0 where fewer than two tokens tell nothing."""
        seconds = (self.last_token_ms - self.first_token_ms) / 1000
        return (self.answer_tokens - 1) / seconds if seconds > 0 else 0.0


class Writing:
    """A text that is being written: its pieces as they come, and in `usage` what they took so far.

    Closing it ends the text, and frees what it holds.
    """

    def __init__(self, arriving: Generator[str | Usage, None, None]) -> None:
        self.usage = Usage()
        self._arriving = arriving

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        for arrived in self._arriving:
            if isinstance(arrived, str):
                return arrived
            self.usage = arrived
        raise StopIteration

    def close(self) -> None:
        """Ends the text here."""
        self._arriving.close()

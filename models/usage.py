"""What one answer took of a language model."""

from dataclasses import dataclass


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

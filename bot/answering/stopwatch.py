"""Keeps the time of one answer."""

from time import perf_counter

from bot.events import Timings


class Stopwatch:
    """Runs from when it is made; its times are in milliseconds."""

    def __init__(self) -> None:
        self._start = perf_counter()
        self._search = 0.0
        self._first = 0.0

    def searched(self) -> None:
        """Notes that search and reranking are over."""
        self._search = self._elapsed()

    def showed(self) -> None:
        """Notes that something of the answer is shown; the first time counts."""
        self._first = self._first or self._elapsed()

    def timings(self, prompt_tokens: int = 0, answer_tokens: int = 0) -> Timings:
        """The times up to now, with what was read and written by the language model."""
        total = self._elapsed()
        return Timings(self._search, self._first or total, total, prompt_tokens, answer_tokens)

    def _elapsed(self) -> float:
        return round(1000 * (perf_counter() - self._start), 1)

"""How long a run of the graph takes by the tokens that it computes, learnt while it runs."""

from collections.abc import Callable

SLOPE = 0.065
"""What a further token adds to the time of a run of one, as a share of it, before anything was measured."""

DECAY = 0.95
PRIOR_WEIGHT = 3.0
PRIOR_TOKENS = (1, 8)


class Pace:
    """A line fitted to the last runs by least squares: a fixed time a run, and a time for each of its tokens."""

    def __init__(self) -> None:
        # Sums over the runs: of 1, tokens, squared tokens, seconds, seconds times tokens.
        self._sums = [0.0] * 5

    def add(self, tokens: int, seconds: float) -> None:
        """Adds a run; older ones count a little less from now on."""
        if not self._sums[0]:
            single = seconds / (1 + SLOPE * (tokens - 1))
            for number in PRIOR_TOKENS:
                self._count(number, single * (1 + SLOPE * (number - 1)), PRIOR_WEIGHT)
        self._sums = [total * DECAY for total in self._sums]
        self._count(tokens, seconds, 1.0)

    def seconds(self, tokens: int) -> float:
        """How long a run of this many tokens will take; before any measurement, in units of a one-token run."""
        runs, count, squares, time, products = self._sums
        if not runs:
            return 1 + SLOPE * (tokens - 1)
        mean = time / runs
        spread = squares * runs - count * count
        slope = max(0.0, (products * runs - count * time) / spread) if spread > 1e-9 else SLOPE * mean
        return max(mean + slope * (tokens - count / runs), mean / 10)

    def best_draft(self, texts: int, rows: int, expected: Callable[[int], float], most: int) -> int:
        """The length of drafts that gains `texts` texts, in `rows` rows, the most tokens a second.

        `expected` says for a length how many drafted tokens of all texts together will be accepted.
        """
        return max(range(most + 1), key=lambda length: (texts + expected(length)) / self.seconds(rows * (length + 1)))

    def _count(self, tokens: int, seconds: float, weight: float) -> None:
        values = 1.0, tokens, tokens * tokens, seconds, seconds * tokens
        self._sums = [total + weight * value for total, value in zip(self._sums, values, strict=True)]

"""Guesses what a text goes on with: what followed its last words when they stood in it, or in the prompt, before.

This is prompt lookup decoding (github.com/apoorvumang/prompt-lookup-decoding): answers copy from what they were given.
"""

from collections.abc import Sequence

NGRAMS = (3, 2)
"""How many of the last tokens are looked up, the longer first."""

LONGEST_DRAFT = 7
PRIOR_ACCEPTANCE = {3: 0.6, 2: 0.3}
"""How often a drafted token is expected to be accepted, by the length of its n-gram, before any of this text was."""

LEARNING_RATE = 0.125
"""The weight of each drafted token in the acceptance rate."""


class Lookup:
    """The tokens of a text and where its n-grams stood last; it learns from each draft, whether it was tried or not."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens: list[int] = []
        self._following: dict[tuple[int, ...], int] = {}
        self._acceptance = dict(PRIOR_ACCEPTANCE)
        self._ngram = NGRAMS[0]
        for token in tokens:
            self.add(token)

    def add(self, token: int) -> None:
        """The next token of the text."""
        for size in NGRAMS:
            if len(self._tokens) >= size:
                self._following[tuple(self._tokens[-size:])] = len(self._tokens)
        self._tokens.append(token)

    def draft(self, most: int = LONGEST_DRAFT) -> list[int]:
        """At most `most` tokens that may come next; none where the last ones never stood anywhere."""
        for size in NGRAMS:
            at = self._following.get(tuple(self._tokens[-size:]))
            if at is not None:
                self._ngram = size
                return self._tokens[at : at + most]
        return []

    def expected(self, length: int) -> float:
        """How many tokens of the last draft will be accepted on average, if `length` of them are tried."""
        rate = self._acceptance[self._ngram]
        return sum(rate**number for number in range(1, length + 1))

    def learn(self, draft: Sequence[int], came: Sequence[int]) -> None:
        """Updates the acceptance rate by what came where the last draft was guessed."""
        for guess, token in zip(draft, came, strict=False):
            self._acceptance[self._ngram] += LEARNING_RATE * ((guess == token) - self._acceptance[self._ngram])
            if guess != token:
                return

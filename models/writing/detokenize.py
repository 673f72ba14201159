"""Turns token ids into text while they come, and never gives half a character: a token may be part of one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# What a decoder puts where bytes are no character, or not yet.
UNFINISHED = "\N{REPLACEMENT CHARACTER}"


class Detokenizer:
    """The text of a growing list of tokens, piece by piece: all pieces together are the text of all tokens.

    Each piece is what decoding gains by the new tokens, because some vocabularies decode a token alone in another
    way than after another (a leading space is dropped).
    """

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = tokenizer
        self._given: list[int] = []
        self._waiting: list[int] = []

    def add(self, token: int) -> str:
        """The text that this token completes; empty while a character is not whole."""
        self._waiting.append(token)
        text = self._new_text()
        if not text or text.endswith(UNFINISHED):
            return ""
        # The last tokens given are context enough for how the next ones decode.
        self._given, self._waiting = self._waiting, []
        return text

    def finish(self) -> str:
        """The text that was held back, without a character that was never completed."""
        text = self._new_text().rstrip(UNFINISHED)
        self._waiting = []
        return text

    def _new_text(self) -> str:
        before: str = self._tokenizer.decode(self._given)
        after: str = self._tokenizer.decode(self._given + self._waiting)
        return after[len(before) :]

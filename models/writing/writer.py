"""Serves the language model that writes: a conversation in, pieces of text out, as fast as they come.

It decodes greedily, so the same conversation gives the same text, whatever else is written at the same time; it knows
nothing of passages or citations.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from models.decoding.decoder import Decoder
from models.decoding.graph import DecoderGraph
from models.errors import PromptTooLong
from models.progress import Cancelled, never
from models.sessions import load_tokenizer, loading, open_session
from models.store import BuiltModel
from models.writing.chat_template import WORD_JOINER, ChatEncoder, ChatTemplate, Message
from models.writing.detokenize import Detokenizer
from models.writing.usage import Usage, Writing

if TYPE_CHECKING:
    from tokenizers import Tokenizer

ROWS = 4
"""How many texts are written at once unless the one who opens a writer says otherwise."""


class Writer:
    """An open language model. Several threads may let it write at once; those who find no room wait for it."""

    sees = False

    def __init__(self, model: BuiltModel, decoder: Decoder, tokenizer: "Tokenizer") -> None:
        serving = model.serving()
        self.context_tokens: int = serving["context_tokens"]
        self.tokenizer = tokenizer
        template = ChatTemplate(serving["chat_template"], serving["special_tokens"])
        self.chat = ChatEncoder(template, tokenizer)
        self._decoder = decoder

    @classmethod
    def open(cls, model: BuiltModel, threads: int | None = None, rows: int = ROWS) -> Self:
        """Loads the model; `threads` is how many cores it may use, all that this process may use by default.

        `rows` is how many texts may be written at once. Raises ModelCorrupt when the files are not a model that can be
        loaded.
        """
        with loading(model):
            serving = model.serving()
            graph = DecoderGraph(open_session(model, threads, decodes=True), rows, serving["context_tokens"])
            return cls(model, Decoder(graph, rows, frozenset(serving["end_tokens"])), load_tokenizer(model))

    def count_tokens(self, text: str) -> int:
        """How many tokens the text takes in a prompt."""
        return len(self.chat.text(text))

    def write(self, messages: Sequence[Message], max_tokens: int, cancelled: Cancelled = never) -> Writing:
        """The answer to the conversation, in pieces of whole characters; it begins when the first is asked for.

        It ends where the model ends it, after `max_tokens`, or within one token of `cancelled()` being true; closing
        it ends it too, and frees its room. Raises PromptTooLong where prompt and answer do not fit.
        """
        started = time.perf_counter()
        prompt = self.chat.prompt(messages)
        self._check_length(prompt, max_tokens)
        return Writing(self._pieces(prompt, max_tokens, cancelled, started))

    def tokens(
        self, ids: Sequence[int], max_tokens: int, cancelled: Cancelled = never, *, lookup: bool = True
    ) -> Iterator[int]:
        """The tokens after those of a prompt, without the one that ends the text; the same as `write` gives as text.

        `lookup` guesses tokens ahead: that makes a text that copies its prompt faster, and changes no token.
        """
        self._check_length(ids, max_tokens)
        return self._decoder.tokens(ids, max_tokens, cancelled, lookup=lookup)

    def logits(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """What the model says after each of the tokens, (tokens, vocabulary), computed in parts."""
        self._check_length(ids, 0)
        return np.concatenate(list(self._decoder.logits(ids)), dtype=np.float32)

    def close(self) -> None:
        """Frees the model; who waits for a piece gets WriterClosed."""
        self._decoder.close()

    def _check_length(self, prompt: Sequence[int], max_tokens: int) -> None:
        if len(prompt) + max_tokens > self.context_tokens:
            raise PromptTooLong(
                f"The question with its passages takes {len(prompt)} tokens, and the language model holds "
                f"{self.context_tokens} with {max_tokens} for the answer.",
                "Ask a shorter question, or send less text with it.",
            )

    def _pieces(
        self, prompt: list[int], max_tokens: int, cancelled: Cancelled, started: float
    ) -> Generator[str | Usage, None, None]:
        usage = Usage(prompt_tokens=len(prompt))
        yield usage
        detokenizer = Detokenizer(self.tokenizer)
        for number, token in enumerate(self._decoder.tokens(prompt, max_tokens, cancelled), start=1):
            now_ms = (time.perf_counter() - started) * 1000
            usage = Usage(len(prompt), number, usage.first_token_ms or now_ms, now_ms)
            yield usage
            if piece := detokenizer.add(token).replace(WORD_JOINER, ""):
                yield piece
        if piece := detokenizer.finish().replace(WORD_JOINER, ""):
            yield piece

"""Serves the language model that writes: a conversation in, pieces of text out, as fast as they come.

It decodes greedily, so the same conversation gives the same text; it knows nothing of passages or citations.
"""

import json
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

from models.chat_template import WORD_JOINER, ChatEncoder, ChatTemplate, Message
from models.detokenize import Detokenizer
from models.errors import PromptTooLong
from models.machine import usable_cores
from models.progress import Cancelled, never
from models.sessions import load_tokenizer, loading
from models.store import BuiltModel
from models.usage import Usage

if TYPE_CHECKING:
    from onnxruntime_genai import Generator, Model
    from tokenizers import Tokenizer

__all__ = ["Message", "Usage", "Writer"]

# A prompt is read in parts of this many tokens, and a cancellation is seen between two: about 0.2 s on two cores.
PREFILL_TOKENS = 128


class Writer:
    """An open language model. It writes one text at a time; whoever calls it takes care of that."""

    sees = False

    def __init__(self, model: BuiltModel, loaded: "Model", tokenizer: "Tokenizer") -> None:
        serving = model.serving()
        self.context_tokens: int = serving["context_tokens"]
        self.last_usage = Usage()
        self._end_tokens = frozenset(serving["end_tokens"])
        template = ChatTemplate(serving["chat_template"], serving["special_tokens"])
        self.chat = ChatEncoder(template, tokenizer)
        self._loaded: Model | None = loaded
        self._tokenizer = tokenizer

    @classmethod
    def open(cls, model: BuiltModel, threads: int | None = None) -> Self:
        """Loads the model; `threads` is how many cores it may use, all that this process may use by default.

        Raises ModelCorrupt when the files are not a model that can be loaded.
        """
        import onnxruntime_genai

        onnxruntime_genai.disable_telemetry_events()
        with loading(model):
            loaded = onnxruntime_genai.Model(_session_config(model, threads or usable_cores()))
            return cls(model, loaded, load_tokenizer(model))

    def count_tokens(self, text: str) -> int:
        """How many tokens the text takes in a prompt."""
        return len(self.chat.text(text))

    def write(self, messages: Sequence[Message], max_tokens: int, cancelled: Cancelled = never) -> Iterator[str]:
        """The answer to the conversation, in pieces of whole characters.

        It ends where the model ends it, after `max_tokens`, or within one token of `cancelled()` being true; closing
        the iterator ends it too, and frees the cache. Raises PromptTooLong where prompt and answer do not fit.
        """
        started = time.perf_counter()
        prompt = self.chat.prompt(messages)
        if len(prompt) + max_tokens > self.context_tokens:
            raise PromptTooLong(
                f"The question with its passages takes {len(prompt)} tokens, and the language model holds "
                f"{self.context_tokens} with {max_tokens} for the answer.",
                "Ask a shorter question, or send less text with it.",
            )
        return self._pieces(prompt, max_tokens, cancelled, started)

    def close(self) -> None:
        """Frees the model."""
        self._loaded = None

    def _pieces(self, prompt: list[int], max_tokens: int, cancelled: Cancelled, started: float) -> Iterator[str]:
        self.last_usage = Usage(prompt_tokens=len(prompt))
        detokenizer = Detokenizer(self._tokenizer)
        for number, token in enumerate(self._tokens(prompt, max_tokens, cancelled), start=1):
            now_ms = (time.perf_counter() - started) * 1000
            self.last_usage = Usage(len(prompt), number, self.last_usage.first_token_ms or now_ms, now_ms)
            if piece := detokenizer.add(token).replace(WORD_JOINER, ""):
                yield piece
        if piece := detokenizer.finish().replace(WORD_JOINER, ""):
            yield piece

    def _tokens(self, prompt: list[int], max_tokens: int, cancelled: Cancelled) -> Iterator[int]:
        """The answer's tokens, each computed when it is asked for."""
        if max_tokens < 1 or cancelled():
            return
        generator = self._generator(len(prompt) + max_tokens)
        for start in range(0, len(prompt), PREFILL_TOKENS):
            generator.append_tokens(prompt[start : start + PREFILL_TOKENS])
            if cancelled():
                return
        for _ in range(max_tokens):
            generator.generate_next_token()
            token = int(generator.get_next_tokens()[0])
            if token in self._end_tokens or cancelled():
                return
            yield token

    def _generator(self, length: int) -> "Generator":
        import onnxruntime_genai

        if self._loaded is None:
            raise RuntimeError("this writer was closed")
        parameters = onnxruntime_genai.GeneratorParams(self._loaded)
        # The cache is as long as this text can become, not as the model could hold.
        parameters.set_search_options(do_sample=False, num_beams=1, max_length=length)
        return onnxruntime_genai.Generator(self._loaded, parameters)


def _session_config(model: BuiltModel, threads: int) -> Any:
    import onnxruntime_genai

    # genai uses one thread unless told otherwise, and its threads spin while a person reads the answer.
    options = {"intra_op_num_threads": threads, "session.intra_op.allow_spinning": "0", "log_severity_level": 3}
    config = onnxruntime_genai.Config(str(model.path))
    config.overlay(json.dumps({"model": {"decoder": {"session_options": options}}}))
    return config

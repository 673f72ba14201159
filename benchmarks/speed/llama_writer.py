"""llama.cpp in the engine's place for the writer: the same messages, the same budget, its own prefix cache."""

import time
from collections.abc import Callable, Generator, Sequence

from benchmarks.speed.llama_process import LlamaCpp
from models.progress import Cancelled, never
from models.writing.chat_template import Message
from models.writing.detokenize import Detokenizer
from models.writing.usage import Usage, Writing
from models.writing.writer import Writer


class LlamaWriter:
    """A language model (models.writing.language_model) whose tokens llama.cpp computes.

    `whole` is our writer of the same weights, whose tokenizer and template they are, and `ends` the tokens that end a
    text there; `counted` counts what evidence fits a prompt, so that every engine shows its writer the same.
    """

    sees = False

    def __init__(self, llama: LlamaCpp, whole: Writer, ends: Sequence[int], counted: Callable[[str], int]) -> None:
        self._llama = llama
        self._whole = whole
        self._ends = ends
        self._counted = counted

    def count_tokens(self, text: str) -> int:
        return self._counted(text)

    def write(self, messages: Sequence[Message], max_tokens: int, cancelled: Cancelled = never) -> Writing:
        return Writing(self._pieces(self._whole.chat.prompt(messages), max_tokens, cancelled))

    def close(self) -> None:
        self._llama.close()

    def _pieces(self, prompt: list[int], max_tokens: int, cancelled: Cancelled) -> Generator[str | Usage, None, None]:
        started, usage = time.perf_counter(), Usage(prompt_tokens=len(prompt))
        yield usage
        detokenizer = Detokenizer(self._whole.tokenizer)
        for number, token in enumerate(self._llama.tokens(prompt, max_tokens, self._ends, fresh=False), start=1):
            now_ms = (time.perf_counter() - started) * 1000
            usage = Usage(len(prompt), number, usage.first_token_ms or now_ms, now_ms)
            yield usage
            if cancelled():
                return
            if piece := detokenizer.add(token):
                yield piece
        if piece := detokenizer.finish():
            yield piece

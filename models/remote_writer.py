"""A language model that another server runs, through OpenAI's chat completions: vLLM, Ollama, llama.cpp or a cloud.

What the writer is shown leaves this process, so an operator has to name the address; nothing here runs without that.
"""

import base64
import queue
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from models.chat_template import Message
from models.errors import WriterUnreachable
from models.language_model import address_in
from models.progress import Cancelled, never
from models.usage import Usage, Writing

if TYPE_CHECKING:
    from openai import OpenAI, Stream
    from openai.types.chat import ChatCompletionChunk

BYTES_PER_TOKEN = 3.5
"""What a token stands for at the least in the languages of Europe, in UTF-8: the tokenizer is elsewhere."""

CONNECT_SECONDS = 5.0
RETRIES = 2
LOOK_SECONDS = 0.05
"""How often a cancellation is looked for while the server is silent."""

_END = None


class RemoteWriter:
    """An address and the model behind it; `sees` says whether pictures may be sent there."""

    def __init__(self, client: "OpenAI", model: str, sees: bool) -> None:
        self.sees = sees
        self._client = client
        self._model = model
        self._budget = "max_tokens"

    @classmethod
    def open(cls, name: str, key: str | None = None, timeout: float = 60.0, sees: bool = False) -> Self:
        """Takes the address in `openai:URL#model`; connects with the first text. Raises `UsageError` for another name.

        `timeout` is how many seconds the server may be silent. OPENAI_API_KEY is not sent: an address is not its owner.
        """
        from openai import OpenAI, Timeout

        address, model = address_in(name)
        client = OpenAI(
            base_url=address,
            api_key=key or "none",
            timeout=Timeout(timeout, connect=CONNECT_SECONDS),
            max_retries=RETRIES,
        )
        # Those of the environment are meant for OpenAI's own address.
        client.organization = client.project = None
        return cls(client, model, sees)

    def count_tokens(self, text: str) -> int:
        """About how many tokens the text takes in a prompt, rather too many than too few."""
        return int(len(text.encode("utf-8", "replace")) / BYTES_PER_TOKEN) + 1

    def write(self, messages: Sequence[Message], max_tokens: int, cancelled: Cancelled = never) -> Writing:
        """The answer to the conversation, in the pieces that the server sends.

        It ends soon after `cancelled()` is true, whether the server speaks or not; closing it ends it too.
        Raises `WriterUnreachable` with what to do.
        """
        return Writing(self._pieces(messages, max_tokens, cancelled))

    def _pieces(
        self, messages: Sequence[Message], max_tokens: int, cancelled: Cancelled
    ) -> Generator[str | Usage, None, None]:
        started = time.perf_counter()
        usage = Usage(prompt_tokens=sum(self.count_tokens(message.content) for message in messages))
        yield usage
        for piece in self._arriving([_turn(message, self.sees) for message in messages], max_tokens, cancelled):
            prompt_tokens, written = usage.prompt_tokens, usage.answer_tokens + 1
            if isinstance(piece, Usage):
                prompt_tokens, written = piece.prompt_tokens, piece.answer_tokens
            now = (time.perf_counter() - started) * 1000
            usage = Usage(prompt_tokens, written, usage.first_token_ms or now, now)
            yield usage
            if isinstance(piece, str):
                yield piece

    def check(self) -> str:
        """The model's name, if the server is there and lists it; raises `WriterUnreachable` with what to do."""
        from openai import OpenAIError

        try:
            names = [model.id for model in self._client.models.list()]
        except OpenAIError as error:
            raise self._unreachable(error) from error
        if names and self._model not in names:
            raise WriterUnreachable(
                f"{self._client.base_url} has no model {self._model!r}.", f"It has {', '.join(sorted(names)[:5])}."
            )
        return self._model

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _arriving(self, turns: list[Any], max_tokens: int, cancelled: Cancelled) -> Iterator[str | Usage]:
        """What the server sends, received in a thread so that a silent server can be left at any time."""
        arrived: queue.Queue[str | Usage | Exception | None] = queue.Queue()
        left = threading.Event()
        threading.Thread(
            target=self._receive, args=(turns, max_tokens, arrived, left), name="deskside-remote", daemon=True
        ).start()
        try:
            while not cancelled():
                with suppress(queue.Empty):
                    item = arrived.get(timeout=LOOK_SECONDS)
                    if item is _END:
                        return
                    if isinstance(item, Exception):
                        raise self._unreachable(item) from item
                    yield item
        finally:
            left.set()

    def _receive(
        self,
        turns: list[Any],
        max_tokens: int,
        arrived: "queue.Queue[str | Usage | Exception | None]",
        left: threading.Event,
    ) -> None:
        finished = False
        try:
            with self._stream(turns, max_tokens) as chunks:
                for chunk in chunks:
                    if left.is_set():
                        return
                    if chunk.usage is not None:
                        arrived.put(Usage(chunk.usage.prompt_tokens, chunk.usage.completion_tokens))
                    if chunk.choices:
                        finished = finished or chunk.choices[0].finish_reason is not None
                        if text := chunk.choices[0].delta.content:
                            arrived.put(text)
            # llama-cpp-python's server says 200 and ends the stream where the prompt does not fit its context.
            arrived.put(_END if finished else EOFError("the stream ended before the answer did"))
        except Exception as error:  # given to who waits, in whose thread it is raised
            arrived.put(error)

    def _stream(self, turns: list[Any], max_tokens: int) -> "Stream[ChatCompletionChunk]":
        """The open stream; a server that wants the budget under its newer name gets it so from then on."""
        from openai import BadRequestError

        try:
            return self._create(turns, max_tokens)
        except BadRequestError as error:
            if self._budget == "max_completion_tokens" or "max_completion_tokens" not in str(error):
                raise
            self._budget = "max_completion_tokens"
            return self._create(turns, max_tokens)

    def _create(self, turns: list[Any], max_tokens: int) -> "Stream[ChatCompletionChunk]":
        # A model that takes the newer name only may refuse a temperature as well.
        more: dict[str, Any] = {self._budget: max_tokens}
        if self._budget == "max_tokens":
            more["temperature"] = 0
        stream: Stream[ChatCompletionChunk] = self._client.chat.completions.create(
            model=self._model, messages=turns, stream=True, stream_options={"include_usage": True}, **more
        )
        return stream

    def _unreachable(self, error: Exception) -> WriterUnreachable:
        """What went wrong, in a sentence; never what was sent, which a server may repeat in its message."""
        from openai import APIStatusError, APITimeoutError

        place = f"{self._client.base_url}".rstrip("/")
        match error:
            case EOFError():
                return WriterUnreachable(
                    f"The language model at {place} broke off its answer.",
                    "Look into that server's log; a context that is too short for the passages does this.",
                )
            case APITimeoutError():
                return WriterUnreachable(
                    f"The language model at {place} did not answer in time.",
                    "Try again; if it stays so, look after that server or set `llm_timeout` higher.",
                )
            case APIStatusError(status_code=401 | 403):
                return WriterUnreachable(
                    f"The language model at {place} refused the key.", "Set DESKSIDE_LLM_KEY to a key that it takes."
                )
            case APIStatusError(status_code=404):
                return WriterUnreachable(
                    f"{place} has no model {self._model!r}.", "Correct the address or the model in the setting `llm`."
                )
            case APIStatusError(status_code=429):
                return WriterUnreachable(
                    f"The language model at {place} takes no more questions for now.", "Try again in a minute."
                )
            case APIStatusError(status_code=status):
                return WriterUnreachable(
                    f"The language model at {place} answered with HTTP {status}.", "Look into that server's log."
                )
            case _:
                return WriterUnreachable(
                    f"The language model at {place} cannot be reached.", "Start that server, or correct `llm`."
                )


def _turn(message: Message, sees: bool) -> dict[str, Any]:
    """A message as chat completions take it."""
    if not (sees and message.pictures):
        return {"role": message.role, "content": message.content}
    parts: list[dict[str, Any]] = [{"type": "text", "text": message.content}]
    for picture in message.pictures:
        kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
        url = f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
        parts.append({"type": "image_url", "image_url": {"url": url}})
    return {"role": message.role, "content": parts}

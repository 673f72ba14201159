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

from models.errors import WriterUnreachable
from models.progress import Cancelled, never
from models.remote.failure import OnlyThoughts, unreachable
from models.remote.options import RemoteOptions, accepted_turns
from models.remote.stream import stream_parts
from models.writing.chat_template import Message
from models.writing.language_model import address_in, is_on_this_machine
from models.writing.thoughts import Thoughts
from models.writing.usage import Usage, Writing

if TYPE_CHECKING:
    from openai import APIError, OpenAI, Stream
    from openai.types.chat import ChatCompletionChunk

BYTES_PER_TOKEN = 3.5
"""What a token stands for at the least in the languages of Europe, in UTF-8: the tokenizer is elsewhere."""

LONGEST_TOKEN = 32
"""Characters that a token has at the most, over a whole answer: who sends more does not end where it was told to."""

CONNECT_SECONDS = 5.0
PAUSES = (0.5, 1.0)
"""Seconds before a question is sent again that failed at once, where the server does not say how long."""
LONGEST_PAUSE = 5.0
NO_PROXY = {"http://": None, "https://": None}
"""What goes to this machine must not go by way of another: a proxy of the environment is for others."""
LISTS_NOTHING = (404, 405, 501)
"""What a server says that has no list of its models."""
WORD_TOKENS = 16
POLL_SECONDS = 0.05
"""How often a cancellation is looked for while the server is silent."""

_END = None


class RemoteWriter:
    """An address and the model behind it; `sees` says whether pictures may be sent there."""

    def __init__(self, client: "OpenAI", model: str, sees: bool, silence: float) -> None:
        self.sees = sees
        self._silence = silence
        self._client = client
        self._model = model
        self._options = RemoteOptions()

    @classmethod
    def open(cls, name: str, key: str | None = None, timeout: float = 60.0, sees: bool = False) -> Self:
        """Takes the address in `openai:URL#model`; connects with the first text. Raises `UsageError` for another name.

        `timeout` is how many seconds the server may be silent. OPENAI_API_KEY is not sent: an address is not its owner.
        """
        from openai import DefaultHttpxClient, OpenAI, Timeout

        address, model = address_in(name)
        client = OpenAI(
            base_url=address,
            http_client=DefaultHttpxClient(mounts=NO_PROXY) if is_on_this_machine(address) else None,
            api_key=(key or "").strip() or "none",  # a key that was read from a file has a line's end
            timeout=Timeout(timeout, connect=CONNECT_SECONDS),
            # It would ask again after a silence too, and whether the asker is still there or not.
            max_retries=0,
        )
        # Those of the environment are meant for OpenAI's own address.
        client.organization = client.project = None
        return cls(client, model, sees, timeout)

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
        for piece in self._arriving(messages, max_tokens, cancelled):
            prompt_tokens, written = usage.prompt_tokens, usage.answer_tokens + 1
            if isinstance(piece, Usage):  # some servers count a part of it only
                prompt_tokens = piece.prompt_tokens or prompt_tokens
                written = piece.answer_tokens or usage.answer_tokens
            now = (time.perf_counter() - started) * 1000
            usage = Usage(prompt_tokens, written, usage.first_token_ms or now, now)
            yield usage
            if isinstance(piece, str):
                yield piece

    def check(self) -> str:
        """The model's name, if the server is there and lists it; raises `WriterUnreachable` with what to do.

        A server that lists no models is asked for a word.
        """
        from openai import APIStatusError

        try:
            names = [model.id for model in self._client.models.list()]
        except Exception as error:  # the SDK raises anything at all for a page that is none of this protocol
            if isinstance(error, APIStatusError) and error.status_code in LISTS_NOTHING:
                list(self.write([Message("user", "Say yes.")], WORD_TOKENS))
                return self._model
            raise self._unreachable(error) from error
        if names and _names_of(self._model).isdisjoint(names):
            raise WriterUnreachable(
                f"{self._client.base_url} has no model {self._model!r}.", f"It has {', '.join(sorted(names)[:5])}."
            )
        return self._model

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _arriving(self, messages: Sequence[Message], max_tokens: int, cancelled: Cancelled) -> Iterator[str | Usage]:
        """What the server sends, received in a thread so that a silent server can be left at any time."""
        arrived: queue.Queue[str | Usage | Exception | None] = queue.Queue()
        left = threading.Event()
        threading.Thread(
            target=self._receive, args=(messages, max_tokens, arrived, left), name="deskside-remote", daemon=True
        ).start()
        try:
            while not cancelled():
                with suppress(queue.Empty):
                    item = arrived.get(timeout=POLL_SECONDS)
                    if item is _END:
                        return
                    if isinstance(item, Exception):
                        raise self._unreachable(item) from item
                    yield item
        finally:
            left.set()

    def _receive(
        self,
        messages: Sequence[Message],
        max_tokens: int,
        arrived: "queue.Queue[str | Usage | Exception | None]",
        left: threading.Event,
    ) -> None:
        end, wrote, thoughts = None, False, Thoughts()
        room = max_tokens * LONGEST_TOKEN
        try:
            with self._stream(messages, max_tokens, left) as stream:
                for part in stream_parts(stream, self._silence, left.is_set):
                    if left.is_set():
                        return
                    end = end or part.end
                    room -= len(part.text)
                    if part.usage is not None:
                        arrived.put(part.usage)
                    if text := thoughts.behind(part.text):
                        wrote = True
                        arrived.put(text)
                    if room < 0:
                        end = end or "length"
                        break
            if left.is_set():
                return
            if end is None:
                # llama-cpp-python's server says 200 and ends the stream where the prompt does not fit its context.
                raise EOFError("the stream ended before the answer did")
            if thoughts.are_all or (end == "length" and not wrote):
                raise OnlyThoughts
            if text := thoughts.rest():
                arrived.put(text)
            arrived.put(_END)
        except Exception as error:  # given to who waits, in whose thread it is raised
            arrived.put(error)

    def _stream(
        self, messages: Sequence[Message], max_tokens: int, left: threading.Event
    ) -> "Stream[ChatCompletionChunk]":
        """The open stream; what the server does not take of a request is left out from then on."""
        from openai import APIStatusError

        while True:
            refused = self._options.refused
            turns = [_turn(message, self.sees) for message in accepted_turns(messages, refused)]
            try:
                return self._opened(turns, self._options.of(max_tokens, refused), left)
            except APIStatusError as error:
                if not self._options.learn(error, refused):
                    raise

    def _opened(
        self, turns: list[Any], options: dict[str, Any], left: threading.Event
    ) -> "Stream[ChatCompletionChunk]":
        """The open stream; what fails at once is tried again for as long as the asker is there."""
        from openai import APIError

        for usual in PAUSES:
            try:
                return self._create(turns, options)
            except APIError as error:
                pause = _pause(error, usual)
                if pause is None or left.wait(pause):
                    raise
        return self._create(turns, options)

    def _create(self, turns: list[Any], options: dict[str, Any]) -> "Stream[ChatCompletionChunk]":
        stream: Stream[ChatCompletionChunk] = self._client.chat.completions.create(
            model=self._model, messages=turns, stream=True, **options
        )
        return stream

    def _unreachable(self, error: Exception) -> WriterUnreachable:
        return unreachable(error, f"{self._client.base_url}".rstrip("/"), self._model)


def _names_of(model: str) -> frozenset[str]:
    """What a server may list a model as: Ollama as the latest one where a name has no tag, Gemini below `models/`."""
    return frozenset({model, model if ":" in model else f"{model}:latest", f"models/{model}"})


def _pause(error: "APIError", usual: float) -> float | None:
    """Seconds until it is worth asking again; None where it is not.

    After a silence that lasted as long as it may it is not: the asker would wait for three of them.
    """
    from openai import APIConnectionError, APIStatusError, APITimeoutError

    if isinstance(error, APIStatusError) and error.status_code in (429, 503):
        with suppress(ValueError):  # it may be a date
            return max(0.0, min(LONGEST_PAUSE, float(error.response.headers.get("retry-after", usual))))
        return usual
    return usual if isinstance(error, APIConnectionError) and not isinstance(error, APITimeoutError) else None


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

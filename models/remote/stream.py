"""What another server streams in answer to a question, in whichever of the ways that servers have."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.writing.usage import Usage

if TYPE_CHECKING:
    from openai import Stream
    from openai.types.chat import ChatCompletionChunk

ONE_PIECE, WEB_PAGE = "application/json", "text/html"


@dataclass(frozen=True)
class StreamPart:
    """A piece of the text, why the text ended if it did, and what it took if the server says so."""

    text: str = ""
    end: str | None = None
    usage: Usage | None = None


def stream_parts(
    stream: "Stream[ChatCompletionChunk]", silence: float, is_left: Callable[[], bool]
) -> Iterator[StreamPart]:
    """The parts of a stream; a single one where a server does not stream though it was asked to.

    Ends where `is_left()`, also while the server sends no more than signs of life, as proxies do. Raises TimeoutError
    where nothing else comes for `silence` seconds, and ValueError for a web page.
    """
    kind = stream.response.headers.get("content-type", "")
    if kind.startswith(WEB_PAGE):
        raise ValueError("a web page")
    if kind.startswith(ONE_PIECE):
        from openai.types.chat import ChatCompletion

        stream.response.read()
        yield _part(ChatCompletion.construct(**stream.response.json()))
        return
    heard = time.monotonic()

    def look() -> None:
        if is_left():
            raise _Left
        if time.monotonic() - heard > silence:
            raise TimeoutError("nothing but signs of life")

    _watch(stream.response, look)
    try:
        for chunk in stream:
            heard = time.monotonic()
            yield _part(chunk)
    except _Left:
        return


class _Left(Exception):
    """Nobody waits for the rest of the stream."""


def _watch(response: Any, look: Callable[[], None]) -> None:
    """Looks at whatever of the response arrives: what is no part of an answer never comes out of the stream."""
    sent: Any = response.stream
    kind: Any = type(sent)  # whichever HTTP library the SDK is made with

    class Watched(kind):  # type: ignore[misc]
        def __init__(self) -> None:
            pass

        def __iter__(self) -> Iterator[bytes]:
            for received in sent:
                look()
                yield received

        def close(self) -> None:
            sent.close()

    response.stream = Watched()


def _part(chunk: Any) -> StreamPart:
    """A chunk of a stream has a delta, and an answer in one piece a message; thoughts stand beside both."""
    usage = None
    if chunk.usage is not None:
        # Some count the prompt alone at first.
        usage = Usage(_count(chunk.usage, "prompt_tokens"), _count(chunk.usage, "completion_tokens"))
    if not chunk.choices:
        return StreamPart(usage=usage)
    choice = chunk.choices[0]
    message = getattr(choice, "delta", None) or getattr(choice, "message", None)
    text = getattr(message, "content", None)
    # Mistral sends thoughts as a list in this place.
    return StreamPart(text if isinstance(text, str) else "", choice.finish_reason or None, usage)


def _count(usage: Any, name: str) -> int:
    """How many tokens a server counted; 0 where it says none, or something else."""
    count = getattr(usage, name, None)
    return count if isinstance(count, int) else 0

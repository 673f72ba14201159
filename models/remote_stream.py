"""What another server streams in answer to a question, in whichever of the ways that servers have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.usage import Usage

if TYPE_CHECKING:
    from openai import Stream
    from openai.types.chat import ChatCompletionChunk

ONE_PIECE = "application/json"


@dataclass(frozen=True)
class StreamPart:
    """A piece of the text, why the text ended if it did, and what it took if the server says so."""

    text: str = ""
    end: str | None = None
    usage: Usage | None = None


def stream_parts(stream: "Stream[ChatCompletionChunk]") -> Iterator[StreamPart]:
    """The parts of a stream; a single one where a server does not stream though it was asked to."""
    if stream.response.headers.get("content-type", "").startswith(ONE_PIECE):
        from openai.types.chat import ChatCompletion

        stream.response.read()
        yield _part(ChatCompletion.construct(**stream.response.json()))
        return
    for chunk in stream:
        yield _part(chunk)


def _part(chunk: Any) -> StreamPart:
    """A chunk of a stream has a delta, and an answer in one piece a message; thoughts stand beside both."""
    usage = None
    if chunk.usage is not None:
        # Some count the prompt alone at first.
        usage = Usage(chunk.usage.prompt_tokens or 0, chunk.usage.completion_tokens or 0)
    if not chunk.choices:
        return StreamPart(usage=usage)
    choice = chunk.choices[0]
    message = getattr(choice, "delta", None) or getattr(choice, "message", None)
    text = getattr(message, "content", None)
    # Mistral sends thoughts as a list in this place.
    return StreamPart(text if isinstance(text, str) else "", choice.finish_reason or None, usage)

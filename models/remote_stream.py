"""What another server says in answer to a question, piece by piece, in whichever of the ways that servers have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.usage import Usage

if TYPE_CHECKING:
    from openai import Stream
    from openai.types.chat import ChatCompletionChunk

ONE_PIECE = "application/json"


@dataclass(frozen=True)
class Told:
    """A piece of the text, why the text ended if it did, and what it took if the server says so."""

    text: str = ""
    end: str | None = None
    usage: Usage | None = None


def told_in(stream: "Stream[ChatCompletionChunk]") -> Iterator[Told]:
    """What is told in a stream; all in one piece, where a server does not stream though it was asked to."""
    if stream.response.headers.get("content-type", "").startswith(ONE_PIECE):
        from openai.types.chat import ChatCompletion

        stream.response.read()
        yield _told(ChatCompletion.construct(**stream.response.json()))
        return
    for chunk in stream:
        yield _told(chunk)


def _told(chunk: Any) -> Told:
    """The pieces of a stream have a delta, and what comes in one piece has a message; thoughts stand beside both."""
    usage = None
    if chunk.usage is not None:
        # Some count the prompt alone at first.
        usage = Usage(chunk.usage.prompt_tokens or 0, chunk.usage.completion_tokens or 0)
    if not chunk.choices:
        return Told(usage=usage)
    choice = chunk.choices[0]
    said = getattr(choice, "delta", None) or getattr(choice, "message", None)
    text = getattr(said, "content", None)
    # Mistral sends thoughts as a list in this place.
    return Told(text if isinstance(text, str) else "", choice.finish_reason or None, usage)

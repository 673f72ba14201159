"""The shapes of OpenAI's chat completions: what a request holds, and how an answer looks in one piece and in many."""

import json
import re
import time
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from pydantic import BaseModel

from bot.answer_lines import source_lines
from bot.events import Answer, Delta, Event, Failed, Question, Turn
from bot.json_shapes import answer_shape
from bot.server.data_urls import attachments_in
from bot.server.errors import error_object, worded
from bot.small_talk import small_talk
from bot.steps.look import pictures_referred_to, refers_to_pictures
from models.errors import DesksideError, UsageError

MODEL = "deskside"

TAIL = "\n\n---\n"
"""What parts an answer from its sources; a client sends both back with the history."""

SOURCE_LINE = re.compile(
    r"Sources:|See also:|The closest documents:|Pinned by .+ on \d{4}-\d\d-\d\d\.?|(?:\[\d+\]|-|Figure:) .* \(.+\)"
)
"""The lines of `source_lines`."""


WAITING = b": waiting\n\n"
"""A comment, which clients ignore: it keeps proxies from taking silence for the end."""


class UnknownModel(DesksideError):
    """A request names a model that is neither Deskside nor one of its spaces."""

    code = "not-found"


class ImageUrl(BaseModel):
    """A picture's address."""

    url: str


class Part(BaseModel):
    """A part of a message's content: text, or a picture."""

    type: str
    text: str | None = None
    image_url: ImageUrl | str | None = None


class ChatMessage(BaseModel):
    """One message of the conversation."""

    role: str
    content: str | list[Part] | None = None

    def plain(self) -> str:
        """The text of the message; raises `UsageError` for a part that is neither text nor a picture."""
        for part in self._parts:
            if part.type not in ("text", "image_url"):
                raise UsageError(f"A message holds {part.type!r}; only text and pictures are read here.", "Send those.")
        return self.readable()

    def readable(self) -> str:
        """The text of the message, without what cannot be read: an earlier message may hold anything."""
        return "\n".join(part.text or "" for part in self._parts if part.type == "text")

    def addresses(self) -> list[str]:
        """The addresses of the message's pictures."""
        pictures = [part.image_url for part in self._parts if part.type == "image_url" and part.image_url is not None]
        return [picture if isinstance(picture, str) else picture.url for picture in pictures]

    @property
    def _parts(self) -> list[Part]:
        """What the message is made of; a content that is no list is a text."""
        return self.content if isinstance(self.content, list) else [Part(type="text", text=self.content)]


class StreamOptions(BaseModel):
    """What a stream should hold beside the text."""

    include_usage: bool | None = None


class ResponseFormat(BaseModel):
    """What the answer should be written in."""

    type: str


class ChatRequest(BaseModel):
    """A request; fields that steer a model's sampling are ignored, as answers are checked and not sampled.

    Clients send null for what they leave out.
    """

    messages: list[ChatMessage]
    model: str | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    response_format: ResponseFormat | None = None
    tool_choice: Any = None

    @property
    def name(self) -> str:
        """The model that is asked."""
        return MODEL if self.model is None else self.model

    @property
    def wants_usage(self) -> bool:
        """Whether the stream should end with the count of tokens."""
        return self.stream_options is not None and bool(self.stream_options.include_usage)


def question_in(asked: ChatRequest, spaces: Sequence[str]) -> Question:
    """The question that a request holds: its last message, with those before it as the conversation.

    Raises `UnknownModel`, or `UsageError` where the last message is not a person's or where no text is wanted.
    """
    chosen = spaces_asked(asked.name, spaces)
    _check_wanted(asked)
    said = [message for message in asked.messages if message.role in ("user", "assistant")]
    if not said or said[-1].role != "user":
        raise UsageError("The last message is not a user's.", "Send the question as the last message.")
    history = tuple(_turn(message) for message in said[:-1])
    images = attachments_in(_addresses(said))
    return Question(said[-1].plain(), images, spaces=chosen, history=history)


def _check_wanted(asked: ChatRequest) -> None:
    """Raises `UsageError` where a client counts on what is never given: it would fail on the answer without a word."""
    if asked.response_format is not None and asked.response_format.type != "text":
        raise UsageError(
            "An answer is text with its sources, and never JSON.",
            "Leave out response_format; `deskside` has the sources.",
        )
    if asked.tool_choice not in (None, "none", "auto"):
        raise UsageError("No tool is called here.", 'Leave out tool_choice, or send "auto".')


def spaces_asked(model: str, spaces: Sequence[str]) -> tuple[str, ...]:
    """The spaces that a model asks, none for the default one; raises `UnknownModel`."""
    models: dict[str, tuple[str, ...]] = {MODEL: ()} | {f"{MODEL}/{space}": (space,) for space in spaces}
    if model not in models:
        raise UnknownModel(f"There is no model called {model!r}.", "`/v1/models` lists them.")
    return models[model]


def _turn(message: ChatMessage) -> Turn:
    """A message as what was said: an answer without the sources that stood below it, a person's words as they are."""
    said = message.readable()
    if message.role == "user":
        return Turn("user", said)
    text, rule, tail = said.rpartition(TAIL)
    return Turn("assistant", text if rule and _is_tail(tail) else said)


def _is_tail(text: str) -> bool:
    """Whether a text is what `source_lines` puts below an answer, and not what an answer says below a rule."""
    lines = text.strip().splitlines()
    return bool(lines) and all(SOURCE_LINE.fullmatch(line) for line in lines)


def _addresses(said: Sequence[ChatMessage]) -> list[str]:
    """The pictures that the last message is about: its own or, where it refers back, those that it refers to.

    A client sends the whole conversation each time, so a follow-up brings its picture along.
    """
    own, text = said[-1].addresses(), said[-1].plain()
    if own or not refers_to_pictures(text) or small_talk(text):
        return own
    earlier = [message for message in reversed(said[:-1]) if message.role == "user"]
    return list(pictures_referred_to([(message.readable(), message.addresses()) for message in earlier]))


def models_page(spaces: Sequence[str]) -> dict[str, Any]:
    """The list of models."""
    names = [MODEL, *(f"{MODEL}/{space}" for space in spaces)]
    return {"object": "list", "data": [model_shape(name) for name in names]}


def model_shape(name: str) -> dict[str, Any]:
    """One model."""
    return {"id": name, "object": "model", "created": 0, "owned_by": "deskside"}


class ChatCompletion:
    """One completion: the same id and time in all its pieces."""

    def __init__(self, model: str) -> None:
        self._head = {"id": f"chatcmpl-{uuid4().hex}", "created": int(time.time()), "model": model}

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The completion in one piece."""
        message = {"role": "assistant", "content": answer.text + _tail(answer), "refusal": None}
        return {
            **self._head,
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
            "usage": _usage(answer),
            "deskside": answer_shape(answer),
        }

    def opening(self) -> bytes:
        """The first piece, which names the role."""
        return self._chunk({"role": "assistant", "content": ""})

    def pieces(self, event: Event, wants_usage: bool) -> bytes:
        """What an event adds to the stream: a comment, where it says nothing of the answer."""
        match event:
            case Delta(text):
                return self._chunk({"content": text})
            case Answer():
                return self._closing(event) + (self._usage(event) if wants_usage else b"")
            case Failed():
                return _event({"error": error_object(worded(event))})
            case _:
                return WAITING

    def done(self) -> bytes:
        """The end of the stream."""
        return b"data: [DONE]\n\n"

    def _closing(self, answer: Answer) -> bytes:
        """The sources, and the end of the text."""
        sources = self._chunk({"content": _tail(answer)}) if _tail(answer) else b""
        return sources + self._chunk({}, "stop", deskside=answer_shape(answer))

    def _usage(self, answer: Answer) -> bytes:
        """The count of tokens."""
        return _event({**self._head, "object": "chat.completion.chunk", "choices": [], "usage": _usage(answer)})

    def _chunk(self, delta: dict[str, str], finish_reason: str | None = None, **beside: object) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return _event({**self._head, "object": "chat.completion.chunk", "choices": [choice], **beside})


def _tail(answer: Answer) -> str:
    lines = source_lines(answer)
    return TAIL + "\n".join(lines) if lines else ""


def _usage(answer: Answer) -> dict[str, int]:
    read, written = answer.timings.prompt_tokens, answer.timings.answer_tokens
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _event(content: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(content).encode() + b"\n\n"

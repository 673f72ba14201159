"""Lays out a conversation as a language model was trained to see it, with the template that comes with the model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NoReturn

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Stands inside a control token that was part of somebody's text, so that it is read as text; see `as_plain_text`.
WORD_JOINER = "\N{WORD JOINER}"


@dataclass(frozen=True)
class Message:
    """One turn of a conversation; `pictures` are PNG or JPEG files, for a model that sees."""

    role: Literal["system", "user", "assistant"]
    content: str
    pictures: tuple[bytes, ...] = ()


class ChatTemplate:
    """A Jinja template from a model's files. It runs in a sandbox: whoever made the model wrote it."""

    def __init__(self, source: str, special: dict[str, str]) -> None:
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        environment.globals["raise_exception"] = _refuse
        environment.globals["strftime_now"] = lambda form: date.today().strftime(form)
        self._template = environment.from_string(source)
        self._special = special

    def render(self, messages: Sequence[Message]) -> str:
        """The whole prompt, up to where the assistant's answer begins."""
        turns: list[dict[str, Any]] = [{"role": message.role, "content": message.content} for message in messages]
        return self._template.render(messages=turns, add_generation_prompt=True, **self._special)


class ChatEncoder:
    """Turns conversations into a model's token ids, the same way when it learns and when it serves."""

    def __init__(self, template: ChatTemplate, tokenizer: "Tokenizer") -> None:
        self._template = template
        self._tokenizer = tokenizer
        added = tokenizer.get_added_tokens_decoder().values()
        self.control_tokens = [token.content for token in added if token.special]

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """The ids of the whole prompt; what its texts hold of control tokens is read as text."""
        safe = [Message(turn.role, as_plain_text(turn.content, self.control_tokens)) for turn in messages]
        return self.text(self._template.render(safe))

    def text(self, text: str) -> list[int]:
        """The ids of a text, without a token that the tokenizer would add by itself."""
        # The template writes the control tokens; a second one at the start is not what the model was trained on.
        readable = text.encode("utf-8", "replace").decode("utf-8")
        ids: list[int] = self._tokenizer.encode(readable, add_special_tokens=False).ids
        return ids


def as_plain_text(text: str, control_tokens: Sequence[str]) -> str:
    """The text with its control tokens broken up: a document that holds `<|im_end|>` must not end its own turn."""
    for token in control_tokens:
        if token in text:
            text = text.replace(token, token[0] + WORD_JOINER + token[1:])
    return text


def _refuse(message: str) -> NoReturn:
    raise ValueError(message)

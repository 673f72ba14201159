"""Lays out a conversation as a language model was trained to see it, with the template that comes with the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from models.unicode import storable
from models.writing.thoughts import THOUGHTS, THOUGHTS_END

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Stands inside a control token that was part of somebody's text, so that it is read as text; see `as_plain_text`.
WORD_JOINER = "\N{WORD JOINER}"

# What a template is tried with.
PROBE = "Answer briefly."


@dataclass(frozen=True)
class Message:
    """One turn of a conversation; `pictures` are PNG or JPEG files, for a model that sees."""

    role: Literal["system", "user", "assistant"]
    content: str
    pictures: tuple[bytes, ...] = ()


class ChatTemplate:
    """A Jinja template from a model's files. It runs in a sandbox: whoever made the model wrote it."""

    def __init__(self, source: str, special: dict[str, str]) -> None:
        from jinja2.ext import loopcontrols
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        from models.writing.generation_tag import GenerationTag

        extensions = [loopcontrols, GenerationTag]
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=extensions)
        environment.globals["raise_exception"] = _refuse
        environment.globals["strftime_now"] = lambda form: date.today().strftime(form)
        self._template = environment.from_string(source)
        self._special = special

    def render(self, messages: Sequence[Message]) -> str:
        """The whole prompt, up to where the assistant's answer begins.

        What the system says begins the first question where the template has no turn for it, and a model that can think
        before it answers is told not to: its thoughts would take the room of the answer.
        """
        prompt = self._rendered(messages if self._has_system_turn else without_system_turn(messages))
        # Some templates open the thoughts whatever they are told: DeepSeek's distilled models, QwQ, Qwen3 Thinking.
        return f"{prompt.rstrip()}\n\n{THOUGHTS_END}\n\n" if prompt.rstrip().endswith(THOUGHTS) else prompt

    def behind_an_answer(self) -> str:
        """What the template writes behind a whole answer; empty where it takes none."""
        from jinja2 import TemplateError

        try:
            text = self._rendered([Message("user", "Why?"), Message("assistant", PROBE)], is_open=False)
        except (TemplateError, ValueError, TypeError):
            return ""
        return text.rpartition(PROBE)[2] if PROBE in text else ""

    @cached_property
    def _has_system_turn(self) -> bool:
        """Older Mistrals and Gemmas have none; some refuse the turn and some leave it out."""
        from jinja2 import TemplateError

        try:
            return PROBE in self._rendered([Message("system", PROBE), Message("user", "Why?")])
        except (TemplateError, ValueError, TypeError):
            return False

    def _rendered(self, messages: Sequence[Message], is_open: bool = True) -> str:
        turns: list[dict[str, Any]] = [{"role": message.role, "content": message.content} for message in messages]
        # As Transformers gives them: a template may ask whether these are None, and not whether they are there.
        nothing = {"tools": None, "documents": None}
        choices = {"add_generation_prompt": is_open, "enable_thinking": False}
        return self._template.render(messages=turns, **nothing, **choices, **self._special)


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
        ids: list[int] = self._tokenizer.encode(storable(text), add_special_tokens=False).ids
        return ids


def as_plain_text(text: str, control_tokens: Sequence[str]) -> str:
    """The text with its control tokens broken up: a document that holds `<|im_end|>` must not end its own turn."""
    for token in control_tokens:
        if token in text:
            text = text.replace(token, token[0] + WORD_JOINER + token[1:])
    return text


def turn_ends(template: ChatTemplate, added: Mapping[str, int]) -> list[int]:
    """The token, of those `added` to a vocabulary by their names, that the template ends an answer with, if it is one.

    A model that was tuned on another layout than its base ends its answers so, whatever its configuration says.
    """
    behind = template.behind_an_answer().lstrip()
    found = [name for name in added if name.strip() and behind.startswith(name)]
    return [added[max(found, key=len)]] if found else []


def without_system_turn(messages: Sequence[Message]) -> list[Message]:
    """The conversation with the system's words before those of the first user, for a model that has no system turn."""
    instructions = [turn.content for turn in messages if turn.role == "system"]
    others = [turn for turn in messages if turn.role != "system"]
    first = next((place for place, turn in enumerate(others) if turn.role == "user"), None)
    if not instructions or first is None:
        return list(messages)
    instructed = replace(others[first], content="\n\n".join([*instructions, others[first].content]))
    return [*others[:first], instructed, *others[first + 1 :]]


def _refuse(message: str) -> NoReturn:
    raise ValueError(message)

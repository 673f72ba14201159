"""What a question to another server says beside its words, less what that server turned out not to take.

The servers that speak OpenAI's protocol take different parts of it; what each refuses is learnt from its own words.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from models.writing.chat_template import Message, without_system_turn

if TYPE_CHECKING:
    from openai import APIStatusError

Refused = Literal["max_tokens", "temperature", "stream_options", "system"]

COMPLAINTS: dict[Refused, re.Pattern[str]] = {
    # A model that takes the newer name only.
    "max_tokens": re.compile(r"max_completion_tokens"),
    # As OpenAI, Mistral and LiteLLM put it; a passage that speaks of temperatures may stand in the message too.
    "temperature": re.compile(r"['\"`]temperature['\"`]|\btemperature=0"),
    "stream_options": re.compile(r"stream_options"),
    # The templates of older Mistrals and Gemmas, which vLLM and llama.cpp run on their side.
    "system": re.compile(r"system role|role.{0,40}system|roles must alternate|only user and assistant roles", re.I),
}
REFUSALS = (400, 422, 500)
"""What servers say of a request that they do not take; the last is a chat template that fails."""


class RemoteOptions:
    """The options for one server. Several threads may use them at once."""

    def __init__(self) -> None:
        self.refused: frozenset[Refused] = frozenset()

    def learn(self, error: "APIStatusError", sent_without: frozenset[Refused]) -> bool:
        """Whether the same question is worth sending again, less what the error complains of.

        `sent_without` is what was left out already of the request that failed.
        """
        if error.status_code not in REFUSALS:
            return False
        complaint = str(error)
        found = next((part for part, words in COMPLAINTS.items() if words.search(complaint)), None)
        if found is None or found in sent_without:
            return False
        self.refused |= {found}
        return True

    def of(self, max_tokens: int, refused: frozenset[Refused]) -> dict[str, Any]:
        """The options of a request, less what is refused."""
        is_newer = "max_tokens" in refused
        options: dict[str, Any] = {"max_completion_tokens" if is_newer else "max_tokens": max_tokens}
        if not is_newer and "temperature" not in refused:  # who takes the newer name only may refuse this as well
            options["temperature"] = 0
        if "stream_options" not in refused:
            options["stream_options"] = {"include_usage": True}
        return options


def accepted_turns(messages: Sequence[Message], refused: frozenset[Refused]) -> Sequence[Message]:
    """The conversation as the server takes it: without a system turn where it refuses one."""
    return without_system_turn(messages) if "system" in refused else messages

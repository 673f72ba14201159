"""What a language model that writes must offer, whether it runs in this process or behind an address."""

from collections.abc import Sequence
from typing import Protocol

from models.errors import UsageError
from models.progress import Cancelled, never
from models.writing.chat_template import Message
from models.writing.usage import Writing

ELSEWHERE = "openai:"
"""What the name of a model begins with that another server runs: `openai:URL#model`."""
QUESTIONS = "/chat/completions"


class LanguageModel(Protocol):
    """An open language model. Several threads may let it write at once."""

    @property
    def sees(self) -> bool:
        """Whether it takes the pictures of a message."""

    def count_tokens(self, text: str) -> int:
        """How many tokens the text takes in a prompt; an estimate where the tokenizer is elsewhere."""

    def write(self, messages: Sequence[Message], max_tokens: int, cancelled: Cancelled = never) -> Writing:
        """The answer to the conversation, in pieces of whole characters; ends soon after `cancelled()` is true."""

    def close(self) -> None:
        """Frees what it holds."""


def is_elsewhere(name: str) -> bool:
    """Whether a model's name is the address of another server."""
    return name.startswith(ELSEWHERE)


def address_in(name: str) -> tuple[str, str]:
    """The base address and the model in `openai:URL#model`; raises `UsageError` for anything else.

    A server's bare address gets the `/v1` that vLLM, Ollama and llama.cpp answer under; the end of the address that
    questions are sent to, which providers print, is taken off.
    """
    from urllib.parse import urlsplit

    address, _, model = name.removeprefix(ELSEWHERE).partition("#")
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or not model.strip():
        raise UsageError(
            "The setting `llm` names no model elsewhere.",
            'Write it as "openai:URL#model", for example "openai:http://127.0.0.1:11434#qwen3:4b-instruct".',
        )
    if not parts.path.strip("/"):
        return f"{address.rstrip('/')}/v1", model.strip()
    return (address.removesuffix("/").removesuffix(QUESTIONS) if QUESTIONS in address else address), model.strip()


def is_on_this_machine(address: str) -> bool:
    """Whether an address leads nowhere else, whoever asks."""
    import ipaddress
    from urllib.parse import urlsplit

    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")

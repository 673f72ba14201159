"""Says in a sentence why a remote language model did not answer, and never repeats what was sent either way."""

import re

from models.errors import WriterUnreachable

CONTEXT = re.compile(r"context[ _](length|size|window)|exceeds? the (available )?context", re.I)
"""What servers say of a prompt that is too long for them."""
REQUEST_REFUSED = (400, 413, 422, 500)


class OnlyThoughts(Exception):
    """The model spent all of its tokens on thoughts, which are no part of an answer."""


def unreachable(error: Exception, place: str, model: str) -> WriterUnreachable:
    """What went wrong with the model at a place. Its message may repeat what was sent, and is left out."""
    return WriterUnreachable(*_told(error, f"The language model at {place}", place, model))


def _told(error: Exception, it: str, place: str, model: str) -> tuple[str, str]:
    """What is so, and what to do about it."""
    from openai import APIConnectionError, APIError, APIStatusError, APITimeoutError

    not_there = f"{it} cannot be reached.", "Start that server, or correct `llm`."
    match error:
        case OnlyThoughts():
            to_do = "Name a model in `llm` that does not think first, or raise `max_answer_tokens`."
            return f"{it} wrote nothing but thoughts until its tokens were used up.", to_do
        case APITimeoutError() | TimeoutError():
            to_do = "Try again; if it stays so, look after that server or set `llm_timeout` higher."
            return f"{it} did not answer in time.", to_do
        case APIStatusError(status_code=401 | 403):
            return f"{it} refused the key.", "Set DESKSIDE_LLM_KEY to a key that it takes."
        case APIStatusError(status_code=404):
            return f"{place} has no model {model!r}.", "Correct the address or the model in the setting `llm`."
        case APIStatusError(status_code=429):
            return f"{it} takes no more questions for now.", "Try again in a minute."
        case APIStatusError(status_code=status) if status in REQUEST_REFUSED and CONTEXT.search(str(error)):
            to_do = "Give it a longer one there: `num_ctx` of Ollama, `-c` of llama.cpp, `--max-model-len` of vLLM."
            return f"{it} has too short a context for the passages and the answer.", to_do
        case APIStatusError(status_code=status):
            return f"{it} answered with HTTP {status}.", "Look into that server's log."
        case APIConnectionError():
            return not_there
        # An APIError that is none of these came inside the stream: "CUDA out of memory".
        case EOFError() | APIError():
            to_do = "Look into that server's log; a context that is too short for the passages does this."
            return f"{it} broke off its answer.", to_do
        case UnicodeEncodeError():
            to_do = "Set DESKSIDE_LLM_KEY to the key alone, without anything around it."
            return f"The key for {it[0].lower()}{it[1:]} has a character that no key can have.", to_do
        # The SDK meets them where it reads something else than it expects, such as a web page.
        case AttributeError() | TypeError() | ValueError():
            to_do = "Correct the address in the setting `llm`."
            return f"What is at {place} does not speak OpenAI's protocol.", to_do
        case _:
            return not_there

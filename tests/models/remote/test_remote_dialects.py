"""Servers that speak OpenAI's protocol speak parts of it, and some in ways of their own."""

import json

import pytest

from models.errors import WriterUnreachable
from models.remote.writer import RemoteWriter
from models.writing.chat_template import Message
from models.writing.language_model import is_on_this_machine
from models.writing.thoughts import Thoughts
from tests.fakes.openai_server import OpenAIServer

ASKED = [Message("system", "Answer."), Message("user", "How do I fix it?")]
REFUSALS = {
    "stream_options": "Extra inputs are not permitted: stream_options",
    "temperature": "Unsupported value: 'temperature' does not support 0 with this model.",
    "max_tokens": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
    "system": "System role not supported",
}


def said(remote_writer: RemoteWriter) -> str:
    return "".join(remote_writer.write(ASKED, 50))


@pytest.mark.parametrize("refused", REFUSALS)
def test_what_a_server_refuses_is_left_out_from_then_on(
    server: OpenAIServer, remote_writer: RemoteWriter, refused: str
) -> None:
    server.refuses = {refused: REFUSALS[refused]}
    assert said(remote_writer) == said(remote_writer) == "Restart the client."
    assert len(server.asked) == 3


def test_several_things_that_are_refused_are_learnt_one_by_one(
    server: OpenAIServer, remote_writer: RemoteWriter
) -> None:
    server.refuses = REFUSALS
    assert said(remote_writer) == said(remote_writer) == "Restart the client."
    assert server.asked[-1] == {
        "model": "small",
        "messages": [{"role": "user", "content": "Answer.\n\nHow do I fix it?"}],
        "stream": True,
        "max_completion_tokens": 50,
    }


def test_a_refusal_that_stays_is_told(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    server.refuses = {"stream": "stream_options and all else is refused"}
    with pytest.raises(WriterUnreachable, match="HTTP 400"):
        said(remote_writer)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 512 tokens. However, you requested 700.",
        "the request exceeds the available context size, try increasing it",
    ],
)
def test_a_context_that_is_too_short_is_told_from_other_refusals(
    server: OpenAIServer, remote_writer: RemoteWriter, message: str
) -> None:
    server.refuses = {"messages": message}
    with pytest.raises(WriterUnreachable, match="too short a context") as raised:
        said(remote_writer)
    assert "num_ctx" in raised.value.next_step


def chunk(**content: object) -> bytes:
    return b"data: " + json.dumps({"id": "c", "object": "chat.completion.chunk", **content}).encode()


def delta(**said: object) -> bytes:
    return chunk(choices=[{"index": 0, "delta": said, "finish_reason": None}])


END = chunk(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])


def test_a_stream_as_proxies_and_clouds_send_it_is_read(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    """Lines of Windows, comments, an opening without choices, thoughts and calls beside the text, a null."""
    events = [
        b": OPENROUTER PROCESSING",
        chunk(choices=[], prompt_filter_results=[]),
        delta(role="assistant", content=None, reasoning_content="Let me think."),
        delta(content=[{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}]),
        chunk(choices=[{"index": 0, "delta": None, "finish_reason": ""}]),
        delta(content="Restart "),
        delta(tool_calls=[{"index": 0, "id": "1", "function": {"name": "f", "arguments": "{}"}}]),
        delta(content="the client."),
        END,
        chunk(choices=[], usage={"prompt_tokens": 17, "total_tokens": 17}),
        b"data: [DONE]",
    ]
    server.raw = b"\r\n\r\n".join(events) + b"\r\n\r\n"
    text = remote_writer.write(ASKED, 50)
    assert "".join(text) == "Restart the client."
    assert (text.usage.prompt_tokens, text.usage.answer_tokens) == (17, 2)


@pytest.mark.parametrize(
    "pieces",
    [("<think>It is ", "about the client.</think>\n\nRestart it."), ("\n<th", "ink></th", "ink>\n", "Restart it.")],
)
def test_thoughts_before_an_answer_are_no_part_of_it(
    server: OpenAIServer, remote_writer: RemoteWriter, pieces: tuple[str, ...]
) -> None:
    server.pieces = pieces
    assert said(remote_writer) == "Restart it."


@pytest.mark.parametrize("ends_with", ["stop", "length"])
def test_thoughts_that_never_end_are_told(server: OpenAIServer, remote_writer: RemoteWriter, ends_with: str) -> None:
    server.pieces, server.ends_with = ("<think>It is about ", "the client."), ends_with
    with pytest.raises(WriterUnreachable, match="nothing but thoughts"):
        said(remote_writer)


@pytest.mark.parametrize("text", ["<", "<the client>", "  <thinking", "2 < 3 <think>"])
def test_what_only_begins_like_thoughts_is_kept(text: str) -> None:
    thoughts = Thoughts()
    assert "".join(thoughts.behind(letter) for letter in text) + thoughts.rest() == text


def test_an_answer_that_is_not_streamed_is_read(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    message = {"role": "assistant", "content": "Restart the client."}
    usage = {"prompt_tokens": 17, "completion_tokens": 5, "total_tokens": 22}
    server.whole = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": usage}
    text = remote_writer.write(ASKED, 50)
    assert "".join(text) == "Restart the client."
    assert text.usage.prompt_tokens == 17


def test_an_error_that_is_called_a_success_is_a_broken_answer(
    server: OpenAIServer, remote_writer: RemoteWriter
) -> None:
    server.whole = {"error": {"message": "CUDA out of memory: How do I fix it?"}}
    with pytest.raises(WriterUnreachable, match="broke off its answer") as raised:
        said(remote_writer)
    assert "fix it" not in str(raised.value)


def test_a_server_without_a_list_of_models_is_asked_for_a_word(
    server: OpenAIServer, remote_writer: RemoteWriter
) -> None:
    server.lists = ""
    assert remote_writer.check() == "small"
    assert len(server.asked) == 1
    server.failures = [404]
    with pytest.raises(WriterUnreachable, match="has no model 'small'"):
        remote_writer.check()


def test_a_model_that_is_listed_below_models_is_there(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    server.lists = "models/small"
    assert remote_writer.check() == "small"


def test_what_is_asked_of_this_machine_goes_by_no_proxy(server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    remote_writer = RemoteWriter.open(server.name, timeout=5)
    assert said(remote_writer) == "Restart the client."
    remote_writer.close()


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:8000/v1", True),
        ("https://api.example/v1", False),
        ("http://192.168.1.7:8000/v1", False),
        ("http://localhost.example/v1", False),
    ],
)
def test_an_address_of_this_machine_is_told_from_others(address: str, is_here: bool) -> None:
    assert is_on_this_machine(address) is is_here

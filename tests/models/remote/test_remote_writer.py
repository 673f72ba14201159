"""A language model behind an address, over a real server on loopback."""

import threading
import time

import pytest

from models.errors import UsageError, WriterUnreachable
from models.remote.writer import LONGEST_TOKEN, RemoteWriter
from models.writing.chat_template import Message
from models.writing.language_model import address_in
from tests.fakes.openai_server import OpenAIServer

ASKED = [Message("system", "Answer."), Message("user", "How do I fix it?")]


def test_the_pieces_arrive_in_their_order(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    text = remote_writer.write(ASKED, 50)
    assert list(text) == ["Restart ", "the client."]
    [asked] = server.asked
    assert asked["model"] == "small"
    assert asked["max_tokens"] == 50
    assert asked["temperature"] == 0
    assert asked["messages"][1] == {"role": "user", "content": "How do I fix it?"}
    assert (text.usage.prompt_tokens, text.usage.answer_tokens) == (17, 5)


def test_tokens_are_counted_where_the_server_counts_none(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    server.usage = False
    text = remote_writer.write(ASKED, 50)
    list(text)
    assert text.usage.answer_tokens == 2
    assert text.usage.prompt_tokens > 4
    assert text.usage.first_token_ms > 0


def test_only_the_key_of_the_settings_is_sent(server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "of-another-address")
    for key in (None, "given"):
        remote_writer = RemoteWriter.open(server.name, key)
        list(remote_writer.write(ASKED, 5))
        remote_writer.close()
    first, second = server.headers
    assert "of-another-address" not in str(server.headers)
    assert first["authorization"] != second["authorization"] == "Bearer given"


def test_a_key_from_a_file_is_sent_without_its_end_of_line(server: OpenAIServer) -> None:
    remote_writer = RemoteWriter.open(server.name, "given\n")
    assert "".join(remote_writer.write(ASKED, 5)) == "Restart the client."
    assert server.headers[0]["authorization"] == "Bearer given"
    remote_writer.close()


def test_a_key_that_cannot_be_sent_is_told_and_not_the_address(server: OpenAIServer) -> None:
    remote_writer = RemoteWriter.open(server.name, "schlüssel")
    for ask in (remote_writer.check, lambda: list(remote_writer.write(ASKED, 5))):
        with pytest.raises(WriterUnreachable, match="key") as raised:
            ask()
        assert "DESKSIDE_LLM_KEY" in raised.value.next_step
        assert "schl" not in str(raised.value)
    remote_writer.close()


def test_a_server_that_stumbles_is_asked_again(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    server.failures = [503, 429]
    assert "".join(remote_writer.write(ASKED, 50)) == "Restart the client."
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "refused the key"), (404, "no model 'small'"), (500, "HTTP 500"), (429, "no more questions")],
)
def test_a_refusal_is_a_sentence_without_what_was_asked(
    server: OpenAIServer, remote_writer: RemoteWriter, status: int, said: str
) -> None:
    server.failures, server.refused_with = [status] * 3, "How do I fix it? sk-secret"
    with pytest.raises(WriterUnreachable) as raised:
        list(remote_writer.write(ASKED, 50))
    assert said in raised.value.problem
    assert raised.value.next_step
    assert "fix it" not in str(raised.value)
    assert "sk-secret" not in str(raised.value)


def test_a_newer_name_of_the_budget_is_learnt(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    server.failures, server.refused_with = [400], "Use 'max_completion_tokens' instead of 'max_tokens'."
    list(remote_writer.write(ASKED, 50))
    list(remote_writer.write(ASKED, 60))
    assert [asked.get("max_completion_tokens") for asked in server.asked] == [None, 50, 60]
    assert "temperature" not in server.asked[-1]


def test_a_silent_server_is_left_when_the_asker_leaves(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    server.silent = threading.Event()
    stopped = threading.Event()
    pieces = remote_writer.write(ASKED, 50, stopped.is_set)
    assert next(pieces) == "Restart "
    stopped.set()
    before = time.perf_counter()
    assert list(pieces) == []
    assert time.perf_counter() - before < 4  # and not the five seconds that a silent server is waited for


def test_a_server_that_is_silent_too_long_did_not_answer_in_time(server: OpenAIServer) -> None:
    server.silent = threading.Event()
    remote_writer = RemoteWriter.open(server.name, timeout=0.2)
    with pytest.raises(WriterUnreachable) as raised:
        list(remote_writer.write(ASKED, 50))
    assert "did not answer in time" in raised.value.problem
    remote_writer.close()


def test_a_stream_that_breaks_off_is_no_whole_answer(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    server.cut_after = 1
    pieces = remote_writer.write(ASKED, 50)
    assert next(pieces) == "Restart "
    with pytest.raises(WriterUnreachable):
        next(pieces)


@pytest.mark.parametrize("pieces", [(), ("Restart ",)])
def test_a_stream_that_ends_without_an_end_of_the_answer_is_told(
    server: OpenAIServer, remote_writer: RemoteWriter, pieces: tuple[str, ...]
) -> None:
    server.pieces, server.finishes = pieces, False
    with pytest.raises(WriterUnreachable) as raised:
        list(remote_writer.write(ASKED, 50))
    assert "broke off" in raised.value.problem
    assert "context" in raised.value.next_step


def test_a_server_that_is_silent_is_not_asked_again(server: OpenAIServer) -> None:
    server.stalled = threading.Event()
    remote_writer = RemoteWriter.open(server.name, timeout=0.2)
    with pytest.raises(WriterUnreachable, match="did not answer in time"):
        list(remote_writer.write(ASKED, 50))
    assert len(server.asked) == 1
    remote_writer.close()


def test_nothing_is_asked_again_for_an_asker_who_left(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    server.failures, server.retry_after = [503] * 3, "1"
    assert list(remote_writer.write(ASKED, 50, lambda: bool(server.asked))) == []
    for thread in threading.enumerate():
        if thread.name == "deskside-remote":
            thread.join(3)
    assert len(server.asked) == 1


@pytest.mark.parametrize(("ends_with", "pieces"), [("length", ("Restart ",)), ("stop", ())])
def test_an_answer_that_was_cut_or_is_empty_by_choice_is_one(
    server: OpenAIServer, remote_writer: RemoteWriter, ends_with: str, pieces: tuple[str, ...]
) -> None:
    server.ends_with, server.pieces = ends_with, pieces
    assert tuple(remote_writer.write(ASKED, 50)) == pieces


def test_a_model_that_only_thought_is_told_from_one_that_answered(
    server: OpenAIServer, remote_writer: RemoteWriter
) -> None:
    server.ends_with, server.pieces = "length", ("",)
    with pytest.raises(WriterUnreachable, match="nothing but thoughts") as raised:
        list(remote_writer.write(ASKED, 50))
    assert "max_answer_tokens" in raised.value.next_step


def test_an_error_inside_the_stream_is_a_broken_answer(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    server.spoilt = '{"error": {"message": "CUDA out of memory: How do I fix it?", "code": 500}}'
    with pytest.raises(WriterUnreachable, match="broke off its answer") as raised:
        list(remote_writer.write(ASKED, 50))
    assert "fix it" not in str(raised.value)


def test_an_address_that_serves_a_web_page_speaks_another_protocol(
    server: OpenAIServer, remote_writer: RemoteWriter
) -> None:
    server.page, server.spoilt = "<html><body>It works!</body></html>", "<html>"
    for ask in (remote_writer.check, lambda: list(remote_writer.write(ASKED, 50))):
        with pytest.raises(WriterUnreachable, match="does not speak OpenAI's protocol"):
            ask()


def test_a_web_page_in_place_of_a_stream_is_another_protocol(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    server.raw, server.kind = b"<html><body>It works!</body></html>", "text/html"
    with pytest.raises(WriterUnreachable, match="does not speak OpenAI's protocol"):
        list(remote_writer.write(ASKED, 50))


def test_a_stream_that_does_not_end_is_ended_by_what_was_asked_for(
    server: OpenAIServer, remote_writer: RemoteWriter
) -> None:
    server.pieces = ("for ever ",) * 100_000
    assert len(list(remote_writer.write(ASKED, 16))) == 16 * LONGEST_TOKEN // len("for ever ") + 1
    receiving = [thread for thread in threading.enumerate() if thread.name == "deskside-remote"]
    for thread in receiving:
        thread.join(10)
    assert not any(thread.is_alive() for thread in receiving)


def test_signs_of_life_are_no_answer(server: OpenAIServer) -> None:
    """A proxy sends comments for as long as what is behind it says nothing."""
    server.pings = True
    remote_writer = RemoteWriter.open(server.name, timeout=0.3)
    with pytest.raises(WriterUnreachable, match="did not answer in time"):
        list(remote_writer.write(ASKED, 50))
    assert server.left.wait(10)
    remote_writer.close()


def test_who_leaves_a_server_that_sends_signs_of_life_leaves_no_connection(
    server: OpenAIServer, remote_writer: RemoteWriter
) -> None:
    server.pings = True
    assert list(remote_writer.write(ASKED, 50, lambda: bool(server.asked))) == []
    assert server.left.wait(10)


@pytest.mark.parametrize("counted", ["many", ["a"], 1.5, None, {}])
def test_a_count_that_is_none_is_not_counted(
    server: OpenAIServer, remote_writer: RemoteWriter, counted: object
) -> None:
    server.whole = {
        "choices": [{"message": {"content": "Restart the client."}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": counted, "completion_tokens": counted},
    }
    text = remote_writer.write(ASKED, 50)
    assert "".join(text) == "Restart the client."
    assert text.usage.answer_tokens == 1


def test_nobody_there() -> None:
    remote_writer = RemoteWriter.open("openai:http://127.0.0.1:9#small")
    with pytest.raises(WriterUnreachable) as raised:
        list(remote_writer.write(ASKED, 50))
    assert "cannot be reached" in raised.value.problem


def test_pictures_go_only_to_a_model_that_may_see(server: OpenAIServer) -> None:
    picture = b"\x89PNG\r\n\x1a\n..."
    asked = [Message("user", "What is this?", (picture,))]
    for sees in (False, True):
        remote_writer = RemoteWriter.open(server.name, sees=sees)
        list(remote_writer.write(asked, 5))
        remote_writer.close()
    hidden, shown = (request["messages"][0]["content"] for request in server.asked)
    assert hidden == "What is this?"
    assert shown[1]["image_url"]["url"].startswith("data:image/png;base64,iVBORw0KGgo")


def test_check_names_what_is_there(server: OpenAIServer, remote_writer: RemoteWriter) -> None:
    assert remote_writer.check() == "small"
    other = RemoteWriter.open(server.name.replace("#small", "#large"))
    with pytest.raises(WriterUnreachable) as raised:
        other.check()
    assert "small" in raised.value.next_step
    other.close()


@pytest.mark.parametrize(("listed", "is_there"), [("small:latest", True), ("small:4b", False)])
def test_a_model_without_a_tag_is_the_latest_one(
    server: OpenAIServer, remote_writer: RemoteWriter, listed: str, is_there: bool
) -> None:
    server.lists = listed
    if is_there:
        assert remote_writer.check() == "small"
    else:
        with pytest.raises(WriterUnreachable, match="has no model 'small'"):
            remote_writer.check()


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("openai:http://127.0.0.1:11434#qwen3:4b-instruct", ("http://127.0.0.1:11434/v1", "qwen3:4b-instruct")),
        ("openai:http://host/v1#m", ("http://host/v1", "m")),
        ("openai:https://host/openai/v1/#org/m", ("https://host/openai/v1/", "org/m")),
        ("openai:https://host/v1/chat/completions#m", ("https://host/v1", "m")),
        ("openai:https://host/v1/chat/completions/#m", ("https://host/v1", "m")),
        ("openai:http://host/chat/completions#m", ("http://host", "m")),
    ],
)
def test_addresses(name: str, address: tuple[str, str]) -> None:
    assert address_in(name) == address


@pytest.mark.parametrize(
    "name", ["openai:", "openai:#m", "openai:http://host", "openai:file:///etc#m", "openai:http://[#m"]
)
def test_what_is_no_address(name: str) -> None:
    with pytest.raises(UsageError):
        address_in(name)

"""A real server, where DESKSIDE_LLAMA_SERVER names one, as `llm` would: `openai:URL#model`.

The fake says what we believe of servers; this is how that is checked. For llama-cpp-python's own:
`python -m llama_cpp.server --model FILE.gguf --model_alias small --n_ctx 2048`, then
`DESKSIDE_LLAMA_SERVER=openai:http://127.0.0.1:8000#small pytest tests/models/remote/test_remote_server.py`.
"""

import os
import threading
import time
from collections.abc import Iterator

import pytest

from models.errors import WriterUnreachable
from models.remote.writer import RemoteWriter
from models.writing.chat_template import Message

NAME = os.environ.get("DESKSIDE_LLAMA_SERVER", "")

pytestmark = pytest.mark.skipif(not NAME, reason="DESKSIDE_LLAMA_SERVER names no server")

ASKED = [Message("system", "Answer in one sentence."), Message("user", "Why is the sky blue?")]
LONG = [Message("user", "Tell a long story of a dragon.")]


@pytest.fixture
def writer() -> Iterator[RemoteWriter]:
    opened = RemoteWriter.open(NAME)
    yield opened
    opened.close()


def test_it_lists_the_model_and_no_other(writer: RemoteWriter) -> None:
    assert writer.check() == NAME.partition("#")[2]
    with pytest.raises(WriterUnreachable, match="has no model"):
        RemoteWriter.open(f"{NAME}-of-nobody").check()


def test_the_answer_streams_and_is_the_same_each_time(writer: RemoteWriter) -> None:
    text = writer.write(ASKED, 24)
    pieces = list(text)
    assert len(pieces) > 5
    assert text.usage.answer_tokens in (len(pieces), len(pieces) + 1)
    assert 0 < text.usage.first_token_ms <= text.usage.last_token_ms
    assert "".join(writer.write(ASKED, 24)) == "".join(pieces)


def test_the_budget_ends_an_answer(writer: RemoteWriter) -> None:
    assert 1 <= len(list(writer.write(LONG, 3))) <= 3


@pytest.mark.parametrize("leave", ["cancelled", "closed"])
def test_an_asker_who_leaves_is_let_go_and_the_next_is_served(writer: RemoteWriter, leave: str) -> None:
    stopped = threading.Event()
    pieces = writer.write(LONG, 1_000, stopped.is_set)
    next(pieces)
    left = time.perf_counter()
    if leave == "closed":
        pieces.close()  # type: ignore[attr-defined]
    else:
        stopped.set()
        assert list(pieces) == []
    assert time.perf_counter() - left < 1
    assert "".join(writer.write(ASKED, 8))
    assert time.perf_counter() - left < 20


def test_what_does_not_fit_its_context_is_told_in_a_sentence(writer: RemoteWriter) -> None:
    with pytest.raises(WriterUnreachable) as raised:
        list(writer.write([Message("user", "dragon " * 200_000)], 8))
    assert raised.value.next_step
    assert "dragon" not in str(raised.value)

"""What speaks to OpenAI can ask Deskside."""

import asyncio
import json
import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from bot.events import Answer, Event, Pinned
from bot.server.chat_completion import ChatCompletion, ChatRequest, question_in
from bot.server.routes import openai
from models.writing.usage import Writing
from models.writing.writer import Writer
from tests.fakes import endless_writer, sample_events

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("nothing_from_memory")]

URL = "/v1/chat/completions"
POSTERS = "Which printer prints posters?"


class Endless:
    """A writer that writes on for ever, and says when it began and when it had to stop."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.started, self.stopped = threading.Event(), threading.Event()

        def pieces(cancelled: Callable[[], bool]) -> Generator[str, None, None]:
            try:
                for piece in endless_writer.endless(cancelled):
                    self.started.set()
                    yield piece
            finally:
                self.stopped.set()

        def write(writer: Writer, messages: object, max_tokens: int, cancelled: Callable[[], bool]) -> Writing:
            return Writing(pieces(cancelled))

        patch.setattr(Writer, "write", write)


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Endless:
    return Endless(monkeypatch)


def asking(*texts: str, **fields: object) -> dict[str, object]:
    roles = ("assistant", "user")
    messages = [{"role": roles[(len(texts) - n) % 2], "content": text} for n, text in enumerate(texts)]
    return {"model": "deskside", "messages": messages, **fields}


async def chunks_of(http: httpx.AsyncClient, body: dict[str, object]) -> list[dict[str, Any]]:
    async with http.stream("POST", URL, json=body) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = [line async for line in response.aiter_lines() if line and not line.startswith(":")]
    assert lines[-1] == "data: [DONE]"
    return [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]


async def test_an_answer_has_openais_shape_its_sources_behind_it_and_beside_it(http: httpx.AsyncClient) -> None:
    answer = (await http.post(URL, json=asking(POSTERS, temperature=0.2, n=1))).json()
    assert answer["object"] == "chat.completion" and answer["id"].startswith("chatcmpl-")
    [choice] = answer["choices"]
    assert (choice["message"]["role"], choice["finish_reason"]) == ("assistant", "stop")
    text, sources = choice["message"]["content"].split("\n\n---\n")
    assert "floor 3" in text and "[1]" in text
    assert sources.startswith("Sources:\n[1] Printers") and sources.endswith("(printers.md)")
    assert answer["deskside"]["citations"][0]["document"] == "printers.md"
    assert answer["usage"]["total_tokens"] == answer["usage"]["prompt_tokens"] + answer["usage"]["completion_tokens"]


async def test_a_streamed_answer_is_the_same_in_pieces(http: httpx.AsyncClient) -> None:
    whole = (await http.post(URL, json=asking(POSTERS))).json()
    chunks = await chunks_of(http, asking(POSTERS, stream=True, stream_options={"include_usage": True}))
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in chunks}) == 1
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    assert deltas[0]["role"] == "assistant"
    assert "".join(delta.get("content", "") for delta in deltas) == whole["choices"][0]["message"]["content"]
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"
    assert chunks[-2]["deskside"]["citations"] == whole["deskside"]["citations"]
    assert chunks[-1]["choices"] == [] and chunks[-1]["usage"]["completion_tokens"] > 0


async def test_what_is_not_found_offers_the_closest_documents(http: httpx.AsyncClient) -> None:
    answer = (await http.post(URL, json=asking("How do I breed goldfish?"))).json()
    assert "\n\n---\nThe closest documents:\n- " in answer["choices"][0]["message"]["content"]
    assert answer["deskside"]["kind"] == "not_found"


async def test_messages_before_the_last_are_the_conversation(http: httpx.AsyncClient) -> None:
    earlier = "150 euros. [1]\n\n---\nSources:\n[1] Travel (travel.md)"
    answer = (await http.post(URL, json=asking("How much is refunded for a hotel?", earlier, "And for meals?"))).json()
    assert "40 euros" in answer["choices"][0]["message"]["content"]


@pytest.mark.parametrize("script", [sample_events.grounded, sample_events.screenshot, sample_events.not_found])
async def test_what_was_said_before_comes_back_without_its_sources_and_else_as_it_was(
    script: Callable[[], list[Event]],
) -> None:
    answer = script()[-1]
    assert isinstance(answer, Answer)
    answer = replace(answer, pinned=Pinned("ann", datetime(2026, 11, 24, tzinfo=UTC)))
    ruled = "It says:\n\n---\nlevel=error peer gone\n\n---\nWhat now?"
    whole = ChatCompletion("deskside").whole(answer)["choices"][0]["message"]["content"]
    for said in (whole, f"{ruled}\n\n---\nSources:\n[1] VPN — Error 809 (vpn.md)"):
        question = question_in(ChatRequest.model_validate(asking(ruled, said, ruled)), ["default"])
        assert [turn.text for turn in question.history] == [ruled, answer.text if said is whole else ruled]
        assert question.text == ruled
    question = question_in(ChatRequest.model_validate(asking(ruled, ruled, "And?")), ["default"])
    assert [turn.text for turn in question.history] == [ruled, ruled]


async def test_null_is_what_was_left_out(http: httpx.AsyncClient) -> None:
    parts = [{"type": "text", "text": POSTERS, "image_url": None}, {"type": "image_url", "text": None}]
    body = {"messages": [{"role": "user", "content": parts}], "stream": None, "stream_options": {"include_usage": None}}
    assert "floor 3" in (await http.post(URL, json=body)).text
    assert "floor 3" in (await http.post(URL, json=body | {"stream_options": None})).text


async def test_text_in_parts_is_read_and_a_sound_is_refused(http: httpx.AsyncClient) -> None:
    parts: list[dict[str, object]] = [{"type": "text", "text": POSTERS}]
    body = {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": parts}]}
    assert "floor 3" in (await http.post(URL, json=body)).text
    parts.append({"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}})
    response = await http.post(URL, json=body)
    assert (response.status_code, response.json()["error"]["type"]) == (400, "invalid_request_error")
    assert "input_audio" in response.json()["error"]["message"]


async def test_what_cannot_be_read_of_an_earlier_message_is_passed_over(http: httpx.AsyncClient) -> None:
    """A client sends all that was said each time: refused, a conversation with a sound in it would be over."""
    sound = {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}
    messages = [
        {"role": "user", "content": [{"type": "text", "text": "How much is refunded for a hotel?"}, sound]},
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}, {"type": "thinking", "text": None}]},
        {"role": "tool", "content": "{}", "tool_call_id": "1"},
        {"role": "developer", "content": [sound]},
        {"role": "user", "content": POSTERS},
    ]
    answer = await http.post(URL, json={"model": None, "messages": messages})
    assert answer.status_code == 200, answer.text
    assert "floor 3" in answer.json()["choices"][0]["message"]["content"]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"response_format": {"type": "json_object"}}, "never JSON"),
        ({"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {}}}}, "never JSON"),
        ({"tools": [], "tool_choice": "required"}, "No tool"),
        ({"tools": [], "tool_choice": {"type": "function", "function": {"name": "f"}}}, "No tool"),
    ],
)
async def test_a_client_that_counts_on_json_or_a_call_is_told_that_there_is_none(
    http: httpx.AsyncClient, wanted: dict[str, object], told: str
) -> None:
    refused = await http.post(URL, json=asking(POSTERS, **wanted))
    assert refused.status_code == 400 and told in refused.json()["error"]["message"]


async def test_what_a_client_only_offers_is_passed_over(http: httpx.AsyncClient) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {}}}
    offered = {"tools": [tool], "tool_choice": "auto", "response_format": {"type": "text"}, "stop": ["\n"], "seed": 1}
    answer = await http.post(URL, json=asking(POSTERS, **offered))
    assert "floor 3" in answer.json()["choices"][0]["message"]["content"]


async def test_a_space_is_chosen_as_a_model(http: httpx.AsyncClient) -> None:
    models = (await http.get("/v1/models")).json()
    assert [model["id"] for model in models["data"]] == ["deskside", "deskside/default"]
    assert (await http.post(URL, json=asking(POSTERS) | {"model": "deskside/default"})).status_code == 200
    for model in models["data"]:
        assert (await http.get(f"/v1/models/{model['id']}")).json() == model
    assert (await http.get("/v1/models/deskside/attic")).status_code == 404
    for unknown in ("deskside/attic", "gpt-4o", ""):
        response = await http.post(URL, json=asking(POSTERS) | {"model": unknown})
        assert (response.status_code, response.json()["error"]["code"]) == (404, "not-found")


@pytest.mark.parametrize(
    "messages", [[], [{"role": "assistant", "content": "Hello"}], [{"role": "user", "content": " "}]]
)
async def test_a_question_that_cannot_be_asked_is_refused(http: httpx.AsyncClient, messages: list[object]) -> None:
    response = await http.post(URL, json={"messages": messages})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "usage")


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
async def test_a_failure_before_anything_is_said_has_its_own_status(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, stream: bool
) -> None:
    monkeypatch.setattr(Writer, "write", lambda *_: 1 / 0)
    response = await http.post(URL, json=asking(POSTERS, stream=stream))
    assert (response.status_code, response.json()["error"]["type"]) == (500, "server_error")
    response = await http.post(URL, json=asking("posters " * 10_000, stream=stream))
    assert (response.status_code, response.json()["error"]["code"]) == (400, "usage")


async def test_a_failure_in_a_stream_is_told_in_it(http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking() -> Generator[str, None, None]:
        yield "The printer that prints posters is the plotter on floor 3. It "
        raise ZeroDivisionError

    monkeypatch.setattr(Writer, "write", lambda *_: Writing(breaking()))
    chunks = await chunks_of(http, asking(POSTERS, stream=True))
    assert "floor 3" in chunks[1]["choices"][0]["delta"]["content"]
    assert chunks[-1]["error"]["code"] == "bug"


async def test_a_stream_is_passed_on_at_once_and_says_that_it_is_still_there(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, endless: Endless
) -> None:
    monkeypatch.setattr(openai, "SILENCE", 0.01)
    async with asyncio.timeout(60), http.stream("POST", URL, json=asking(POSTERS, stream=True)) as response:
        assert response.headers["x-accel-buffering"] == "no"
        lines = response.aiter_lines()
        while await anext(lines) != ": waiting":
            pass
        await lines.aclose()


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
async def test_a_client_that_leaves_frees_the_writer(http: httpx.AsyncClient, endless: Endless, stream: bool) -> None:
    asked = asyncio.create_task(http.post(URL, json=asking(POSTERS, stream=stream)))
    assert await asyncio.to_thread(endless.started.wait, 60)
    asked.cancel()
    assert await asyncio.to_thread(endless.stopped.wait, 60)

"""The figures count, and hold no word that anybody wrote."""

import httpx
import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_answers_and_failures_are_counted_without_a_word_of_them(http: httpx.AsyncClient) -> None:
    for text in ("Which printer prints posters?", "How do I breed goldfish?", "goldfish" * 2_000):
        await http.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": text}]})
    await http.post("/search", json={"text": "posters", "space": "goldfish"})
    response = await http.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    figures = dict(line.rsplit(" ", 1) for line in response.text.splitlines() if not line.startswith("#"))
    assert figures['deskside_answers_total{kind="not_found"}'] == "1.0"
    assert figures['deskside_failures_total{code="usage"}'] == "1.0"
    assert figures["deskside_answer_seconds_count"] == "2.0"
    assert float(figures["deskside_answer_tokens_total"]) > 0
    assert figures["deskside_questions_waiting"] == "0.0"
    assert not any(word in response.text.lower() for word in ("poster", "goldfish", "printer", "floor"))


async def test_a_search_prints_what_the_command_prints(http: httpx.AsyncClient) -> None:
    [passage] = (await http.post("/search", json={"text": "posters", "limit": 1})).json()
    assert list(passage) == ["document", "chunk", "title", "location", "text", "score", "found_by"]
    assert passage["document"] == "printers.md"
    unknown = await http.post("/search", json={"text": "posters", "space": "attic"})
    error = unknown.json()["error"]
    assert (unknown.status_code, error["code"], error["type"]) == (400, "no-space", "invalid_request_error")
    assert error["problem"] == "There is no space called 'attic'. These exist: default."
    assert error["next_step"] == "Name one as `space`, or ask the model `deskside/SPACE`."

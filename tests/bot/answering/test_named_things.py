"""A question that names several things is answered for each of them, under its name and with its own citations."""

import pytest

from bot.engine import Engine
from bot.events import Delta
from tests.bot.asking import answer_to, events_of, found_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "question",
    [
        "What is the difference between error 809 and error 691?",
        "What do error 809 and error 691 mean?",
        "error 809 vs error 691",
    ],
)
async def test_each_thing_is_told_of_under_its_name(engine: Engine, question: str) -> None:
    answer = await answer_to(engine, question)
    blocked, wrong = answer.text.split("\n\n**Error 691**\n\n")
    assert blocked.startswith("**Error 809**\n\n") and "router blocks the VPN" in blocked
    assert "password is wrong" in wrong
    assert answer.kind in ("grounded", "extract")
    assert [citation.n for citation in answer.citations] == [1, 2]
    assert "[1]" in blocked and "[2]" in wrong


async def test_which_has_more_shows_both_and_draws_no_conclusion(engine: Engine) -> None:
    answer = await answer_to(engine, "Which office has more days of paid leave, Berlin or Lisbon?")
    berlin, lisbon = answer.text.split("\n\n**Lisbon**\n\n")
    assert "28 days" in berlin and "25 days" in lisbon
    for citation in answer.citations:
        assert citation.quote in (await engine.document(citation.document_key)).text


async def test_the_events_are_those_of_one_answer(engine: Engine) -> None:
    events = await events_of(engine, "Compare error 809 and error 691")
    kinds = [type(event).__name__ for event in events]
    assert kinds.count("Found") == 1 and kinds.index("Found") < kinds.index("Delta")
    assert "".join(event.text for event in events if isinstance(event, Delta)) == events[-1].text  # type: ignore[union-attr]
    assert {"vpn.md"} <= {passage.document for passage in found_in(events).passages}


async def test_a_code_that_no_document_knows_does_not_silence_the_other(engine: Engine) -> None:
    answer = await answer_to(engine, "What do error 809 and error 555 mean?")
    known, unknown = answer.text.split("\n\n**Error 555**\n\n")
    assert "router blocks the VPN" in known
    assert unknown == "I couldn't find the answer to that in the documents."


async def test_what_one_place_tells_of_all_is_answered_as_one(engine: Engine) -> None:
    answer = await answer_to(engine, "Which UDP ports are opened on the router, 500 or 4500?")
    assert "**" not in answer.text
    assert "500 and 4500" in answer.text


async def test_where_nothing_is_known_of_either_that_is_said_once(engine: Engine) -> None:
    answer = await answer_to(engine, "What is the difference between goldfish and koi?")
    assert answer.kind == "not_found"
    assert answer.text == "I couldn't find the answer to that in the documents."

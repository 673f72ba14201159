"""A message with several questions gets an answer to each: its own paragraph, its own citations, its own silence."""

import re
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
import pytest_asyncio

from bot.engine import Engine
from bot.events import Answer, Delta, Found, Looking, Question, Queued
from bot.settings import Settings
from tests.bot.asking import answer_in, answer_to, events_of, found_in
from tests.bot.conftest import MakeHome

pytestmark = pytest.mark.asyncio(loop_scope="module")

TWO = "When must a lost laptop be reported, and which printer prints posters?"
HALF = "How much is refunded for a hotel? And what is the capital of Mongolia?"
NEITHER = "Who breeds goldfish in Mongolia? And what is the capital of Mongolia?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(make_home: MakeHome) -> AsyncIterator[Engine]:
    async with Engine.open(Settings(home=make_home(), threads=1, answers_at_once=1)) as opened:
        yield opened


async def test_each_question_gets_its_paragraph_in_the_order_asked(engine: Engine) -> None:
    answer = answer_in(await events_of(engine, TWO))
    laptop, printer = answer.text.split("\n\n")
    assert "within one hour" in laptop and "floor 3" in printer
    assert answer.kind in ("grounded", "extract")


async def test_the_citations_are_numbered_through_and_each_stands_in_its_paragraph(engine: Engine) -> None:
    answer = answer_in(await events_of(engine, TWO))
    assert [citation.n for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    cited = {citation.n: citation for citation in answer.citations}
    for paragraph, document in zip(answer.text.split("\n\n"), ("laptops.md", "printers.md"), strict=True):
        numbers = [int(n) for n in re.findall(r"\[(\d+)\]", paragraph)]
        assert numbers and {cited[n].document for n in numbers} == {document}
    for citation in answer.citations:
        assert citation.quote in (await engine.document(citation.document_key)).text


async def test_a_part_that_nothing_answers_is_named_and_the_other_is_answered(engine: Engine) -> None:
    answer = answer_in(await events_of(engine, HALF))
    hotel, unfound = answer.text.split("\n\n")
    assert "150 euros" in hotel
    assert unfound == "I couldn't find the answer to “What is the capital of Mongolia?” in the documents."
    assert answer.kind in ("grounded", "extract")
    assert answer.citations and answer.closest == ()


async def test_where_nothing_is_found_that_is_said_once(engine: Engine) -> None:
    events = await events_of(engine, NEITHER)
    answer = answer_in(events)
    assert (answer.kind, answer.citations) == ("not_found", ())
    assert answer.text == "I couldn't find the answer to that in the documents."
    assert 1 <= len(answer.closest) <= 3
    assert Looking("writing") not in events


@pytest.mark.parametrize("message", [TWO, HALF, NEITHER])
async def test_the_events_are_those_of_one_answer(engine: Engine, message: str) -> None:
    events = await events_of(engine, message)
    assert events[0] in (Looking("searching", message), found_in(events))  # the latter where it was asked before
    kinds = [type(event) for event in events]
    assert kinds.count(Answer) == 1 and kinds[-1] is Answer
    assert kinds.count(Found) == 1 and Found not in kinds[kinds.index(Delta) :]
    assert events.count(Looking("writing")) <= 1
    assert "".join(event.text for event in events if isinstance(event, Delta)) == answer_in(events).text


async def test_the_passages_of_each_part_are_told_each_once_the_best_of_each_first(engine: Engine) -> None:
    passages = found_in(await events_of(engine, TWO)).passages
    assert {passage.document for passage in passages[:2]} == {"laptops.md", "printers.md"}
    assert len({passage.chunk_key for passage in passages}) == len(passages)


async def test_a_part_may_lean_on_the_one_before_it(engine: Engine) -> None:
    text = (await answer_to(engine, "How much is refunded for a hotel? And by when must I hand in the receipts?")).text
    assert "150 euros" in text and "30 days" in text


async def test_what_was_said_already_is_not_said_again(engine: Engine) -> None:
    again = "How many days of paid leave does everybody have in Berlin?"
    answer = await answer_to(engine, f"How many days of paid leave are there in Berlin? {again}")
    assert answer.text.count("28 days") == 1
    assert answer.text.endswith(f"\n\nI found nothing more on “{again}” in the documents.")


async def test_an_asker_who_leaves_frees_the_writer(engine: Engine) -> None:
    async with aclosing(engine.ask(Question(f"{TWO} "))) as events:
        async for event in events:
            if isinstance(event, Delta):
                break
    async for event in engine.ask(Question("Which printer prints posters?")):
        assert not isinstance(event, Queued)

"""An answer that the reader is sure of is quoted without the default writer, which rarely phrases one well."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.engine import Engine
from bot.engine_models import phrases
from bot.events import Answer, Looking, Question, Queued
from bot.settings import Settings
from models.writing.usage import Writing
from models.writing.writer import Writer
from tests.bot.asking import events_of
from tests.bot.conftest import MakeHome

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("nothing_from_memory")]

POSTERS = "Which printer prints posters?"
HOTEL = "How much is refunded for a hotel?"
WRITING = Looking("writing")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(make_home: MakeHome) -> AsyncIterator[Engine]:
    async with Engine.open(Settings(home=make_home(), threads=1, answers_at_once=1)) as opened:
        yield opened


async def test_what_the_reader_is_sure_of_is_quoted_at_once(engine: Engine) -> None:
    [*events, answer] = await events_of(engine, POSTERS)
    assert isinstance(answer, Answer) and answer.kind == "extract" and "floor 3" in answer.text
    assert WRITING not in events
    assert (answer.timings.prompt_tokens, answer.timings.answer_tokens) == (0, 0)


async def test_the_writer_is_asked_where_the_reader_is_not_sure(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.steps.decide.SURE", 2)
    [*events, answer] = await events_of(engine, POSTERS)
    assert isinstance(answer, Answer) and answer.timings.answer_tokens > 0
    assert WRITING in events


async def test_a_quote_waits_for_nobody_who_is_being_written_to(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, may_write = Writer.write, threading.Event()

    def held(writer: Writer, *arguments: Any) -> Writing:
        may_write.wait(60)
        return write(writer, *arguments)

    monkeypatch.setattr(Writer, "write", held)
    monkeypatch.setattr("bot.steps.decide.SURE", 2)
    async with aclosing(engine.ask(Question(HOTEL))) as slow:
        async for event in slow:
            if event == WRITING:
                break
        monkeypatch.setattr("bot.steps.decide.SURE", 0.6)
        [*events, answer] = await asyncio.wait_for(events_of(engine, POSTERS), 60)
        may_write.set()
    assert isinstance(answer, Answer) and "floor 3" in answer.text
    assert not any(isinstance(event, Queued) for event in events)


@pytest.mark.parametrize("phrased", [True, False])
async def test_the_setting_outvotes_the_recipe(make_home: MakeHome, phrased: bool) -> None:
    async with Engine.open(Settings(home=make_home(), threads=1, phrases=phrased)) as engine:
        events = await events_of(engine, POSTERS)
        assert (WRITING in events) == (await engine.status()).writer_loaded == phrased


async def test_a_model_elsewhere_phrases_every_answer_unless_it_is_told_not_to(tmp_path: Path) -> None:
    elsewhere = Settings(home=tmp_path, llm="openai:http://127.0.0.1:9#small")
    assert phrases(elsewhere)
    assert not phrases(elsewhere.model_copy(update={"phrases": False}))

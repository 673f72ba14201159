"""The engine among several askers, interruptions, failures and bad questions: in this process and served by another."""

import asyncio
import logging
import os
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import locations
from bot.engine import Engine
from bot.events import Answer, Delta, Failed, Found, Looking, Question, Queued, Turn
from bot.interface import EngineInterface
from bot.settings import Settings
from knowledge.knowledge_base import KnowledgeBase
from knowledge.spaces import NoSuchSpace
from models.errors import ModelCorrupt, ModelMissing
from models.writing.chat_template import Message
from models.writing.usage import Writing
from models.writing.writer import Writer
from tests.bot.asking import answer_to, events_of, failure_of
from tests.bot.conftest import MakeHome, with_own_models
from tests.bot.serving import remote_engine
from tests.fakes.endless_writer import endless

# These tests are about the writer: an answer that was given before is written again.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("nothing_from_memory")]

POSTERS = "Which printer prints posters?"
HOTEL = "How much is refunded for a hotel?"
CHOOSE = "Choose one of them, or add documents to this one."


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[Engine.open, remote_engine], ids=["own", "served"])
async def engine(request: pytest.FixtureRequest, make_home: MakeHome) -> AsyncIterator[EngineInterface]:
    async with request.param(Settings(home=make_home(), threads=1, max_answer_tokens=1024, phrases=True)) as opened:
        yield opened


class WatchedWriter:
    """The real writer, set to write on for ever, with a count of the tokens that it still writes once told to stop."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.wrote = threading.Event()
        self.running = 0
        self.tokens_after_stop = 0
        write = Writer.write

        def pieces(
            writer: Writer, messages: Sequence[Message], max_tokens: int, cancelled: Callable[[], bool]
        ) -> Generator[str, None, None]:
            self.running += 1
            patch.setattr(writer._decoder, "_ends", frozenset())
            try:
                for piece in write(writer, messages, max_tokens, cancelled):
                    self.wrote.set()
                    self.tokens_after_stop += cancelled()
                    # Without an end of sentence nothing is shown and nothing is found wanting: only a stop ends this.
                    yield piece.replace(".", "").replace("\n", " ")
            finally:
                self.running -= 1

        patch.setattr(Writer, "write", lambda *arguments: Writing(pieces(*arguments)))


@pytest.fixture
def watched() -> Iterator[WatchedWriter]:
    with pytest.MonkeyPatch.context() as patch:
        yield WatchedWriter(patch)


async def test_a_cancelled_question_frees_the_writer_within_one_token(
    engine: EngineInterface, watched: WatchedWriter
) -> None:
    asking = asyncio.create_task(events_of(engine, POSTERS))
    assert await asyncio.to_thread(watched.wrote.wait, 60)
    asking.cancel()
    await asyncio.wait([asking])
    assert asking.cancelled()
    assert (watched.running, watched.tokens_after_stop <= 1) == (0, True)


async def test_closing_the_iterator_stops_the_writer_before_it_returns(engine: EngineInterface) -> None:
    running = 0

    def watched(cancelled: Callable[[], bool]) -> Generator[str, None, None]:
        nonlocal running
        running += 1
        try:
            yield from endless(cancelled)
        finally:
            running -= 1

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "write", lambda *arguments: Writing(watched(arguments[-1])))
        async with aclosing(engine.ask(Question(POSTERS))) as events:
            async for event in events:
                if isinstance(event, Delta):
                    break
    assert running == 0


async def test_who_asks_after_a_cancelled_question_does_not_wait(engine: EngineInterface) -> None:
    with pytest.MonkeyPatch.context() as patch:
        watched = WatchedWriter(patch)
        asking = asyncio.create_task(events_of(engine, POSTERS))
        assert await asyncio.to_thread(watched.wrote.wait, 60)
        asking.cancel()
        await asyncio.wait([asking])
    events = await events_of(engine, HOTEL)
    assert not any(isinstance(event, Queued) for event in events)
    assert isinstance(events[-1], Answer) and "150 euros" in events[-1].text


@pytest.mark.parametrize("opened", [Engine.open, remote_engine], ids=["own", "served"])
async def test_of_two_askers_of_one_place_both_get_their_answer_and_the_second_knows_its_place(
    opened: Callable[[Settings], Any], make_home: MakeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    second: list[object] = []
    queued = threading.Event()
    write = Writer.write

    def held(writer: Writer, *arguments: Any) -> Writing:
        assert queued.wait(60)
        return write(writer, *arguments)

    async def ask_second(engine: EngineInterface) -> None:
        async for event in engine.ask(Question(HOTEL)):
            second.append(event)
            if isinstance(event, Queued):
                queued.set()

    monkeypatch.setattr(Writer, "write", held)
    async with opened(Settings(home=make_home(), threads=1, answers_at_once=1, phrases=True)) as engine:
        async with aclosing(engine.ask(Question(POSTERS))) as first:
            async for event in first:
                if event == Looking("writing"):
                    waiting = asyncio.create_task(ask_second(engine))
        assert isinstance(event, Answer) and "floor 3" in event.text
        await waiting
    assert [event for event in second if isinstance(event, Queued)] == [Queued(1)]
    assert isinstance(second[-1], Answer) and "150 euros" in second[-1].text


async def test_many_askers_at_once_get_the_answers_they_get_alone(engine: EngineInterface) -> None:
    questions = [POSTERS, HOTEL, "How do I clear a paper jam?", "How do I breed goldfish?"]
    alone = [(await answer_to(engine, question)).text for question in questions]
    together = await asyncio.gather(*(answer_to(engine, question) for question in questions))
    assert [answer.text for answer in together] == alone


async def test_several_askers_are_answered_at_the_same_time(
    engine: EngineInterface, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = threading.Barrier(3)
    write = Writer.write

    def together(writer: Writer, *arguments: Any) -> Writing:
        # Nobody's answer begins before all have their turn.
        everybody.wait(60)
        return write(writer, *arguments)

    monkeypatch.setattr(Writer, "write", together)
    asked = await asyncio.gather(*(events_of(engine, text) for text in (POSTERS, HOTEL, POSTERS + " Please.")))
    for events, said in zip(asked, ("floor 3", "150 euros", "floor 3"), strict=True):
        assert not any(isinstance(event, Queued) for event in events)
        assert isinstance(events[-1], Answer) and said in events[-1].text
    status = await engine.status()
    assert (status.waiting, status.tokens_per_second > 0) == (0, True)


async def test_more_askers_than_may_wait_are_told_to_come_back(make_home: MakeHome) -> None:
    async with Engine.open(
        Settings(home=make_home(), threads=1, max_waiting=1, answers_at_once=1, phrases=True)
    ) as engine:
        async with aclosing(engine.ask(Question(POSTERS))) as first:
            async for event in first:
                if event == Looking("writing"):
                    break
            async with aclosing(engine.ask(Question(HOTEL))) as second:
                async for event in second:
                    if isinstance(event, Queued):
                        break
                failed = await failure_of(engine, Question(HOTEL))
        assert failed.code == "too-busy"


async def test_a_bug_is_said_plainly_and_the_question_stays_out_of_the_log(
    engine: EngineInterface, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(writer: Writer, messages: Sequence[Message], *_: object) -> Writing:
        raise ZeroDivisionError(f"cannot write about {messages[-1].content}")

    monkeypatch.setattr(Writer, "write", broken)
    with caplog.at_level(logging.DEBUG):
        failed = await failure_of(engine, Question(POSTERS))
    assert failed == Failed("Something went wrong inside Deskside.", "Run `deskside doctor`, then ask again.", "bug")
    assert "ZeroDivisionError" in caplog.text and "test_engine.py" in caplog.text
    assert "posters" not in caplog.text


async def test_a_question_that_worked_is_not_in_the_log_either(
    engine: EngineInterface, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await answer_to(engine, POSTERS)
    assert "posters" not in caplog.text


async def test_only_a_question_that_was_answered_is_remembered(engine: EngineInterface) -> None:
    conversation = await engine.start_conversation("ann")
    async with aclosing(engine.ask(Question(POSTERS, conversation=conversation))) as events:
        async for event in events:
            # Not at the first words: a short answer may be whole by then, and one that was given is remembered.
            if isinstance(event, Found):
                break
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "write", lambda *_: 1 / 0)
        await failure_of(engine, Question(POSTERS, conversation=conversation))
    assert await turns(engine, conversation) == []
    answer = await answer_to(engine, HOTEL, conversation)
    assert await turns(engine, conversation) == [Turn("user", HOTEL), Turn("assistant", answer.text)]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question(""), "is empty"),
        (Question(" \n\t "), "is empty"),
        (Question("why " * 25_000), "99,999 characters; at most 8,000"),
    ],
)
async def test_a_question_that_cannot_be_asked_gets_a_sentence(
    engine: EngineInterface, question: Question, said: str
) -> None:
    failed = await failure_of(engine, question)
    assert failed.code == "usage"
    assert said in failed.problem


async def test_a_conversation_that_is_not_there_is_told_by_a_code_of_its_own(engine: EngineInterface) -> None:
    failed = await failure_of(engine, Question(POSTERS, conversation="nowhere"))
    assert (failed.code, failed.problem) == ("no-conversation", "There is no such conversation.")


@pytest.mark.parametrize("text", [POSTERS, "hi"])
async def test_an_unknown_space_is_told_with_those_that_exist_and_no_surfaces_words(
    engine: EngineInterface, text: str
) -> None:
    failed = await failure_of(engine, Question(text, spaces=("attic",)))
    said = "There is no space called 'attic'. These exist: default."
    assert (failed.code, failed.problem, failed.next_step) == ("no-space", said, CHOOSE)
    with pytest.raises(NoSuchSpace, match=f"{said} {CHOOSE}"):
        await engine.search(POSTERS, spaces=("attic",))


@pytest.mark.parametrize(
    "text", ["\ud800 broken surrogate posters", "a\0b posters", "%_'\"; DROP TABLE--", "؟" * 200, "?"]
)
async def test_odd_characters_in_a_question_break_nothing(engine: EngineInterface, text: str) -> None:
    conversation = await engine.start_conversation("ann")
    assert (await answer_to(engine, text, conversation)).text


async def test_the_longest_question_is_answered(engine: EngineInterface) -> None:
    text = ("My day was long. " * 600)[: 8_000 - len(POSTERS)] + POSTERS
    assert (await answer_to(engine, text)).kind in ("grounded", "extract", "not_found")


async def test_a_paste_that_was_turned_away_and_comes_back_as_history_stalls_no_search(
    engine: EngineInterface, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[int] = []
    rarity = KnowledgeBase.rarity

    def counted(knowledge: KnowledgeBase, terms: Sequence[str], spaces: Sequence[str]) -> dict[str, float]:
        looked_up.append(len(terms))
        return rarity(knowledge, terms, spaces)

    monkeypatch.setattr(KnowledgeBase, "rarity", counted)
    paste = " ".join(f"word{number}" for number in range(20_000))
    [*_, last] = [event async for event in engine.ask(Question("and on a Mac?", history=(Turn("user", paste),)))]
    assert isinstance(last, Answer)
    assert sum(looked_up) < 2_000


async def test_an_engine_without_embedder_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as missing:
        async with Engine.open(Settings(home=tmp_path)):
            pass
    assert missing.value.next_step == "Run `deskside models build`."


async def test_an_engine_without_writer_still_searches_and_says_how_to_build_it(
    make_home: MakeHome, built_models: Path
) -> None:
    home = with_own_models(make_home(), built_models)
    locations.models_folder(home).joinpath("writer").unlink()
    async with Engine.open(Settings(home=home)) as engine:
        assert (await engine.search(POSTERS))[0].document == "printers.md"
        failed = await failure_of(engine, Question(POSTERS))
        assert (failed.code, failed.next_step) == ("model-missing", "Run `deskside models build writer`.")
        locations.models_folder(home).joinpath("writer").symlink_to(built_models / "writer")
        assert "floor 3" in (await answer_to(engine, POSTERS)).text


@pytest.mark.parametrize("damage", ["shorter", "other bytes"])
async def test_a_damaged_model_is_named_with_the_way_to_fix_it(
    make_home: MakeHome, built_models: Path, damage: str
) -> None:
    home = with_own_models(make_home(), built_models)
    embedder = locations.models_folder(home) / "embedder"
    embedder.unlink()
    shutil.copytree(built_models / "embedder", embedder)
    size = (embedder / "model.onnx").stat().st_size
    os.truncate(embedder / "model.onnx", size // 2)
    if damage == "other bytes":
        os.truncate(embedder / "model.onnx", size)
    with pytest.raises(ModelCorrupt) as corrupt:
        async with Engine.open(Settings(home=home)):
            pass
    assert "embedder" in corrupt.value.problem
    assert "deskside models build embedder" in corrupt.value.next_step


async def test_an_engine_that_was_closed_leaves_no_thread_and_no_lock(make_home: MakeHome) -> None:
    home = make_home()
    before = set(threading.enumerate())
    for _ in range(2):
        async with Engine.open(Settings(home=home, threads=1)) as engine:
            assert "floor 3" in (await answer_to(engine, POSTERS)).text
    left = {thread.name for thread in set(threading.enumerate()) - before if thread.name.startswith("deskside")}
    assert left == set()
    assert not locations.owner_card(home).exists()


async def turns(engine: EngineInterface, conversation: str) -> list[Turn]:
    """What is remembered of a conversation."""
    window = await engine.conversation(conversation)
    return [Turn(turn.role, turn.text) for turn in window.turns]

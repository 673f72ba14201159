"""Changes of documents and of conversations, while others ask."""

import asyncio
import threading
from contextlib import aclosing

import pytest

from bot.engine import Engine
from bot.events import Answer, Found, Question
from knowledge.vectors.indexing import PassageIndexing
from tests.bot.asking import answer_to

pytestmark = pytest.mark.asyncio(loop_scope="module")

POSTERS = "Which printer prints posters?"
PATIENCE = 30.0


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Holds every change at its embedding, until it is set or the change is cancelled."""
    free = threading.Event()
    embed_all = PassageIndexing.embed_missing

    def held_all(embedding: PassageIndexing) -> None:
        while not free.wait(0.05) and not embedding._change.cancelled():
            pass
        embed_all(embedding)

    monkeypatch.setattr(PassageIndexing, "embed_missing", held_all)
    return free


async def test_questions_are_answered_while_changes_wait_for_each_other(engine: Engine, held: threading.Event) -> None:
    changes = [asyncio.create_task(engine.sync()) for _ in range(3)]
    try:
        async with asyncio.timeout(PATIENCE):
            assert "floor 3" in (await answer_to(engine, POSTERS)).text
        assert not any(change.done() for change in changes)
    finally:
        held.set()
        await asyncio.gather(*changes)


async def test_watching_stops_in_the_middle_of_a_sync(engine: Engine, held: threading.Event) -> None:
    began = asyncio.Event()

    async def watch() -> None:
        async with aclosing(engine.watch()) as reports:
            began.set()
            async for _ in reports:
                pass

    watching = asyncio.create_task(watch())
    await began.wait()
    await asyncio.sleep(0)
    watching.cancel()
    async with asyncio.timeout(PATIENCE):
        await asyncio.wait([watching])
    assert watching.cancelled() and not held.is_set()


async def test_an_answer_is_given_although_its_conversation_was_deleted_meanwhile(engine: Engine) -> None:
    conversation = await engine.start_conversation("me")
    async for event in engine.ask(Question("How much is refunded for a hotel?", conversation=conversation)):
        if isinstance(event, Found):
            await engine.delete_conversation(conversation)
    assert isinstance(event, Answer)
    assert event.conversation is None


async def test_an_answer_is_given_although_no_turn_can_be_written(engine: Engine) -> None:
    conversation = await engine.start_conversation("me")
    engine._record.conversations._file._connection.execute("PRAGMA query_only = ON")
    try:
        assert (await answer_to(engine, POSTERS, conversation)).conversation is None
    finally:
        engine._record.conversations._file._connection.execute("PRAGMA query_only = OFF")

"""The queue before the engine, budgets, and the order within a thread."""

import asyncio

import pytest

from bot.slack import clock
from bot.slack.app import SlackApp
from bot.slack.asked import Asked
from bot.slack.budgets import Budgets
from bot.slack.question_queue import QuestionQueue
from bot.slack.thread_locks import ThreadLocks
from tests.bot.slack.desks import PATIENCE
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace


async def test_those_behind_know_how_many_are_ahead_and_move_up() -> None:
    queue = QuestionQueue(1)
    seen: list[int] = []
    with queue.place() as first:
        assert first.is_set()
        with queue.place() as second, queue.place() as third:
            assert not second.is_set()
            async for ahead in queue.ahead(third):
                seen.append(ahead)
                break
            assert queue.waiting == 2
    assert seen == [2]
    assert queue.waiting == 0


async def test_who_leaves_the_queue_holds_up_nobody() -> None:
    queue = QuestionQueue(1)
    with queue.place():
        waiting = queue.place()
        turn = waiting.__enter__()
        waiting.__exit__(None, None, None)
        assert not turn.is_set()
    with queue.place() as next_one:
        assert next_one.is_set()


async def test_as_many_as_allowed_are_asked_at_once() -> None:
    queue = QuestionQueue(3)
    at_once, most = 0, 0

    async def ask() -> None:
        nonlocal at_once, most
        with queue.place() as turn:
            await turn.wait()
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0)
            at_once -= 1

    await asyncio.gather(*(ask() for _ in range(20)))
    assert most == 3


async def test_questions_of_a_thread_keep_their_order_and_other_threads_do_not_wait() -> None:
    locks, log = ThreadLocks(), []
    gate = asyncio.Event()

    async def work(name: str, number: int) -> None:
        async with locks.turn(name):
            if name == "slow":
                await gate.wait()
            log.append((name, number))

    tasks = [asyncio.create_task(work("slow", number)) for number in range(3)]
    await asyncio.create_task(work("quick", 1))
    assert log == [("quick", 1)]
    gate.set()
    await asyncio.gather(*tasks)
    assert log == [("quick", 1), ("slow", 0), ("slow", 1), ("slow", 2)]
    assert not locks._locks


def test_a_budget_is_for_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(clock, "now", lambda: now)
    budgets = Budgets(2, 3)
    assert budgets.spend("U1", "C1") is budgets.spend("U1", "C1") is None
    told = budgets.spend("U1", "C2")
    assert told is not None
    assert "You have asked 2 questions within an hour" in told
    assert budgets.spend("U2", "C1") is None
    told = budgets.spend("U3", "C1")
    assert told is not None
    assert "This channel has asked 3 questions" in told
    now = 1_000.0 + 3_601
    assert budgets.spend("U1", "C1") is None


def test_a_clock_that_is_set_back_locks_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100_000.0
    monkeypatch.setattr(clock, "now", lambda: now)
    budgets = Budgets(1, 10)
    assert budgets.spend("U1", "C1") is None
    assert budgets.spend("U1", "C1") is not None
    now = 10_000.0
    assert budgets.spend("U1", "C1") is None
    assert budgets.spend("U1", "C1") is not None


def test_budgets_do_not_remember_people_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(clock, "now", lambda: now)
    budgets = Budgets(10, 10)
    for number in range(30_000):
        now += 10
        budgets.spend(f"U{number}", f"C{number}")
    assert len(budgets._asked) < 11_000


async def test_a_question_that_is_stopped_before_its_work_begins_comes_to_an_end(
    slack: SlackWorkspace, app: SlackApp, engine: ScriptedEngine
) -> None:
    asked = Asked("T1:C1:1.0", "mention", "C1", "U1", "how?", clock.now(), ts="1.0", thread="1.0")
    await app.ledger.claim(asked, "")
    app.desk.put(asked)
    assert app.desk.stop(asked.key, "deleted")
    async with asyncio.timeout(PATIENCE):
        await app.idle()
    entry = await app.ledger.find(asked.key)
    assert entry is not None and entry.state == "stopped"
    assert engine.asked == []

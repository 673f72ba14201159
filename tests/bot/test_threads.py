"""What a worker thread yields or opens arrives in the event loop, and who is cancelled waits for the thread."""

import asyncio
import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack

import pytest

from bot.threads import opened_in_thread, stream_from_thread


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads


async def test_items_arrive_in_order(executor: ThreadPoolExecutor) -> None:
    assert [item async for item in stream_from_thread(executor, lambda _: range(5))] == list(range(5))


async def test_an_error_in_the_thread_is_raised_after_what_came_before(executor: ThreadPoolExecutor) -> None:
    def items(stopped: threading.Event) -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    seen = []
    with pytest.raises(ValueError, match="broken"):
        async for item in stream_from_thread(executor, items):
            seen.append(item)  # noqa: PERF401 - a comprehension would lose what came before the error
    assert seen == [1]


async def test_closing_early_stops_the_thread_and_waits_for_it(executor: ThreadPoolExecutor) -> None:
    ended = threading.Event()

    def items(stopped: threading.Event) -> Iterator[int]:
        n = 0
        try:
            while not stopped.is_set():
                n += 1
                yield n
        finally:
            ended.set()

    stream = stream_from_thread(executor, items)
    assert await anext(stream) == 1
    await stream.aclose()
    assert ended.is_set()


async def test_what_goes_wrong_in_the_thread_after_its_stream_was_left_is_logged_nowhere(
    executor: ThreadPoolExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = threading.Event()

    def items(stopped: threading.Event) -> Iterator[int]:
        yield 1
        waiting.set()
        stopped.wait(10)
        raise ValueError("what somebody asked")

    stream = stream_from_thread(executor, items)
    assert await anext(stream) == 1
    assert await asyncio.to_thread(waiting.wait, 10)
    await stream.aclose()
    gc.collect()
    assert caplog.records == []


class Door:
    def __init__(self, knocked: threading.Event, may_open: threading.Event, told: list[str]) -> None:
        knocked.set()
        may_open.wait(10)
        self._told = told
        told.append("door opened")

    def close(self) -> None:
        self._told.append("door closed")


async def test_what_is_opened_by_a_cancelled_task_is_closed_once_it_is_open() -> None:
    knocked, may_open, told = threading.Event(), threading.Event(), list[str]()

    async def visit() -> None:
        async with AsyncExitStack() as stack:
            stack.callback(told.append, "lock released")
            await opened_in_thread(stack, Door, knocked, may_open, told)

    visiting = asyncio.create_task(visit())
    assert await asyncio.to_thread(knocked.wait, 10)
    visiting.cancel()
    for _ in range(10):  # turns of the event loop, far more than it takes to hear of it
        await asyncio.sleep(0)
    assert not visiting.done() and told == []
    may_open.set()
    with pytest.raises(asyncio.CancelledError):
        await visiting
    assert told == ["door opened", "door closed", "lock released"]

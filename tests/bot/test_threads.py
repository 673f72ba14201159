"""What a worker thread yields arrives in the event loop, and a cancelled reader stops the thread."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.threads import stream_from_thread


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

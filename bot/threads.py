"""Runs a blocking iterator in a worker thread and streams what it yields into the event loop."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterable
from concurrent.futures import Executor
from typing import TypeVar

Item = TypeVar("Item")


async def stream_from_thread(
    executor: Executor, items: Callable[[threading.Event], Iterable[Item]]
) -> AsyncGenerator[Item, None]:
    """Yields what `items(stopped)` yields in the executor's thread.

    When this generator is closed or its task cancelled, `stopped` is set and the thread is waited for, so that nothing
    of it runs on. An exception in the thread is raised here.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[Item | None] = asyncio.Queue()
    stopped = threading.Event()

    def run() -> None:
        try:
            for item in items(stopped):
                loop.call_soon_threadsafe(arrived.put_nowait, item)
                if stopped.is_set():
                    break
        finally:
            loop.call_soon_threadsafe(arrived.put_nowait, None)

    work = loop.run_in_executor(executor, run)
    try:
        while (item := await arrived.get()) is not None:
            yield item
        await work
    finally:
        stopped.set()
        await asyncio.wait([work])

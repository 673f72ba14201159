"""Brings what blocks into the event loop: work, an iterator and the opening of a thing, each in a worker thread."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterable
from concurrent.futures import Executor
from contextlib import AsyncExitStack
from typing import Protocol, TypeVar


class Closable(Protocol):
    """What is closed at the end."""

    def close(self) -> None:
        """Frees it."""


Item = TypeVar("Item")
Opened = TypeVar("Opened", bound=Closable)
Result = TypeVar("Result")


async def in_executor(executor: Executor, work: Callable[..., Result], *arguments: object) -> Result:
    """What `work` returns for the arguments, done in a thread of the executor."""
    return await asyncio.get_running_loop().run_in_executor(executor, work, *arguments)


async def opened_in_thread(
    stack: AsyncExitStack, opener: Callable[..., Opened], *arguments: object, cancellable: bool = False
) -> Opened:
    """What `opener` opens in a thread of its own; the stack closes it.

    A cancelled task waits until the thread is over and what it opened is in the stack: nothing that was opened before
    is closed under it, and nothing stays open. An opener that is `cancellable` takes a callable `cancelled`, and looks
    there whether to leave the rest of its work.
    """
    stopped = threading.Event()
    options = {"cancelled": stopped.is_set} if cancellable else {}
    opening = asyncio.ensure_future(asyncio.to_thread(opener, *arguments, **options))
    try:
        return await asyncio.shield(opening)
    finally:
        stopped.set()
        await asyncio.wait([opening])
        if not opening.exception():
            stack.callback(opening.result().close)


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
        # Heard here, as nobody waits for it any more where the stream was left: asyncio would log all that it says.
        work.exception()

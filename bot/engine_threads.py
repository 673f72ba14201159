"""The engine's threads: models, SQLite and Chroma block, so they work here and the event loop stays free."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bot.threads import in_executor

MOST_CHANGES = 32
"""Threads for changes of the knowledge: one works, the others wait for it, and whoever watches keeps one."""

Result = TypeVar("Result")


class EngineThreads:
    """A pool for each kind of work, so that none waits for another kind."""

    def __init__(self, answers_at_once: int) -> None:
        self.readers = ThreadPoolExecutor(2, thread_name_prefix="deskside-read")
        self.writers = ThreadPoolExecutor(answers_at_once, thread_name_prefix="deskside-write")
        self.changers = ThreadPoolExecutor(MOST_CHANGES, thread_name_prefix="deskside-change")
        self._glances = ThreadPoolExecutor(1, thread_name_prefix="deskside-glance")

    async def read(self, work: Callable[..., Result], *arguments: object) -> Result:
        """What some work returns that searches, or reads and writes small files."""
        return await in_executor(self.readers, work, *arguments)

    async def glance(self, work: Callable[..., Result], *arguments: object) -> Result:
        """What some work returns that takes a few milliseconds, and must not wait for searches."""
        return await in_executor(self._glances, work, *arguments)

    async def change(self, work: Callable[..., Result], *arguments: object) -> Result:
        """What some work returns that changes the knowledge."""
        return await in_executor(self.changers, work, *arguments)

    async def cancellable_change(self, work: Callable[..., Result], *arguments: object) -> Result:
        """As `change`, for work whose last argument is a `cancelled` callable.

        A cancelled task waits until the work has stopped.
        """
        stopped = False
        running = asyncio.ensure_future(self.change(work, *arguments, lambda: stopped))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            stopped = True
            await asyncio.wait([running])
            raise

    async def close(self) -> None:
        """Waits for the work in every pool, and ends its threads."""
        for pool in (self.changers, self.readers, self.writers, self._glances):
            await asyncio.to_thread(pool.shutdown)

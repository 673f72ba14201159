"""Small tasks that Slack is not kept waiting for: what a button does, what a home shows. None fails silently."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from models.errors import place_of

log = logging.getLogger("deskside.slack")


LEAVING = 5.0
"""Seconds that errands have when the app ends."""


class Errands:
    """Runs errands as tasks, and logs where one failed."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Begins an errand."""
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        """Returns when there are none."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Lets them end for a while, as Slack sends no click again, and stops the others."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LEAVING)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:
        # The message of a bug may hold a question, so only where it happened is logged.
        log.error("an errand failed: %s at %s", type(error).__name__, place_of(error))

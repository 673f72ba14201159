"""Streams that are being served: each in a task of its own, which ends once, and properly, when its client leaves.

A web framework cancels a request again and again until it gives in, so the engine must not run inside of one.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from starlette.requests import Request

from bot.failures import bug, failure_of
from bot.wire import Line, line_of
from models.errors import DesksideError, place_of
from models.progress import Progress, Step

log = logging.getLogger("deskside")

Result = TypeVar("Result")
Value = TypeVar("Value")


class ClientLeft(Exception):
    """The client went away before its response was ready; there is nobody to tell."""


class Streams:
    """The streams of one server, by the names that their clients gave them."""

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[None]] = {}
        self._interruptible: set[str] = set()

    async def carry(
        self,
        name: str,
        values: AsyncGenerator[Value, None],
        silence: tuple[float, Value] | None = None,
        *,
        interruptible: bool = False,
    ) -> AsyncGenerator[Value, None]:
        """Passes values on; when this is closed or its task cancelled, their source is closed in its own task.

        `silence` is a number of seconds and the value to pass on whenever nothing came for that long. An
        `interruptible` stream does work that can be taken up again another time.
        """
        arrived: asyncio.Queue[Value | None] = asyncio.Queue()

        async def pump() -> None:
            try:
                async with aclosing(values):
                    async for value in values:
                        arrived.put_nowait(value)
            finally:
                arrived.put_nowait(None)
                self._running.pop(name, None)
                self._interruptible.discard(name)

        task = self._running[name] = asyncio.create_task(pump())
        if interruptible:
            self._interruptible.add(name)
        try:
            while (value := await _next(arrived, silence)) is not None:
                yield value
        finally:
            _cancel(task)

    async def stop(self, name: str) -> None:
        """Stops a stream, if it is still running, and returns when nothing of it runs on."""
        if task := self._running.get(name):
            _cancel(task)
            await asyncio.wait([task])

    async def stop_interruptible(self) -> None:
        """Stops the streams of what can be taken up again another time."""
        await asyncio.gather(*(self.stop(name) for name in list(self._interruptible)))

    async def stop_all(self) -> None:
        """Stops every stream."""
        for name in list(self._running):
            await self.stop(name)


async def _next(arrived: asyncio.Queue[Value | None], silence: tuple[float, Value] | None) -> Value | None:
    if silence is None:
        return await arrived.get()
    seconds, still = silence
    try:
        return await asyncio.wait_for(arrived.get(), seconds)
    except TimeoutError:
        return still


async def lines(values: AsyncGenerator[Line, None]) -> AsyncGenerator[bytes, None]:
    """Values as lines; an error becomes the last of them."""
    try:
        async with aclosing(values):
            async for value in values:
                yield line_of(value)
    except DesksideError as error:
        yield line_of(failure_of(error))
    except Exception as error:
        log.error("a stream failed: %s at %s", type(error).__name__, place_of(error))
        yield line_of(bug())


async def with_progress(work: Callable[[Progress], Coroutine[Any, Any, Result]]) -> AsyncGenerator[Step | Result, None]:
    """The steps that some work reports, from whichever thread, and its result at the end."""
    loop = asyncio.get_running_loop()
    steps: asyncio.Queue[Step | None] = asyncio.Queue()

    def report(step: Step) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, step)

    task = asyncio.create_task(work(report))
    task.add_done_callback(lambda _: steps.put_nowait(None))
    try:
        while (step := await steps.get()) is not None:
            yield step
        yield await task
    finally:
        _cancel(task)
        await asyncio.wait([task])


async def while_connected(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """The result of some work, which is cancelled when the client leaves; raises `ClientLeft` then."""
    if (result := await unless(_left(request), work)) is None:
        raise ClientLeft
    return result


async def unless(end: Coroutine[Any, Any, object], work: Coroutine[Any, Any, Result]) -> Result | None:
    """The result of some work; None if the end comes before it, which cancels the work."""
    working, ending = asyncio.create_task(work), asyncio.create_task(end)
    try:
        await asyncio.wait([working, ending], return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        ending.cancel()
        _cancel(working)
        await asyncio.wait([working, ending])


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _cancel(task: asyncio.Task[Any]) -> None:
    """Cancels a task at most once: a second time would interrupt its cleaning up."""
    if not task.done() and not task.cancelling():
        task.cancel()

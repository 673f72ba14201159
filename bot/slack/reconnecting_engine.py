"""The engine as the app has it: found again by itself when its process went away, so that Slack never notices."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import TypeVar

from bot.failures import ENGINE_GONE
from bot.interface import EngineInterface
from models.errors import DesksideError, told

log = logging.getLogger("deskside.slack")

Attach = Callable[[], AbstractAsyncContextManager[EngineInterface]]

AGAIN = 5.0
"""Seconds between two tries to find an engine."""

PATIENCE = 120.0
"""Seconds that a question waits for an engine: loading the models takes a while."""

TRIES = 3

Result = TypeVar("Result")


class EngineAway(DesksideError):
    """There is no engine, and none came for a while."""

    code = "engine-away"


class ReconnectingEngine:
    """Gives the engine to whoever needs it; made by `attached`, or from one that is there to stay."""

    def __init__(self, engine: EngineInterface | None = None) -> None:
        self._engine = engine
        self._there = asyncio.Event()
        self._lost = asyncio.Event()
        self._steady = engine is not None
        if engine is not None:
            self._there.set()

    async def ready(self) -> EngineInterface:
        """The engine, as soon as it is there; raises `EngineAway` if it doesn't come."""
        try:
            async with asyncio.timeout(PATIENCE):
                while self._engine is None:
                    await self._there.wait()
        except TimeoutError:
            raise EngineAway("I can't reach the documents just now.", "Ask again in a few minutes.") from None
        return self._engine

    async def ask(self, work: Callable[[EngineInterface], Awaitable[Result]]) -> Result:
        """What the engine gives; one that turns out to be gone is replaced by the next. Raises `DesksideError`."""
        for _ in range(TRIES - 1):
            engine = await self.ready()
            try:
                return await work(engine)
            except DesksideError as error:
                if error.code != ENGINE_GONE:
                    raise
                self.lost(engine)
        return await work(await self.ready())

    def lost(self, engine: EngineInterface) -> None:
        """Says that this engine went away."""
        if self._engine is engine and not self._steady:
            self._engine = None
            self._there.clear()
            self._lost.set()

    async def hold(self, attach: Attach, first: asyncio.Future[None]) -> None:
        """Holds an engine and finds the next when it is lost; `first` is told how the first try went."""
        while True:
            self._lost.clear()
            try:
                async with attach() as engine:
                    self._engine = engine
                    self._there.set()
                    if not first.done():
                        first.set_result(None)
                    await self._lost.wait()
            except Exception as error:
                # Whatever it is: nobody waits for this task, and without it no engine would ever be found again.
                if not first.done():
                    first.set_exception(error)
                    return
                if not self._lost.is_set():
                    log.error("the engine is not there: %s", told(error))
                    await asyncio.sleep(AGAIN)
                self._engine = None
                self._there.clear()


@asynccontextmanager
async def attached(attach: Attach) -> AsyncIterator[ReconnectingEngine]:
    """An engine over a way to attach to one; raises what the first try raises."""
    engine = ReconnectingEngine()
    first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    holding = asyncio.create_task(engine.hold(attach, first))
    try:
        await first
        yield engine
    finally:
        holding.cancel()
        with suppress(asyncio.CancelledError, DesksideError):
            await holding

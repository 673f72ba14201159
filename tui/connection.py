"""The engine as the app sees it: starting, ready, gone or failed; it is brought back once without being asked."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Literal

from bot.interface import EngineInterface
from models.errors import DesksideError

State = Literal["starting", "ready", "failed"]
Attach = Callable[[], AbstractAsyncContextManager[EngineInterface]]


class Connection:
    """Holds the engine open for as long as `run` runs; `changed` is called after every change of `state`."""

    def __init__(self, attach: Attach, changed: Callable[[], None]) -> None:
        self._attach = attach
        self._changed = changed
        self._state_changed = asyncio.Event()
        self._lost = asyncio.Event()
        self._retry_wanted = asyncio.Event()
        self.state: State = "starting"
        self.engine: EngineInterface | None = None
        """The engine while it is there."""
        self.error: DesksideError | None = None
        """Why there is none, after a failure."""

    async def run(self) -> None:
        """Attaches, and attaches anew after `lost`; after a failure it waits for `retry`."""
        while True:
            self._lost.clear()
            self._retry_wanted.clear()
            try:
                async with self._attach() as engine:
                    self._become("ready", engine)
                    await self._lost.wait()
            except DesksideError as error:
                # An engine that went away may fail once more while it is closed: that is no reason to give up.
                if not self._lost.is_set():
                    self._become("failed", error=error)
                    await self._retry_wanted.wait()

    async def ready(self) -> EngineInterface:
        """The engine, as soon as it is there; raises what kept it from being there."""
        while self.engine is None:
            if self.error is not None:
                raise self.error
            await self._state_changed.wait()
        return self.engine

    def lost(self, engine: EngineInterface) -> None:
        """Says that this engine went away; another is attached to at once."""
        if self.engine is engine:
            self._become("starting")
            self._lost.set()

    def retry(self) -> None:
        """Tries again after a failure."""
        if self.state == "failed":
            self._become("starting")
            self._retry_wanted.set()

    def _become(self, state: State, engine: EngineInterface | None = None, error: DesksideError | None = None) -> None:
        self.state, self.engine, self.error = state, engine, error
        waited_for, self._state_changed = self._state_changed, asyncio.Event()
        waited_for.set()
        self._changed()

"""Brings events to the app until it has acknowledged them: at once, again at once, after a minute, after five."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Literal, Protocol

from tests.fakes.slack.clock import Clock
from tests.fakes.slack.faults import Faults

PATIENCE = 3.0
"""Seconds that the app has to acknowledge."""

PAUSES = (0.0, 1.0, 60.0, 300.0)
"""Seconds before each attempt."""

Route = Literal["events_api", "interactive", "slash_commands"]


@dataclass
class Delivery:
    """Something that the app is told, and what became of it."""

    route: Route
    payload: dict[str, Any]
    attempts: int = 0
    reason: str = ""
    response: dict[str, Any] = field(default_factory=dict)
    acked: bool = False
    ack_ms: list[float] = field(default_factory=list)
    lost: bool = False

    @property
    def event_id(self) -> str:
        """Slack's id of the event; empty for what people click and type."""
        return str(self.payload.get("event_id", ""))


class Transport(Protocol):
    """A way to the app."""

    async def bring(self, delivery: Delivery) -> dict[str, Any] | None:
        """Brings it once; what the acknowledgement carried, or None where there was none in time."""


class Deliveries:
    """All that is on its way, and what has been; `log` keeps the newest."""

    def __init__(self, clock: Clock, faults: Faults) -> None:
        self._clock, self._faults = clock, faults
        self._tasks: set[asyncio.Task[None]] = set()
        self.transport: Transport | None = None
        self.log: deque[Delivery] = deque(maxlen=10_000)
        self.lost: list[Delivery] = []

    def send(self, delivery: Delivery) -> asyncio.Task[None]:
        """Begins to bring an event; the task ends when it is acknowledged or given up."""
        self.log.append(delivery)
        return self._begin(self._bring(delivery))

    def again(self, delivery: Delivery) -> asyncio.Task[None]:
        """Brings an event once more, acknowledged or not."""
        return self._begin(self._once_more(delivery))

    async def interact(self, delivery: Delivery) -> dict[str, Any] | None:
        """Brings what a person did, once: Slack shows them an error where the app does not answer in time."""
        self.log.append(delivery)
        answer = await self._attempt(delivery)
        if answer is None:
            delivery.lost = True
        return answer

    async def idle(self) -> None:
        """Returns when nothing is on its way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self) -> None:
        """Gives up all that is on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Any) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _bring(self, delivery: Delivery) -> None:
        if self._faults.drawn(self._faults.reordered):
            await self._clock.sleep(2.0)
        if self._faults.drawn(self._faults.duplicates):
            self._begin(self._once_more(delivery))
        for pause in PAUSES:
            await self._clock.sleep(pause)
            if await self._attempt(delivery) is not None:
                return
        delivery.lost = True
        self.lost.append(delivery)

    async def _once_more(self, delivery: Delivery) -> None:
        await self._clock.sleep(0.5)
        await self._attempt(delivery)

    async def _attempt(self, delivery: Delivery) -> dict[str, Any] | None:
        assert self.transport is not None, "the workspace has no way to the app"
        began = perf_counter()
        answer = await self.transport.bring(delivery)
        delivery.attempts += 1
        if answer is None or self._faults.deaf or self._faults.drawn(self._faults.lost_acks):
            delivery.reason = "timeout"
            return None
        delivery.ack_ms.append((perf_counter() - began) * 1_000)
        delivery.acked, delivery.response = True, answer
        return answer

"""What every route is served from: the engine, and what the server knows beside it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import StreamingResponse

from bot.events import Event, Question
from bot.interface import EngineInterface
from bot.server.metrics import Metrics
from bot.server.presence import Presence
from bot.server.streams import Streams, lines
from bot.wire import Line


@dataclass(frozen=True)
class Service:
    """One engine being served; `stopping` is set when the server begins to end."""

    engine: EngineInterface
    streams: Streams = field(default_factory=Streams)
    presence: Presence = field(default_factory=Presence)
    metrics: Metrics = field(default_factory=Metrics)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, question: Question) -> AsyncGenerator[Event, None]:
        """The engine's events, counted."""
        async with aclosing(self.engine.ask(question)) as events:
            async for event in events:
                self.metrics.note(event)
                yield event

    def streamed(
        self, name: str, values: AsyncGenerator[Line, None], *, interruptible: bool = False
    ) -> StreamingResponse:
        """A response of one value a line, under a name by which its client can stop it; `interruptible` as `carry`."""
        carried = self.streams.carry(name, lines(values), interruptible=interruptible)
        return StreamingResponse(carried, media_type="application/x-ndjson")


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


Served = Annotated[Service, Depends(_service)]

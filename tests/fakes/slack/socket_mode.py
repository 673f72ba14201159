"""Socket Mode: envelopes go out over a WebSocket, and the app sends their ids back."""

import asyncio
import json
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.fakes.slack.delivery import PATIENCE, Delivery
from tests.fakes.slack.state import APP
from tests.fakes.slack.world import World

MOST_SOCKETS = 10


class SocketMode:
    """The sockets that the app has open; any of them may get an event."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._turn = 0
        self.open: list[web.WebSocketResponse] = []
        self.opened = 0
        world.socket_url = self._new_url
        self.connected = asyncio.Event()

    def _new_url(self) -> str:
        ticket = uuid4().hex
        self._tickets.add(ticket)
        return f"{self._world.base.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP}"

    async def attach(self, request: web.Request) -> web.StreamResponse:
        """Serves one socket until it closes; a ticket is good for one."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408, text="expired ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.open.append(socket)
        self.opened += 1
        await socket.send_json(
            {"type": "hello", "num_connections": len(self.open), "connection_info": {"app_id": APP},
             "debug_info": {"host": "fake", "build_number": 1, "approximate_connection_time": 18_060}}
        )  # fmt: skip
        self.connected.set()
        if len(self.open) > MOST_SOCKETS:
            await self._disconnect(self.open[0], "too_many_websockets")
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
        finally:
            if socket in self.open:
                self.open.remove(socket)
            if not self.open:
                self.connected.clear()
        return socket

    async def bring(self, delivery: Delivery) -> dict[str, Any] | None:
        """Sends an envelope over one of the sockets and waits for its id to come back."""
        if not self.open:
            delivery.reason = "no connection"
            return None
        self._turn += 1
        socket, envelope = self.open[self._turn % len(self.open)], str(uuid4())
        body: dict[str, Any] = {
            "type": delivery.route,
            "envelope_id": envelope,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.route != "events_api",
        }
        if delivery.route == "events_api":
            body |= {"retry_attempt": delivery.attempts, "retry_reason": delivery.reason}
        self._waiting[envelope] = acknowledged = asyncio.get_running_loop().create_future()
        try:
            await socket.send_json(body)
            if self._world.faults.drawn(self._world.faults.dropped_sockets):
                self.drop()
            patience = asyncio.create_task(self._world.clock.sleep(PATIENCE))
            await asyncio.wait({acknowledged, patience}, return_when=asyncio.FIRST_COMPLETED)
            patience.cancel()
            return acknowledged.result() if acknowledged.done() else None
        except ConnectionError:
            return None
        finally:
            del self._waiting[envelope]

    def drop(self) -> None:
        """Cuts every socket, as a lost network does: without a word."""
        for socket in self.open:
            if socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()
        self.open.clear()
        self.connected.clear()

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Asks the app to open a new socket, as Slack does every few hours, then closes the old ones."""
        for socket in list(self.open):
            await self._disconnect(socket, reason)

    async def close(self) -> None:
        """Closes every socket in good order."""
        for socket in list(self.open):
            await socket.close()

    async def _disconnect(self, socket: web.WebSocketResponse, reason: str) -> None:
        if socket in self.open:
            self.open.remove(socket)  # nothing new goes there; acknowledgements still come from it
        if not self.open:
            self.connected.clear()
        await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})

    def _acknowledge(self, message: dict[str, Any]) -> None:
        waiting = self._waiting.get(message.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(message.get("payload") or {})

"""How Slack reaches the app: a WebSocket that the app opens (Socket Mode), or signed HTTP requests that Slack sends."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.server.listening import cannot_listen, is_ports_fault
from bot.slack.heartbeat import heartbeat
from bot.slack.logs import sdk_log
from bot.slack.tokens import Tokens
from bot.slack.web import Refused, meaning, web_client
from models.errors import DesksideError

if TYPE_CHECKING:
    from aiohttp.web import Request, StreamResponse
    from slack_bolt.async_app import AsyncApp

log = logging.getLogger("deskside.slack")

PATH = "/slack/events"
PATHS = (PATH, "/slack/commands", "/slack/interactive", "/slack/actions")
"""Slack's page of an app has an address for each kind of request; one is enough, and any of these will do."""

PING = 5.0
"""Seconds between two pings of the socket; a socket that is gone is noticed after a few of them."""

TICKETS = 20.0
"""Seconds after which a socket that can't be opened is tried with a new address: the old one may be used up."""


class NotConnected(DesksideError):
    """Slack doesn't let the app connect, or the port to listen at is taken."""

    code = "slack-connection"


@dataclass(frozen=True)
class Http:
    """Where to listen for Slack's requests; port 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 0


@asynccontextmanager
async def socket_mode(app: "AsyncApp", tokens: Tokens, sign_of_life: Path) -> AsyncIterator[str]:
    """Receives over a WebSocket while the context lasts, and keeps the file young that is its sign of life.

    Raises `NotConnected` if Slack refuses the app's token.
    """
    import aiohttp
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
    from slack_sdk.errors import SlackApiError, SlackRequestError

    client = web_client(tokens, tokens.app)
    url = None
    try:
        url = (await client.apps_connections_open(app_token=tokens.app))["url"]
    except SlackApiError as error:
        meant = meaning("apps_connections_open", error)
        if isinstance(meant, Refused):
            raise NotConnected(
                f"Slack refuses the app token: {meant.error}.",
                "Check SLACK_APP_TOKEN (xapp-…, scope connections:write), and that Socket Mode is on.",
            ) from None
        log.warning("Slack opens no socket just now, going on trying")
    except (aiohttp.ClientError, TimeoutError, OSError, SlackRequestError, AttributeError, ValueError) as broken:
        log.warning("Slack can't be reached (%s), going on trying", type(broken).__name__)
    handler: Any = AsyncSocketModeHandler(app, tokens.app, logger=sdk_log(), web_client=client, ping_interval=PING)
    handler.client.wss_uri = url
    if tokens.is_local:
        handler.client.proxy = None
    renewing = asyncio.create_task(_renew(handler.client))
    connecting = asyncio.create_task(handler.connect_async())
    try:
        async with heartbeat(sign_of_life, handler.client.is_connected):
            await connecting
            yield "Socket Mode"
    finally:
        for task in (renewing, connecting):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await handler.close_async()


async def _renew(client: Any) -> None:
    """Throws a socket's address away when it doesn't open: the SDK would try the same one for ever."""
    while True:
        await asyncio.sleep(TICKETS)
        if not client.closed and not await client.is_connected():
            client.wss_uri = None


@asynccontextmanager
async def signed_http(app: "AsyncApp", http: Http) -> AsyncIterator[str]:
    """Receives over HTTP while the context lasts; yields the address. Raises `NotConnected` if the port is taken."""
    from aiohttp import web
    from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

    async def receive(request: "Request") -> "StreamResponse":
        if not await _is_well_formed(request):
            return web.json_response({"error": "invalid request"}, status=401)
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    server = web.Application()
    server.add_routes([web.post(path, receive) for path in PATHS])
    server.router.add_get("/healthz", _healthy)
    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, http.host, http.port)
        try:
            await site.start()
        except (OSError, UnicodeError) as refused:
            other = "--http; 0 takes any that is free" if is_ports_fault(refused) else "--host"
            raise NotConnected(
                cannot_listen(http.host, http.port, refused), f"Choose another with {other}."
            ) from refused
        port = runner.addresses[0][1]
        yield f"http://{http.host}:{port}"
    finally:
        await runner.cleanup()


async def _healthy(request: "Request") -> "StreamResponse":
    from aiohttp import web

    return web.json_response({"status": "ok"})


async def _is_well_formed(request: "Request") -> bool:
    """Whether Bolt can check its signature: a timestamp that is no number and bytes that are no text break it."""
    stamp = request.headers.get("X-Slack-Request-Timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or len(stamp) > 12:
        return False
    try:
        await request.text()
    except (UnicodeDecodeError, LookupError):
        return False
    return True

"""Runs the server: opens the engine, listens, writes its address on the owner's card, and shuts down cleanly."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

import uvicorn

from bot.attachments import most_body_bytes
from bot.engine import Engine
from bot.interface import EngineInterface
from bot.ownership import LOOKING_AGAIN, WAITING, HomeLocked, announce, locked, servers_card, withdraw
from bot.server.app import create_app
from bot.server.listening import PortTaken, bound, is_loopback, own_names
from bot.server.service import Service
from bot.server.streams import unless
from bot.server.token import ensure_token
from bot.settings import Settings
from models.errors import told

log = logging.getLogger("deskside")

TRYING_AGAIN = 10
"""Seconds after which a writer that could not be loaded is tried again."""

PATIENCE = 10
"""Seconds that answers may still take when the server was told to end."""


async def serve(
    settings: Settings,
    host: str,
    port: int,
    until_idle: float | None,
    stop: asyncio.Event,
    ready: Callable[[str], None],
) -> None:
    """Serves the engine until `stop` is set or, with `until_idle`, nobody was there for that many seconds.

    If it is stopped while the engine opens, the next opening does the rest.
    `ready` is told the address. Raises `PortTaken`, and what opening the engine raises.
    """
    try:
        with bound(host, port) as listening:  # before the models are loaded: a port that is taken is told at once
            await _serve_at(listening, settings, until_idle, stop, ready)
    except PortTaken:
        if servers_card(settings.home):  # it is likely to have the port, and another port would not help
            raise locked(settings.home) from None
        raise
    log.info("ended")


async def _serve_at(
    listening: socket.socket,
    settings: Settings,
    until_idle: float | None,
    stop: asyncio.Event,
    ready: Callable[[str], None],
) -> None:
    async with AsyncExitStack() as stack:
        if engine := await unless(stop.wait(), _opened(settings, stack)):
            async with served(engine, settings, listening) as (service, address):
                log.info("serving at %s", address)
                ready(address)
                idle = [service.presence.idle(until_idle)] if until_idle else []
                await _first_of(stop.wait(), _kept_warm(engine), *idle)


async def _kept_warm(engine: Engine) -> None:
    """Loads the writer, and tries again after a failure: until it is loaded, `/readyz` keeps questions away.

    The log says why it is not loaded, once for each reason.
    """
    known = ""
    while True:
        engine.warm()
        await asyncio.sleep(TRYING_AGAIN)
        if (failure := engine.writer_failure) is not None and (why := told(failure)) != known:
            known = why
            log.error("the writer could not be loaded: %s", why)


async def _first_of(*ends: Coroutine[Any, Any, object]) -> None:
    """Waits for the first of several ends."""
    tasks = [asyncio.create_task(end) for end in ends]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def _opened(settings: Settings, stack: AsyncExitStack) -> Engine:
    """The engine, once a short command of another process has let the home go; one that serves is not waited for."""
    patience = asyncio.get_running_loop().time() + WAITING
    while True:
        try:
            return await stack.enter_async_context(Engine.open(settings, serves=True))
        except HomeLocked:
            if servers_card(settings.home) or asyncio.get_running_loop().time() > patience:
                raise
        await asyncio.sleep(LOOKING_AGAIN)


@asynccontextmanager
async def served(
    engine: EngineInterface, settings: Settings, listening: socket.socket
) -> AsyncIterator[tuple[Service, str]]:
    """Serves an open engine at a bound socket while the context lasts, for whoever finds the address on the card."""
    host, port = listening.getsockname()[:2]
    service = Service(engine)
    names = own_names(port, host) if is_loopback(host) else None
    app = create_app(service, ensure_token(settings.home), names, most_body_bytes(settings))
    server = _Server(
        uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            # Longer than clients keep a connection, so that none is closed while a request is on its way.
            timeout_keep_alive=75,
            timeout_graceful_shutdown=PATIENCE,
        )
    )
    serving = asyncio.create_task(server.serve([listening]))
    address = f"http://{_reachable(host)}:{port}"
    try:
        announce(settings.home, address)
        yield service, address
    finally:
        withdraw(settings.home)
        service.stopping.set()
        server.should_exit = True
        # Answers may finish; a watch would wait for ever, and interrupted work goes on at the next sync.
        await service.streams.stop_interruptible()
        await serving
        await service.streams.stop_all()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signals to the command: uvicorn would raise them again before the engine is closed."""
        yield


def _reachable(host: str) -> str:
    """The host as this machine's own processes reach it."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 it is what somebody chose
    return f"[{host}]" if ":" in host else host

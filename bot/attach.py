"""Finds the engine of a data home, in whichever process it is: this one, one that serves, or one started to serve."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from typing import IO

from bot.client import EngineGone, RemoteEngine
from bot.interface import EngineInterface
from bot.ownership import LOOKING_AGAIN, WAITING, HomeLocked, OwnerCard, servers_card
from bot.server.token import read_token
from bot.settings import Settings
from models.errors import DesksideError

UNTIL_IDLE = 60
"""Seconds that a server in the background stays after its last client is gone."""


class OtherVersion(DesksideError):
    """The engine that serves the home is of another version than its client."""

    code = "other-version"


class EngineNotStarted(DesksideError):
    """A server in the background ended before it was ready."""

    code = "engine-not-started"


@asynccontextmanager
async def open_engine(settings: Settings) -> AsyncIterator[EngineInterface]:
    """The engine of the home: in this process if the home is free, else that of the owner that serves it.

    An owner that is still opening what it is going to serve is waited for as long as it takes; one that does not serve
    (a short command) for a while, then `HomeLocked` is raised. Raises what `Engine.open` raises, and `OtherVersion`.
    """
    async with AsyncExitStack() as stack:
        yield await _opened(settings, stack)


@asynccontextmanager
async def attach_engine(settings: Settings, *, gives_way: bool = True) -> AsyncIterator[EngineInterface]:
    """The engine of the home in another process, which is started if none serves; this one loads no model.

    A process that is started gives way to the terminal in which a person types, unless nobody types here. One that is
    still opening is waited for as long as it takes. Raises `EngineNotStarted`, saying why, and `OtherVersion`.
    """
    async with AsyncExitStack() as stack:
        yield await _served(settings, stack, gives_way)


async def _served(settings: Settings, stack: AsyncExitStack, gives_way: bool) -> EngineInterface:
    """The engine of a server that is there, is opening, or is started here because none is."""
    while True:
        if engine := await _attached(settings, stack):
            return engine
        if not _is_opening(settings):
            try:
                with tempfile.TemporaryFile() as errors:
                    if engine := await _started(settings, stack, errors, gives_way):
                        return engine
            except OSError as refused:  # no memory for a process, no room for a file, or no Python there any more
                raise _not_started(f"{refused.strerror or refused}.") from refused
        await asyncio.sleep(LOOKING_AGAIN)


async def _started(
    settings: Settings, stack: AsyncExitStack, errors: IO[bytes], gives_way: bool
) -> EngineInterface | None:
    """The engine of a server that is started here, or of another that was quicker; None if that is still opening."""
    starting = _start(settings, errors, gives_way)
    while True:
        await asyncio.sleep(LOOKING_AGAIN)
        ended = starting.poll() is not None
        # Asked after it ended: it may have ended because another process serves by now.
        if engine := await _attached(settings, stack):
            return engine
        if ended and _is_opening(settings):
            return None
        if ended:
            raise _not_started(_last_line(errors))


async def _opened(settings: Settings, stack: AsyncExitStack) -> EngineInterface:
    patience = asyncio.get_running_loop().time() + WAITING
    while True:
        if engine := await _attached(settings, stack):
            return engine
        try:
            return await _own(settings, stack)
        except HomeLocked:
            if asyncio.get_running_loop().time() > patience and not _is_opening(settings):
                raise
        await asyncio.sleep(LOOKING_AGAIN)


async def _own(settings: Settings, stack: AsyncExitStack) -> EngineInterface:
    from bot.engine import Engine

    return await stack.enter_async_context(Engine.open(settings))


async def _attached(settings: Settings, stack: AsyncExitStack) -> EngineInterface | None:
    """The engine of an owner that serves, or None if there is none, not yet or not any more."""
    card = servers_card(settings.home)
    if card is None or card.address is None:
        return None
    _check_version(card)
    try:
        token = read_token(settings.home)
        return await stack.enter_async_context(RemoteEngine.attach(settings, card.address, token))
    except (EngineGone, OSError):
        return None


def _is_opening(settings: Settings) -> bool:
    """Whether a process is opening the home, to serve it then."""
    card = servers_card(settings.home)
    return card is not None and card.is_opening


def _check_version(card: OwnerCard) -> None:
    own = version("deskside")
    if card.version != own:
        raise OtherVersion(
            f"The engine is served by Deskside {card.version} (process {card.pid}), and this is Deskside {own}.",
            "Stop that process, so that this version can serve.",
        )


def _start(settings: Settings, errors: IO[bytes], gives_way: bool) -> subprocess.Popen[bytes]:
    """Starts a server in a session of its own: closing the terminal does not end it, being idle does."""
    serve = ["serve", "--port", "0", "--until-idle", str(UNTIL_IDLE), *([] if gives_way else ["--keep-priority"])]
    return subprocess.Popen(
        # -P: a folder called `bot` where the person stands is not this package.
        [sys.executable, "-P", "-m", "bot.cli", *serve],
        env=os.environ | {"DESKSIDE_HOME": str(settings.home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
    )


def _not_started(why: str) -> EngineNotStarted:
    return EngineNotStarted(f"The engine did not start: {why}", "`deskside doctor` checks all that it needs.")


def _last_line(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing."

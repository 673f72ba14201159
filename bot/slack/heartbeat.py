"""The sign of life of Slack's socket: a file that is touched while the socket is open, for whoever checks on the app.

The app opens a lost socket again by itself; a file that has grown old says that it can't.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.slack.background import in_background

BEAT = 15.0
"""Seconds between two looks at the socket."""


@asynccontextmanager
async def heartbeat(file: Path, is_connected: Callable[[], Awaitable[bool]]) -> AsyncIterator[None]:
    """Keeps the file young while the socket is open, and takes it away at the end."""
    _touch(file)
    try:
        async with in_background(_beat(file, is_connected)):
            yield
    finally:
        _take_away(file)


async def _beat(file: Path, is_connected: Callable[[], Awaitable[bool]]) -> None:
    while True:
        await asyncio.sleep(BEAT)
        if await is_connected():
            _touch(file)


def _take_away(file: Path) -> None:
    with suppress(OSError):
        file.unlink(missing_ok=True)


def _touch(file: Path) -> None:
    with suppress(OSError):  # a full disk is no reason to stop answering
        file.touch()

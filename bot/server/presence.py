"""Who is there: counts the requests that are being served, so that a server nobody uses can end itself."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Presence:
    """The requests being served now. A client that stays keeps one open for as long as it is there."""

    def __init__(self) -> None:
        self._here = 0
        self._somebody = asyncio.Event()
        self._nobody = asyncio.Event()
        self._nobody.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Counts one request while the context lasts."""
        self._here += 1
        self._somebody.set()
        self._nobody.clear()
        try:
            yield
        finally:
            self._here -= 1
            if not self._here:
                self._nobody.set()
                self._somebody.clear()

    async def idle(self, seconds: float) -> None:
        """Returns once nobody was there for `seconds` seconds."""
        while True:
            await self._nobody.wait()
            try:
                await asyncio.wait_for(self._somebody.wait(), seconds)
            except TimeoutError:
                return

"""Slack's own clock: it follows the event loop, and a test may push it forward instead of waiting."""

import asyncio
import time


class Clock:
    """Seconds since 1970 as Slack counts them; `advance` makes time pass and wakes whoever slept until then."""

    def __init__(self) -> None:
        self._start = time.time()
        self._pushed = 0.0
        self._began: float | None = None
        self._moved = asyncio.Event()
        self._last_tick = 0

    def now(self) -> float:
        """The time now."""
        loop_time = asyncio.get_running_loop().time()
        if self._began is None:
            self._began = loop_time
        return self._start + loop_time - self._began + self._pushed

    def advance(self, seconds: float) -> None:
        """Lets some seconds pass at once."""
        self._pushed += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep(self, seconds: float) -> None:
        """Returns when the clock shows that many seconds more."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), left)
            except TimeoutError:
                return

    def tick(self) -> str:
        """A message's `ts`: later than every one before it."""
        micros = max(int(self.now() * 1_000_000), self._last_tick + 1)
        self._last_tick = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

"""The hands on a running app's keys and the eyes on its screen, for every test of the terminal app."""

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

PATIENCE = 2_000
"""Rounds of the event loop that something may take to happen."""


class Hands:
    """Types into an app and reads what it shows."""

    def __init__(self, app: App[Any], pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        self._shows = app

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, happened: Callable[[], Any]) -> None:
        for _ in range(PATIENCE):
            if happened():
                return
            await self.pilot.pause(0.01)
        raise AssertionError("it never happened; the screen says:\n" + self.text)

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        height = self._shows.size.height
        strips = self._shows.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips[:height])

    @property
    def notices(self) -> list[str]:
        """The notifications so far."""
        return [notification.message for notification in self._shows._notifications]

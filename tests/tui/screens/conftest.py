"""One screen over an empty app, driven by keys: the same on every machine, whatever the time is."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from syrupy import snapshot as snapshot
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from tests.tui.hands import Hands
from tests.tui.screens.handbook_engine import HandbookEngine, write_pages
from tui.themes import THEMES

NOTHING = object()


class Bench(App[None]):
    """Shows one screen, and keeps what it leaves with."""

    TITLE = "Deskside"

    def __init__(self, shown: Screen[Any]) -> None:
        super().__init__()
        self.animation_level = "none"
        self.shown = shown
        self.result: object = NOTHING
        self.opened: list[str] = []

    def on_mount(self) -> None:
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = "dark"
        self.push_screen(self.shown, self._left)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        self.opened.append(url)

    def _left(self, result: object) -> None:
        self.result = result


class Shown(Hands):
    """The running screen and the hands on its keys."""

    def __init__(self, app: Bench, pilot: Pilot[None]) -> None:
        super().__init__(app, pilot)
        self.app = app

    @property
    def screen(self) -> Screen[Any]:
        """The screen on top."""
        return self.app.screen

    async def type(self, text: str) -> None:
        await self.press(*("space" if character == " " else character for character in text))

    async def fill(self, selector: str, text: str) -> None:
        """Puts a text into a field at once."""
        # The dialog that holds the field may still be asking the engine for what it offers.
        await self.until(lambda: self.screen.query(selector))
        self.screen.query_one(selector, Input).value = text
        await self.pilot.pause()

    async def until_said(self, words: str) -> None:
        await self.until(lambda: words in self.text)


Show = Callable[..., AbstractAsyncContextManager[Shown]]


@pytest.fixture
def show() -> Show:
    """Opens a screen, `async with show(PassageScreen(engine, citation)) as shown`; it waits for what is `said`."""

    @asynccontextmanager
    async def showing(screen: Screen[Any], size: tuple[int, int] = (100, 30), said: str = "") -> AsyncIterator[Shown]:
        app = Bench(screen)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            shown = Shown(app, pilot)
            await shown.until_said(said)
            yield shown

    return showing


@pytest.fixture(autouse=True)
def same_place_and_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Noon on one day of November, in one time zone, with a home of its own."""
    monkeypatch.setattr("tui.moments.now", lambda: datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """The folder that the handbook engine's documents were read from, pictures included."""
    return write_pages(tmp_path / "handbook")


@pytest.fixture
def engine(pages: Path) -> HandbookEngine:
    return HandbookEngine(pages)


@pytest.fixture
def snap(snap_compare: Callable[..., bool]) -> Callable[..., bool]:
    """Compares a screen with its picture; `arrange` brings it into the state that is meant."""

    def compare(
        screen: Screen[Any],
        size: tuple[int, int] = (80, 24),
        arrange: Callable[[Shown], Awaitable[None]] | None = None,
    ) -> bool:
        async def ready(pilot: Pilot[None]) -> None:
            await pilot.pause()
            shown = Shown(app, pilot)
            if arrange is not None:
                await arrange(shown)
            for field in shown.screen.query(Input):
                field.cursor_blink = False
            await pilot.pause()

        app = Bench(screen)
        return snap_compare(app, terminal_size=size, run_before=ready)

    return compare

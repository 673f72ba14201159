"""The chat over a scripted engine, driven by keys: the same on every machine, with nothing that moves by itself."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from bot import locations
from bot.settings import Settings
from models.build import build_model
from models.recipes.recipe import default_recipes, load_recipe
from models.store import ModelStore
from tests.bot.handbook import write_handbook
from tests.fakes.scripted_engine import ScriptedEngine, connecting_to
from tests.tui.hands import Hands
from tests.tui.settling import settle_quickly
from tui.app import DesksideApp
from tui.screens.chat import ChatScreen


class Driver(Hands):
    """The running chat and the hands on its keys."""

    def __init__(self, app: DesksideApp, engine: ScriptedEngine, pilot: Pilot[None]) -> None:
        super().__init__(app, pilot)
        self.app = app
        self.engine = engine

    @property
    def chat(self) -> ChatScreen:
        return self.app.chat

    @property
    def is_busy(self) -> bool:
        """Whether a question is being answered or waits."""
        return self.chat.queue.current is not None or bool(self.chat.queue.waiting)

    async def ask(self, text: str) -> None:
        """Types a question, sends it and waits until it is answered."""
        asked = len(self.engine.asked)
        self.chat.prompt.composer.fill(text)
        await self.press("enter")
        await self.until(lambda: len(self.engine.asked) > asked and not self.is_busy)
        await self.pilot.pause()


Drive = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_longer_waits_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    settle_quickly(monkeypatch)


@pytest.fixture(autouse=True)
def same_terminal_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "DESKSIDE_HOME", "TERM_PROGRAM", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def make_app(home: Path) -> Callable[..., DesksideApp]:
    """Makes the app; `attach` stands for `attach_engine`."""

    def make(
        attach: Callable[[Any], Any], missing: Sequence[str] = (), visitor: str | None = None, **settings: Any
    ) -> DesksideApp:
        kept = locations.terminal_preferences(home)
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps({"theme": "dark"}), encoding="utf-8")
        app = DesksideApp(Settings(home=home, **settings), attach, lambda settings: missing, visitor)
        app.animation_level = "none"
        app.chat.prompt.composer.cursor_blink = False
        return app

    return make


@pytest.fixture
def drive(make_app: Callable[..., DesksideApp]) -> Drive:
    """Opens the chat, `async with drive(engine) as chat`, in which something was `asked` already."""

    @asynccontextmanager
    async def driving(
        engine: ScriptedEngine | None = None,
        size: tuple[int, int] = (120, 40),
        attach: Callable[[Any], Any] | None = None,
        asked: str = "",
        **settings: Any,
    ) -> AsyncIterator[Driver]:
        engine = engine or ScriptedEngine()
        app = make_app(attach or connecting_to(engine), **settings)
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, engine, pilot)
            if attach is None:
                await driver.until(lambda: app.connection.engine is not None)
            await pilot.pause()
            if asked:
                await driver.ask(asked)
            yield driver

    return driving


Prepare = Callable[[Driver], Awaitable[None]]


@pytest.fixture
def snapshot(snap_compare: Callable[..., bool], make_app: Callable[..., DesksideApp]) -> Callable[..., bool]:
    """Compares the screen with its picture after `prepare(driver)`."""

    def compare(
        prepare: Prepare,
        engine: ScriptedEngine | None = None,
        size: tuple[int, int] = (120, 40),
        attach: Callable[[Any], Any] | None = None,
        theme: str | None = None,
    ) -> bool:
        engine = engine or ScriptedEngine()
        app = make_app(attach or connecting_to(engine))

        async def before(pilot: Pilot[None]) -> None:
            if theme:
                app.theme = theme
            driver = Driver(app, engine, pilot)
            if attach is None:
                await driver.until(lambda: app.connection.engine is not None)
            await pilot.pause()
            await prepare(driver)
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


@pytest.fixture(scope="session")
def real_env(model_store: ModelStore, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a data home with the real models and a small handbook."""
    for recipe in default_recipes():
        build_model(load_recipe(recipe), model_store)
    home = tmp_path_factory.mktemp("terminal") / "home"
    home.mkdir()
    (home / "models").symlink_to(model_store.folder.resolve(), target_is_directory=True)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    env = {**kept, "DESKSIDE_HOME": str(home), "DESKSIDE_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    pages = write_handbook(home.parent / "handbook")
    subprocess.run([Path(sys.executable).with_name("deskside"), "add", pages], env=env, check=True, capture_output=True)
    return env

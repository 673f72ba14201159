"""What holds for every screen: no size breaks it, no text from outside breaks or spoofs it, no theme hides it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual.screen import Screen

from bot.settings import Settings
from bot.status import EngineStatus, ModelInUse
from knowledge.documents import Placement
from knowledge.reports import FileProblem, SourceStatus
from tests.fakes import sample_events
from tests.fakes.scripted_engine import THEN, connecting_to, conversation_of
from tests.tui.screens.conftest import Show
from tests.tui.screens.handbook_engine import HandbookEngine, cited
from tui.screens.add_source import AddSourceScreen
from tui.screens.ask_line import AskLineScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.first_run import FirstRunScreen
from tui.screens.help import HelpScreen
from tui.screens.knowledge import KnowledgeScreen
from tui.screens.models import ModelsScreen
from tui.screens.passage import PassageScreen
from tui.screens.picker import PickerScreen
from tui.screens.sessions import SessionsScreen
from tui.themes import THEMES

EVIL = "[/b][red]x[/red] [@click=app.quit]q[/] $x \x1b[31m\x1b]52;c;aGk=\x07\u202e\x9bJ {0}\ttab\r\nline"

MakeScreen = Callable[[HandbookEngine, Settings], Screen[Any]]
SCREENS: dict[str, MakeScreen] = {
    "passage": lambda engine, settings: PassageScreen(
        engine, evil := replace(cited(1, "A [/x] sentence", EVIL, "hostile.md"), title=EVIL), (evil, evil)
    ),
    "passage changed": lambda engine, settings: PassageScreen(engine, cited(1, EVIL, EVIL, "hostile.md", EVIL)),
    "sessions": lambda engine, settings: SessionsScreen(engine, EVIL),
    "sources": lambda engine, settings: KnowledgeScreen(engine, settings.space),
    "search": lambda engine, settings: KnowledgeScreen(engine, settings.space),
    "models": ModelsScreen,
    "picker": lambda engine, settings: PickerScreen(settings.home),
    "first run": lambda engine, settings: FirstRunScreen(settings, lambda: connecting_to(engine)(None)),
    "help": lambda engine, settings: HelpScreen({}),
    "add": lambda engine, settings: AddSourceScreen(EVIL, [EVIL, "it"]),
    "ask": lambda engine, settings: AskLineScreen(EVIL, EVIL, EVIL),
    "confirm": lambda engine, settings: ConfirmScreen(EVIL, EVIL),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("[red]a[@click=app.quit].png", "b\x1b[31m\u202e.png", "c\nd.png"):
        Image.new("RGB", (4, 4)).save(home / name)
    return Settings(home=home)


@pytest.fixture
def engine(engine: HandbookEngine) -> HandbookEngine:
    """An engine all of whose texts are hostile."""
    problems = (FileProblem(EVIL, EVIL, EVIL),) * 60
    engine.source_list = [
        SourceStatus(EVIL, EVIL, "folder", 1, 1, THEN, problems),
        SourceStatus("", "", "texts", 0, 0, None, ()),
    ]
    engine.space_names = [EVIL, ""]
    engine.passages = [
        replace(one, title=EVIL, text=EVIL * 20, document=EVIL, headings=(EVIL,), found_by={EVIL: Placement(1, -1.0)})
        for one in sample_events.PASSAGES
    ]
    engine.stored = {"c": replace(conversation_of(1, "c"), title=EVIL), "d": replace(conversation_of(1, "d"), title="")}
    engine.status_now = EngineStatus((ModelInUse("writer", EVIL, 0, loaded=False),), 0, False, 0.0, EVIL)
    return engine


@pytest.mark.parametrize("name", SCREENS)
async def test_no_size_and_no_text_breaks_it(show: Show, engine: HandbookEngine, settings: Settings, name: str) -> None:
    async with show(SCREENS[name](engine, settings), size=(80, 24)) as shown:
        if name == "search":
            await shown.press("f3")
            await shown.type("vpn")
            await shown.until_said("1 [/b][red]x")
        for size in ((40, 10), (120, 40), (41, 11), (200, 60), (40, 10), (60, 15)):
            await shown.pilot.resize_terminal(*size)
            await shown.pilot.pause()
            # Everything is drawn, and nothing of what was drawn can steer the terminal.
            for character in "\x1b\x07\x9b\u202e\t":
                assert character not in shown.text
            assert len(shown.text.splitlines()) <= size[1]
        for key in ("down", "up", "pagedown", "pageup", "tab", "end", "home"):
            await shown.press(key)
        assert shown.app.is_running


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_short_question_takes_no_more_room_than_it_needs(show: Show, size: tuple[int, int]) -> None:
    async with show(ConfirmScreen("Delete it?", "It cannot be brought back."), size) as shown:
        frame = shown.screen.query_one("#frame").region
        assert frame.height < 12 and frame.width <= 72


@pytest.mark.parametrize("theme", THEMES)
async def test_every_theme_dresses_every_screen(
    show: Show, engine: HandbookEngine, settings: Settings, theme: str
) -> None:
    async with show(SCREENS["sources"](engine, settings)) as shown:
        shown.app.theme = theme
        await shown.pilot.pause()
        for make in SCREENS.values():
            shown.app.push_screen(make(engine, settings))
            await shown.pilot.pause()
            assert shown.text.strip()


@pytest.mark.parametrize("name", [name for name in SCREENS if name != "first run"])
async def test_escape_leaves_it(show: Show, engine: HandbookEngine, settings: Settings, name: str) -> None:
    async with show(SCREENS[name](engine, settings)) as shown:
        await shown.press("escape")
        assert shown.app.screen is not shown.app.shown
        assert not shown.app.result

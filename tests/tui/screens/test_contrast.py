"""Every word on every screen can be told from its background, in every theme that brings its own colours."""

import re
from pathlib import Path

import pytest
from rich.color import Color

from bot.settings import Settings
from knowledge.reports import FileProblem, SourceStatus
from tests.fakes import sample_events
from tests.fakes.scripted_engine import THEN, ScriptedEngine, conversation_of
from tests.tui.conftest import Drive
from tests.tui.screens.conftest import Show, Shown
from tests.tui.screens.handbook_engine import HandbookEngine
from tests.tui.screens.test_every_screen import SCREENS
from tui.app import DesksideApp
from tui.themes import THEMES

LEAST = 4.5
"""What WCAG asks of text for level AA."""

_WORD = re.compile(r"\w{2,}")
SHOWN = [name for name in SCREENS if name not in ("passage changed", "picker")]


def contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    parts = [part / 255 for part in color.get_truecolor()]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def too_faint(shown: Shown | DesksideApp) -> set[tuple[str, float]]:
    """The words on the screen that can hardly be read, with their contrast."""
    faint = set()
    for strip in shown.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            if style is None or style.color is None or style.bgcolor is None or not _WORD.search(segment.text):
                continue
            if (found := contrast(style.color, style.bgcolor)) < LEAST:
                faint.add((segment.text.strip()[:40], round(found, 2)))
    return faint


@pytest.mark.parametrize("name", SHOWN)
async def test_every_word_can_be_read_on_light_paper(
    show: Show, engine: HandbookEngine, tmp_path: Path, name: str
) -> None:
    problems = (FileProblem("a.pdf", "It is locked.", "Unlock it."),)
    engine.source_list = [SourceStatus("/srv/handbook", "it", "folder", 3, 9, THEN, problems)]
    engine.stored = {"c": conversation_of(1, "c"), "d": conversation_of(2, "d")}
    async with show(SCREENS[name](engine, Settings(home=tmp_path)), size=(110, 34)) as shown:
        shown.app.theme = "light"
        if name == "search":
            await shown.type("vpn")
            await shown.until_said("1 ")
        await shown.pilot.pause()
        assert too_faint(shown) == set()


async def test_every_word_of_the_chat_can_be_read_in_every_theme(drive: Drive) -> None:
    answers = {"Why?": sample_events.grounded, "Who?": sample_events.not_found, "How?": sample_events.failed}
    async with drive(ScriptedEngine(lambda question: answers[question.text]())) as chat:
        for text in answers:
            await chat.ask(text)
        for theme in (theme for theme in THEMES if not THEMES[theme].ansi):
            chat.app.theme = theme
            await chat.pilot.pause()
            assert (theme, too_faint(chat.app)) == (theme, set())

"""The list of conversations: found as one types, renamed, deleted, exported."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Static

from bot.conversations import ConversationSummary
from tests.fakes.scripted_engine import ScriptedEngine, conversation_of
from tests.tui.screens.conftest import NOTHING, Show, Shown
from tui.screens.sessions import SessionsScreen

TITLES = ("Parental leave in Lisbon", "How do I fix VPN error 809?", "[/b] Reset \x1b[31mmy badge\x07 [red]PIN")


@pytest.fixture
def talks() -> ScriptedEngine:
    """An engine with three conversations; the last of `TITLES` was used last."""
    engine = ScriptedEngine()
    for n, title in enumerate(TITLES, start=1):
        engine.stored[f"c{n}"] = replace(conversation_of(n, f"c{n}"), title=title)
    return engine


async def test_enter_opens_the_marked_conversation(show: Show, talks: ScriptedEngine) -> None:
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        await shown.press("down", "enter")
        assert shown.app.result == "c2"


async def test_typing_searches_titles_and_turns(show: Show, talks: ScriptedEngine) -> None:
    async with show(SessionsScreen(talks, "ada")) as shown:
        await shown.type("lisbon")
        await shown.until(lambda: "VPN error" not in shown.text)
        await shown.press("enter")
        assert shown.app.result == "c1"


async def test_keys_that_come_before_the_search_wait_for_what_it_finds(
    show: Show, talks: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = asyncio.Event()
    conversations = talks.conversations

    async def late(asker: str, text: str = "", limit: int = 50) -> list[ConversationSummary]:
        if text:
            await there.wait()
        return await conversations(asker, text, limit)

    monkeypatch.setattr(talks, "conversations", late)
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        await shown.type("lisbon")
        await shown.press("ctrl+d", "f2")
        assert shown.screen is shown.app.shown
        await shown.press("enter")
        assert shown.app.result is NOTHING
        there.set()
        await shown.until(lambda: shown.app.result == "c1")


async def test_a_search_that_finds_nothing_says_so(show: Show, talks: ScriptedEngine) -> None:
    async with show(SessionsScreen(talks, "ada")) as shown:
        await shown.type("zebra")
        await shown.until_said("No conversation has “zebra” in it.")
        await shown.press("enter")
        assert shown.app.result is NOTHING


async def test_without_conversations_it_says_so(show: Show) -> None:
    async with show(SessionsScreen(ScriptedEngine(), "ada")) as shown:
        await shown.until_said("There are no conversations yet.")


@pytest.mark.parametrize(("keys", "chosen"), [(["pagedown"], "c1"), (["pagedown", "up"], "c2"), (["up"], "c3")])
async def test_keys_move_the_mark_and_stop_at_the_ends(
    show: Show, talks: ScriptedEngine, keys: list[str], chosen: str
) -> None:
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        await shown.press(*keys, "enter")
        assert shown.app.result == chosen


async def test_a_click_opens(show: Show, talks: ScriptedEngine) -> None:
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        await shown.pilot.click("#entries", offset=(4, 1))
        await shown.pilot.pause()
        assert shown.app.result == "c2"


async def test_f2_renames(show: Show, talks: ScriptedEngine) -> None:
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        await shown.press("f2")
        await shown.fill("#line", "Badges")
        await shown.press("enter")
        await shown.until_said("Badges")
        assert talks.stored["c3"].title == "Badges"


async def test_escape_in_the_question_changes_nothing(show: Show, talks: ScriptedEngine) -> None:
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        for key in ("f2", "ctrl+d", "ctrl+s"):
            await shown.press(key, "escape")
            assert shown.app.screen is shown.app.shown
        assert [window.title for window in talks.stored.values()] == list(TITLES)


async def test_ctrl_d_deletes_after_a_yes_and_marks_the_next(show: Show, talks: ScriptedEngine) -> None:
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        await shown.press("ctrl+d")
        await shown.until_said("It cannot be brought")
        await shown.press("y")
        await shown.until(lambda: "c3" not in talks.stored)
        await shown.until(lambda: "badge" not in shown.text)
        await shown.press("enter")
        assert shown.app.result == "c2"


@pytest.mark.parametrize("no", ["n", "enter", "escape"])
async def test_deleting_needs_a_yes(show: Show, talks: ScriptedEngine, no: str) -> None:
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        await shown.press("ctrl+d", no)
        assert set(talks.stored) == {"c1", "c2", "c3"}
        assert shown.app.result is NOTHING


async def test_ctrl_s_exports_in_the_format_of_the_ending(show: Show, talks: ScriptedEngine, tmp_path: Path) -> None:
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        await shown.press("down", "ctrl+s")
        await shown.until_said("how-do-i-fix-vpn-error-809.md")
        await shown.fill("#line", "talk.json")
        await shown.press("enter")
        await shown.until(lambda: shown.notices)
        assert shown.notices == ["Exported to ~/talk.json"]
    assert len(json.loads((tmp_path / "talk.json").read_text(encoding="utf-8"))["turns"]) == 4


async def test_an_existing_file_is_replaced_only_after_a_yes(show: Show, talks: ScriptedEngine, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    file.write_text("mine", encoding="utf-8")
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        await shown.press("ctrl+s")
        await shown.fill("#line", "talk.md")
        await shown.press("enter")
        await shown.until_said("Replace talk.md?")
        await shown.press("n")
        await shown.until_said("Export to")
        assert file.read_text(encoding="utf-8") == "mine"
        await shown.press("enter")
        await shown.until_said("Replace talk.md?")
        await shown.press("y")
        await shown.until(lambda: shown.notices)
    assert "VPN error 809" in file.read_text(encoding="utf-8")


def note_of(shown: Shown) -> str:
    """What a dialog notes; on the screen it is wrapped."""
    return "".join(str(note.content) for note in shown.screen.query("#note").results(Static))


async def test_what_cannot_be_written_is_told_and_asked_again(show: Show, talks: ScriptedEngine) -> None:
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        for name, problem in (("talk.doc", "End it with .md"), ("no/such/talk.md", "Choose another folder.")):
            await shown.press("ctrl+s")
            await shown.fill("#line", name)
            await shown.press("enter")
            await shown.until(lambda problem=problem: problem in note_of(shown))
            await shown.press("escape")


async def test_a_conversation_that_is_gone_is_told(show: Show, talks: ScriptedEngine) -> None:
    async with show(SessionsScreen(talks, "ada"), said="Parental leave") as shown:
        talks.stored.clear()
        await shown.press("ctrl+d", "y")
        await shown.until(lambda: shown.notices)
        assert "There is no such conversation." in shown.notices[0]
        await shown.until_said("There are no conversations yet.")


async def test_escape_leaves_with_nothing(show: Show, talks: ScriptedEngine) -> None:
    async with show(SessionsScreen(talks, "ada")) as shown:
        await shown.press("escape")
        assert shown.app.result is None


def test_snapshot_sessions(snap: Callable[..., bool], talks: ScriptedEngine) -> None:
    assert snap(SessionsScreen(talks, "ada"), arrange=lambda shown: shown.until_said("Parental leave"))


def test_snapshot_sessions_delete(snap: Callable[..., bool], talks: ScriptedEngine) -> None:
    async def ask(shown: Shown) -> None:
        await shown.until_said("Parental leave")
        await shown.press("ctrl+d")

    assert snap(SessionsScreen(talks, "ada"), arrange=ask)


def test_snapshot_sessions_export(snap: Callable[..., bool], talks: ScriptedEngine) -> None:
    async def ask(shown: Shown) -> None:
        await shown.until_said("Parental leave")
        await shown.press("down", "ctrl+s")
        await shown.until_said("Export to")

    assert snap(SessionsScreen(talks, "ada"), arrange=ask)


def test_snapshot_sessions_tiny(snap: Callable[..., bool], talks: ScriptedEngine) -> None:
    assert snap(SessionsScreen(talks, "ada"), (40, 10), lambda shown: shown.until_said("Parental"))

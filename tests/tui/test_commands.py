"""What the `/` commands do."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.conversations import ConversationWindow
from knowledge.reports import FileProblem, SyncReport
from models.errors import DesksideError
from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine, conversation_of
from tests.tui.conftest import Driver
from tui.commands import COMMANDS, parse_command
from tui.path_names import path_name


async def do(chat: Driver, command: str) -> None:
    chat.chat.prompt.composer.fill(command)
    chat.chat.prompt.completions.close()
    await chat.press("enter")


async def test_add_makes_a_place_whole_and_tells_what_was_done(drive, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    async with drive() as chat:
        await do(chat, "/add handbook")
        await chat.until(lambda: chat.notices)
        assert chat.engine.added == [((str(tmp_path / "handbook"),), "default")]
        assert "3 added" in chat.notices[0]


async def test_add_leaves_addresses_as_they_are(drive):
    async with drive(space="it") as chat:
        await do(chat, "/add https://wiki.example/it")
        await chat.until(lambda: chat.engine.added)
        assert chat.engine.added == [(("https://wiki.example/it",), "it")]


async def test_progress_stands_in_the_status_line_while_one_goes_on_asking(drive):
    async with drive() as chat:
        chat.engine.pause()
        await do(chat, "/sync")
        chat.engine.step()
        await chat.until(lambda: "Syncing: Reading 1/3" in chat.text)
        chat.engine.play()
        await chat.until(lambda: chat.notices)
        await chat.until(lambda: chat.chat.status.activity == "")
        await chat.ask("Still there?")
        assert chat.chat.transcript.cards[0].answer is not None


async def test_documents_that_cannot_be_read_are_told(drive):
    engine = ScriptedEngine()
    engine.sync_report = SyncReport(added=1, problems=(FileProblem("a.pdf", "It is damaged.", "Fix it."),))
    async with drive(engine) as chat:
        await do(chat, "/sync")
        await chat.until(lambda: chat.notices)
        assert "1 unreadable" in chat.notices[0] and chat.notices[0].endswith(" a.pdf: It is damaged. Fix it.")
        b = FileProblem("b.pdf", "It is locked.", "Unlock it.")
        engine.sync_report = replace(engine.sync_report, problems=(*engine.sync_report.problems, b))
        await do(chat, "/sync")
        await chat.until(lambda: len(chat.notices) == 2)
        assert chat.notices[1].endswith(" a.pdf: It is damaged. Fix it. And 1 more: Ctrl+K says why.")


async def test_a_failure_is_told(drive):
    engine = ScriptedEngine()

    async def sync(space=None, progress=None):
        raise DesksideError("The disk is full.", "Free some space.")

    engine.sync = sync
    async with drive(engine) as chat:
        await do(chat, "/sync")
        await chat.until(lambda: chat.notices)
        assert chat.notices == ["The disk is full. Free some space."] and chat.chat.status.activity == ""


async def test_a_space_is_changed_only_to_one_that_is_there(drive):
    async with drive() as chat:
        await do(chat, "/space nowhere")
        await chat.until(lambda: chat.notices)
        assert chat.chat.space == "default" and "default, it" in chat.notices[0]
        await do(chat, "/space it")
        await chat.until(lambda: chat.chat.space == "it")
        await chat.ask("Where?")
        assert chat.engine.asked[0].spaces == ("it",)


async def test_a_picture_is_attached_by_its_path(drive, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (4, 4)).save("my error.png")
    async with drive() as chat:
        await do(chat, "/attach my error.png")
        await chat.until(lambda: chat.chat.prompt.chips.attachments)
        await do(chat, "/attach nothing.png")
        await chat.until(lambda: chat.notices)
        assert "cannot be read as a picture" in chat.notices[0]


async def test_a_chat_outlives_the_folder_that_it_was_started_in(drive, tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    async with drive() as chat:
        (tmp_path / "gone").rmdir()
        await do(chat, "/attach")
        await chat.until(lambda: "Attach a picture" in chat.text)
        await chat.press("escape")
        await do(chat, "/attach nothing.png")
        await chat.until(lambda: chat.notices)
        await chat.ask("first")
        chat.engine.stored[chat.chat.queue.conversation] = conversation_of(1)
        await do(chat, "/export")
        await chat.until(lambda: "Export to" in chat.text and "Folder: /" in chat.text)


async def test_retry_copy_and_feedback_are_about_the_last_answer(drive):
    async with drive() as chat:
        await do(chat, "/retry")
        await chat.until(lambda: chat.notices)
        assert chat.notices == ["There is no answer yet."]
        await chat.ask("First?")
        await do(chat, "/copy")
        await chat.until(lambda: chat.app.clipboard == sample_events.ANSWER.strip())
        await do(chat, "/feedback down too old")
        await chat.until(lambda: chat.engine.feedback)
        assert (chat.engine.feedback[0].verdict, chat.engine.feedback[0].reason) == ("down", "too old")
        await do(chat, "/retry")
        await chat.until(lambda: len(chat.engine.asked) == 2)


async def test_export_asks_where_to_and_writes_the_conversation(drive, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    engine = ScriptedEngine()
    async with drive(engine) as chat:
        await do(chat, "/export")
        await chat.until(lambda: chat.notices)
        assert "nothing to export" in chat.notices[0]
        await chat.ask("First?")
        engine.stored[chat.chat.queue.conversation] = conversation_of(1)
        await do(chat, "/export")
        await chat.until(lambda: type(chat.app.screen).__name__ == "AskLineScreen")
        await chat.pilot.pause()
        await chat.press("enter")
        await chat.until(lambda: list(Path(tmp_path).glob("*.md")))


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("leave.html", "leave.html"),
        ("my notes.json", "my notes.json"),
        ('"my notes.md"', "my notes.md"),
        ("talks", "talks/how-do-i-fix-vpn-error-809.md"),
        ("~nobody-of-this-name.md", "~nobody-of-this-name.md"),
    ],
)
async def test_export_writes_the_file_that_is_named(drive, tmp_path, monkeypatch, named, written):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talks").mkdir()
    engine = ScriptedEngine()
    async with drive(engine, asked="First?") as chat:
        engine.stored[chat.chat.queue.conversation] = conversation_of(1)
        await do(chat, f"/export {named}")
        await chat.until(lambda: chat.notices)
        assert (tmp_path / written).read_text(encoding="utf-8")
        assert chat.notices == [f"Exported to {path_name(tmp_path / written)}"]


async def test_a_command_that_is_typed_whole_needs_no_second_enter(drive):
    async with drive() as chat:
        await chat.press(*"/export", "enter")
        await chat.until(lambda: chat.notices)
        assert chat.notices == ["There is nothing to export yet."]


async def test_export_asks_again_about_a_name_that_cannot_be_written(drive, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.md").write_text("mine")
    engine = ScriptedEngine()
    async with drive(engine, asked="First?") as chat:
        engine.stored[chat.chat.queue.conversation] = conversation_of(1)
        await do(chat, "/export notes.docx")
        await chat.until(lambda: type(chat.app.screen).__name__ == "AskLineScreen")
        await chat.until(lambda: "no known ending" in chat.text and "notes.docx" in chat.text)
        await chat.press("escape")
        await do(chat, "/export mine.md")
        await chat.until(lambda: type(chat.app.screen).__name__ == "ConfirmScreen")
        assert (tmp_path / "mine.md").read_text() == "mine"


async def test_a_home_that_nobody_has_is_a_place_like_any_other(drive, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with drive() as chat:
        await do(chat, "/add ~nobody-of-this-name/docs")
        await chat.until(lambda: chat.engine.added)
        assert chat.engine.added[0][0] == (str(tmp_path / "~nobody-of-this-name/docs"),)
        await do(chat, "/add 'my docs'")
        await chat.until(lambda: len(chat.engine.added) == 2)
        assert chat.engine.added[1][0] == (str(tmp_path / "my docs"),)


async def test_a_conversation_without_an_answer_yet_is_not_exported_as_an_empty_file(drive):
    engine = ScriptedEngine()

    async def nothing_said(conversation, before=None, limit=40):
        return ConversationWindow(conversation, "New conversation", (), 0)

    engine.conversation = nothing_said
    async with drive(engine, asked="First?") as chat:
        await do(chat, "/export")
        await chat.until(lambda: chat.notices)
        assert chat.notices == ["There is nothing to export before the first answer."]


async def test_a_theme_is_kept_for_the_next_run(drive):
    async with drive() as chat:
        await do(chat, "/theme light")
        await chat.until(lambda: chat.app.theme == "light")
        await do(chat, "/theme none")
        await chat.until(lambda: chat.notices)
        assert "There is no theme none" in chat.notices[0]
    async with drive() as chat:
        assert chat.app.theme == "light"


@pytest.mark.parametrize(
    ("command", "screen"),
    [
        ("model", "ModelsScreen"),
        ("sources", "KnowledgeScreen"),
        ("sessions", "SessionsScreen"),
        ("help", "HelpScreen"),
    ],
)
async def test_commands_that_open_a_screen(drive, command, screen):
    async with drive() as chat:
        await do(chat, f"/{command}")
        await chat.until(lambda: type(chat.app.screen).__name__ == screen)


async def test_a_screen_above_the_chat_has_none_of_its_styles(drive):
    """Both have a list of sources: the chat's is a narrow column with a line on its left."""
    async with drive() as chat:
        await do(chat, "/sources")
        await chat.until(lambda: type(chat.app.screen).__name__ == "KnowledgeScreen")
        sources = chat.app.screen.query_one("#sources")
        assert not sources.styles.border_left[0]
        assert sources.size.width > chat.app.size.width // 2


async def test_new_sources_and_quit_do_what_the_keys_do(drive):
    async with drive(asked="First?") as chat:
        await do(chat, "/citations")
        await chat.until(lambda: not chat.chat.panel.display)
        await do(chat, "/new")
        await chat.until(lambda: not chat.chat.transcript.cards)
        chat.chat.prompt.composer.fill("/quit")
        await chat.pilot.press("enter")
        await chat.until(lambda: chat.app._exit)


def test_a_question_is_no_command():
    assert parse_command("/etc/hosts?") is None and parse_command("//x") is None and parse_command("why / how?") is None
    assert parse_command("/add  a b ") == ("add", "a b")


def test_no_two_commands_have_one_name():
    assert len({one.name for one in COMMANDS}) == len(COMMANDS)

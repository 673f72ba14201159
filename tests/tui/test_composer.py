"""Typing: what is sent, what is kept, what is pasted, what is completed."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from textual import events

from bot.events import Attachment
from tests.fakes.scripted_engine import ScriptedEngine
from tui.preferences import MOST_QUESTIONS, Memory


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "error on my screen.png"
    Image.new("RGB", (4, 4)).save(file)
    return file


def composer(chat):
    return chat.chat.prompt.composer


async def paste(chat, text: str) -> None:
    composer(chat).post_message(events.Paste(text))
    await chat.pilot.pause()


def sent(chat) -> list[str]:
    return [question.text for question in chat.engine.asked]


async def test_enter_sends_and_the_other_enters_break_the_line(drive):
    async with drive() as chat:
        await chat.press("a", "ctrl+j", "b", "shift+enter", "c", "alt+enter", "d", "enter")
        await chat.until(lambda: sent(chat))
        assert sent(chat) == ["a\nb\nc\nd"]
        assert composer(chat).text == ""


async def test_keys_that_come_faster_than_the_screen_keep_their_order(drive):
    async with drive() as chat:
        for key in [*"first question", "enter", *"next ", "backspace", "ctrl+j", *"line"]:
            character = key if len(key) == 1 else None
            chat.app.post_message(events.Key("space" if key == " " else key, character))
        await chat.until(lambda: composer(chat).text == "next\nline")
        assert sent(chat) == ["first question"]


async def test_an_empty_question_is_not_sent(drive):
    async with drive() as chat:
        await chat.press("space", "enter")
        assert not chat.chat.transcript.cards


async def test_a_paste_of_many_lines_is_one_text_and_sends_nothing(drive):
    async with drive() as chat:
        await paste(chat, "\n".join(f"line {n}\r" for n in range(5_000)))
        assert composer(chat).document.line_count >= 5_000
        assert not chat.engine.asked
        assert "\r" not in composer(chat).text


async def test_a_pasted_escape_sequence_loses_its_power(drive):
    async with drive() as chat:
        await paste(chat, "before\x1b[2J\x1b]0;title\x07after\x00\u202e!")
        assert composer(chat).text == "beforeafter!"


async def test_up_and_down_go_through_earlier_questions_and_back_to_the_draft(drive):
    async with drive(asked="first") as chat:
        await chat.ask("second")
        await chat.press(*"dra", "up")
        assert composer(chat).text == "second"
        await chat.press("up")
        assert composer(chat).text == "first"
        await chat.press("up")
        assert composer(chat).text == "first"
        await chat.press("down", "down")
        assert composer(chat).text == "dra"


async def test_up_and_down_move_in_a_text_of_several_lines(drive):
    async with drive(asked="first") as chat:
        await chat.press("a", "ctrl+j", "b", "up")
        assert composer(chat).cursor_location[0] == 0 and composer(chat).text == "a\nb"
        await chat.press("down")
        assert composer(chat).cursor_location[0] == 1


async def test_up_in_a_question_that_is_wrapped_goes_up_a_row_of_it(drive):
    async with drive(size=(60, 24), asked="first") as chat:
        await chat.press(*"word " * 20, "up")
        assert composer(chat).text == "word " * 20
        await chat.press("up", "up", "up")
        assert composer(chat).text == "first"
        await chat.press("down")
        assert composer(chat).text == "word " * 20


async def test_down_in_an_earlier_question_that_is_wrapped_goes_down_a_row_of_it(drive):
    async with drive(size=(60, 24)) as chat:
        question = " ".join(["word"] * 20)
        await chat.ask(question)
        await chat.press(*"dra", "up", "home", "up", "down")
        assert composer(chat).text == question
        await chat.press("down", "down", "down")
        assert composer(chat).text == "dra"


async def test_what_was_typed_comes_back_with_undo_after_an_earlier_question(drive):
    async with drive(asked="first") as chat:
        await chat.press(*"dra", "up")
        assert composer(chat).text == "first"
        await chat.press("ctrl+z")
        assert composer(chat).text == "dra"
        await chat.press(*"ft")
        assert composer(chat).draft == "draft"


async def test_questions_and_the_draft_outlive_the_run(drive, home):
    async with drive(asked="first") as chat:
        await chat.press(*"half a thou")
    async with drive() as chat:
        assert composer(chat).text == "half a thou"
        await chat.press("up")
        assert composer(chat).text == "first"
        await chat.press("down")
        assert composer(chat).text == "half a thou"


async def test_what_was_typed_is_for_its_owner_only(drive, home):
    async with drive() as chat:
        await chat.ask("secret")
    assert (home / "terminal-questions.jsonl").stat().st_mode & 0o077 == 0


def test_a_damaged_memory_begins_anew(home):
    home.mkdir()
    (home / "terminal.json").write_text('{"theme": 3, "draft": "kept"', "utf-8")
    (home / "terminal-questions.jsonl").write_text("not json", "utf-8")
    memory = Memory(home)
    assert memory.preferences.theme == "" and memory.questions == []
    (home / "terminal.json").write_text('{"theme": 3, "draft": "kept", "of_another_version": 1}', "utf-8")
    assert Memory(home).preferences.draft == "kept" and Memory(home).preferences.theme == ""


async def test_a_visitor_of_the_page_shares_nothing_that_is_typed(drive, home):
    async with drive() as chat:
        await chat.ask("what the owner asked")
    async with drive(visitor="web:1") as chat:
        assert composer(chat).text == ""
        await chat.press("up")
        assert composer(chat).text == ""
        await chat.ask("what the visitor asked")
        assert chat.engine.asked[-1].asker == chat.app.chat.asker == "web:1"
        composer(chat).insert("half a thou")
    kept = "".join(file.read_text("utf-8") for file in home.glob("terminal*"))
    assert "owner" in kept and "visitor" not in kept and "half a thou" not in kept


def test_two_chats_at_once_keep_the_questions_of_both(home):
    one, other = Memory(home), Memory(home)
    one.keep_question("first")
    other.keep_question("second")
    one.keep_question("third")
    assert Memory(home).questions == ["first", "second", "third"]


def test_only_the_last_questions_are_kept(home):
    memory = Memory(home)
    memory.questions = [str(n) for n in range(MOST_QUESTIONS)]
    memory.keep_question("new")
    memory.keep_question("new")
    assert len(Memory(home).questions) == MOST_QUESTIONS and Memory(home).questions[-2:] == ["499", "new"]


@pytest.mark.parametrize("form", ["{}", "'{}'", '"{}"', "{}\n", " {} "])
async def test_a_dropped_picture_becomes_a_chip(drive, picture, form):
    async with drive() as chat:
        await paste(chat, form.format(picture))
        assert [chip.path for chip in chat.chat.prompt.chips.attachments] == [picture]
        assert composer(chat).text == ""


async def test_a_dropped_address_or_escaped_path_becomes_a_chip(drive, picture):
    async with drive() as chat:
        await paste(chat, picture.as_uri())
        await paste(chat, str(picture).replace(" ", "\\ "))
        assert [chip.path for chip in chat.chat.prompt.chips.attachments] == [picture]


async def test_chips_go_with_the_question_as_the_pictures_they_are(drive, picture):
    async with drive() as chat:
        await paste(chat, str(picture))
        await chat.ask("What is this?")
        await chat.ask("And that?")
        assert [question.images for question in chat.engine.asked] == [(Attachment.of(picture),), ()]
        assert not chat.chat.prompt.chips.attachments


async def test_backspace_at_the_start_and_a_click_take_chips_off(drive, picture, tmp_path):
    other = tmp_path / "other.png"
    Image.new("RGB", (4, 4)).save(other)
    async with drive() as chat:
        await paste(chat, f"'{picture}' {other}")
        assert len(chat.chat.prompt.chips.attachments) == 2
        await chat.press("backspace")
        assert [chip.path for chip in chat.chat.prompt.chips.attachments] == [picture]
        await chat.pilot.click("Chip")
        await chat.pilot.pause()
        assert not chat.chat.prompt.chips.attachments


async def test_a_dropped_file_that_is_no_picture_is_pasted_as_text(drive, tmp_path):
    file = tmp_path / "notes.png"
    file.write_text("no picture")
    async with drive() as chat:
        await paste(chat, str(file))
        assert composer(chat).text == str(file)


async def test_commands_are_completed_with_tab_and_done_with_enter(drive):
    async with drive() as chat:
        await chat.press("/", "s", "p")
        assert chat.chat.prompt.completions.is_open
        await chat.press("tab")
        assert composer(chat).text == "/space "
        await chat.until(lambda: chat.chat.prompt.completions.is_open)
        await chat.press("down", "enter")
        await chat.until(lambda: chat.chat.space == "it")
        assert composer(chat).text == "" and not chat.engine.asked


async def test_enter_means_the_name_that_is_typed_whole_not_a_longer_one(drive):
    engine = ScriptedEngine()
    engine.space_names = ["hr", "hr-legal"]
    async with drive(engine, space="hr-legal") as chat:
        await chat.until(lambda: chat.chat._spaces)
        await chat.press(*"/space hr", "enter")
        await chat.until(lambda: chat.chat.space == "hr")


async def test_keys_that_come_before_their_completions_take_no_earlier_ones(drive):
    async with drive() as chat:
        await chat.press(*"/th")
        await chat.until(lambda: chat.chat.prompt.completions.is_open)
        composer(chat).insert("e")
        composer(chat).action_complete()
        assert composer(chat).text == "/the" and composer(chat).has_focus
        await chat.pilot.pause()
        await chat.press("tab")
        assert composer(chat).text == "/theme "


async def test_the_arrows_move_in_the_completions_and_escape_closes_them(drive):
    async with drive() as chat:
        await chat.press("/", "s")
        await chat.press("down", "down", "up")
        assert chat.chat.prompt.completions.chosen.value == "/sources"
        await chat.press("escape")
        assert not chat.chat.prompt.completions.is_open and composer(chat).text == "/s"


async def test_a_completion_can_be_clicked(drive):
    async with drive() as chat:
        await chat.press("/", "s", "y")
        await chat.pilot.click("#completions", offset=(4, 1))
        await chat.pilot.pause()
        assert composer(chat).text == "/sync" and composer(chat).has_focus


async def test_at_restricts_a_question_to_documents(drive):
    async with drive() as chat:
        await chat.press(*"@vpn")
        await chat.until(lambda: chat.chat.prompt.completions.is_open)
        await chat.press("enter", *"what now?", "enter")
        await chat.until(lambda: chat.engine.asked)
        (question,) = chat.engine.asked
        assert question.documents == (1,) and question.text == "what now?"


async def test_a_tab_that_comes_before_the_documents_does_not_leave_the_composer(drive):
    engine = ScriptedEngine()
    there = asyncio.Event()
    documents = engine.documents

    async def late(*about, **more):
        await there.wait()
        return await documents(*about, **more)

    engine.documents = late
    async with drive(engine) as chat:
        await chat.press(*"@vpn", "tab", *"r")
        assert composer(chat).has_focus and composer(chat).text == "@vpnr"
        await chat.press("backspace")
        there.set()
        await chat.until(lambda: chat.chat.prompt.completions.is_open)
        await chat.press("tab")
        await chat.until(lambda: chat.chat.prompt.chips.attachments)


async def test_an_address_with_an_at_is_no_document(drive):
    async with drive() as chat:
        await chat.press(*"mail it@example.com")
        assert not chat.chat.prompt.completions.is_open


async def test_a_path_is_no_command(drive):
    async with drive(asked="/etc/hosts is what?") as chat:
        assert sent(chat) == ["/etc/hosts is what?"]


async def test_an_unknown_command_is_told_and_not_asked(drive):
    async with drive() as chat:
        composer(chat).fill("/nonsense [/red]")
        await chat.press("enter")
        await chat.until(lambda: chat.notices)
        assert "There is no /nonsense" in chat.notices[0] and not chat.engine.asked


async def test_text_copied_in_the_app_is_pasted_where_the_system_has_no_picture(drive):
    engine = ScriptedEngine()
    async with drive(engine) as chat:
        chat.app.copy_to_clipboard("copied")
        await chat.press("ctrl+v")
        await chat.until(lambda: composer(chat).text == "copied")


async def test_after_escape_the_next_question_is_typed_whole(drive):
    async with drive(asked="first") as chat:
        await chat.press("escape", *"restart")
        assert composer(chat).text == "restart" and composer(chat).has_focus


async def test_what_is_no_key_of_an_answer_is_typed_into_the_composer(drive):
    async with drive(asked="first") as chat:
        await chat.press("shift+tab")
        for key in "how to":
            chat.app.post_message(events.Key("space" if key == " " else key, key))
        await chat.until(lambda: composer(chat).text == "how to")
        await chat.press("shift+tab")
        chat.app.focused.post_message(events.Paste(" go on"))
        await chat.until(lambda: composer(chat).text == "how to go on")


def test_a_draft_of_the_day_before_yesterday_is_not_brought_back(home, monkeypatch):
    Memory(home).keep_draft("what I wanted to ask")
    assert Memory(home).draft == "what I wanted to ask"
    later = datetime.now(UTC) + timedelta(days=1, seconds=1)
    monkeypatch.setattr("tui.preferences.now", lambda: later)
    assert Memory(home).draft == ""

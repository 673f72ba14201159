"""A screenshot in the chat: sent without a word, told what was read, answered with the figure it is about."""

import os
from pathlib import Path
from time import time

import pytest
from PIL import Image, ImageGrab
from textual import events

from bot.conversations import ConversationWindow, StoredTurn
from bot.events import Attachment, Looking, Read
from tests.fakes import sample_events
from tests.fakes.scripted_engine import THEN, ScriptedEngine
from tui.widgets.figure import FigurePicture


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "error.png"
    Image.new("RGB", (4, 4)).save(file)
    return file


def seeing() -> ScriptedEngine:
    return ScriptedEngine(lambda question: sample_events.screenshot() if question.images else sample_events.grounded())


async def drop(chat, picture: Path) -> None:
    chat.chat.prompt.composer.post_message(events.Paste(str(picture)))
    await chat.pilot.pause()


async def answered(chat) -> None:
    await chat.until(lambda: chat.chat.transcript.cards and chat.chat.transcript.cards[-1].ended)


async def test_a_screenshot_is_asked_without_a_word(drive, picture):
    async with drive(seeing()) as chat:
        await chat.press("enter")
        assert not chat.engine.asked
        await drop(chat, picture)
        await chat.press("enter")
        await answered(chat)
        [question] = chat.engine.asked
        assert (question.text, question.images) == ("", (Attachment.of(picture),))
        assert not chat.chat.prompt.chips.attachments


async def test_what_was_read_stands_below_the_question_and_the_figure_below_the_answer(drive, picture):
    async with drive(seeing(), size=(110, 60)) as chat:
        await drop(chat, picture)
        await chat.ask("What is this?")
        await answered(chat)
        await chat.until(lambda: "PNG, 40×16" in chat.text)
        lines = chat.text.splitlines()
        places = [
            next(n for n, line in enumerate(lines) if said in line)
            for said in (
                "What is this?",
                "error.png",
                "error dialog",
                "The network connection between",
                "Your screenshot",
            )
        ]
        assert places == sorted(places)
        assert "▣ The error dialog of the VPN client — VPN error codes on" in chat.text


async def test_a_picture_that_was_not_read_says_why(drive, picture):
    def script(question):
        return [
            Looking("looking", "error.png"),
            Read("error.png", None, "", "It is no picture."),
            *sample_events.grounded(),
        ]

    async with drive(ScriptedEngine(script)) as chat:
        await drop(chat, picture)
        await chat.ask("How do I fix it?")
        await answered(chat)
        assert "It is no picture." in chat.text


async def test_asking_again_takes_the_picture_along(drive, picture):
    async with drive(seeing()) as chat:
        await drop(chat, picture)
        await chat.press("enter")
        await answered(chat)
        await chat.press("shift+tab", "r")
        await chat.until(lambda: len(chat.engine.asked) == 2)
        assert [question.images for question in chat.engine.asked] == [(Attachment.of(picture),)] * 2


async def test_a_picture_from_the_clipboard_is_gone_with_the_chat(drive, home, monkeypatch):
    monkeypatch.setattr(ImageGrab, "grabclipboard", lambda: Image.new("RGB", (5, 6)))
    kept = home / "pictures"
    kept.mkdir(parents=True)
    old, of_another_chat = kept / "clipboard-abc.png", kept / "clipboard-0-abc.png"
    for file in (old, of_another_chat):
        file.write_bytes(b"PNG")
    os.utime(old, (time() - 2 * 86_400,) * 2)
    async with drive(seeing()) as chat:
        await chat.press("ctrl+v")
        await chat.until(lambda: chat.chat.prompt.chips.attachments)
        await chat.press("enter")
        await answered(chat)
        assert chat.engine.asked[0].images and len(list(kept.iterdir())) == 3
    assert list(kept.iterdir()) == [of_another_chat]


async def test_a_visitor_gets_no_picture_from_the_clipboard_of_the_machine_that_serves(drive, home, monkeypatch):
    monkeypatch.setattr(ImageGrab, "grabclipboard", lambda: Image.new("RGB", (5, 6)))
    monkeypatch.setattr("textual.app.App.is_web", True)
    async with drive(seeing()) as chat:
        chat.app.copy_to_clipboard("copied")
        await chat.press("ctrl+v")
        await chat.until(lambda: chat.chat.prompt.composer.text == "copied")
        assert not chat.chat.prompt.chips.attachments and not (home / "pictures").exists()


async def test_a_picture_from_the_clipboard_that_cannot_be_written_ends_no_chat(drive, home, monkeypatch):
    monkeypatch.setattr(ImageGrab, "grabclipboard", lambda: Image.new("RGB", (5, 6)))
    home.mkdir(parents=True)
    (home / "pictures").write_bytes(b"")
    async with drive(seeing()) as chat:
        await chat.press("ctrl+v")
        await chat.until(lambda: chat.notices)
        assert "cannot be written" in chat.notices[0] and not chat.chat.prompt.chips.attachments


async def test_a_picture_that_went_away_before_it_was_read_is_said(drive, picture):
    async with drive(seeing()) as chat:
        await drop(chat, picture)
        picture.unlink()
        await chat.press("enter")
        await answered(chat)
        assert "There is no file" in chat.text and not chat.engine.asked


async def test_a_stored_conversation_shows_what_was_read_and_keeps_no_picture(drive):
    engine = seeing()
    read = Read("error.png", "error dialog", sample_events.READ)
    turns = (
        StoredTurn(1, "user", "", None, (), "", THEN, (read,)),
        StoredTurn(2, "assistant", sample_events.ANSWER, "grounded", sample_events.CITATIONS, "a1", THEN),
    )
    engine.stored["old"] = ConversationWindow("old", "error 809", turns, 0)
    async with drive(engine, size=(120, 50)) as chat:
        await chat.chat.open_conversation("old")
        await chat.pilot.pause()
        assert "▣ error.png · error dialog" in chat.text and "The network connection between your" in chat.text
        await chat.press("shift+tab", "r")
        assert any("The picture is not kept" in notice for notice in chat.notices) and not engine.asked


async def test_a_figure_that_is_gone_is_said_in_its_place(drive, picture):
    engine = seeing()
    async with drive(engine, size=(120, 60)) as chat:
        engine.figures = ()
        await drop(chat, picture)
        await chat.press("enter")
        await answered(chat)
        await chat.until(lambda: chat.app.screen.query(FigurePicture))
        await chat.until(lambda: "not in the knowledge any more" in chat.text)

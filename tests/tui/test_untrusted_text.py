"""Text from documents and models, wherever the chat shows it, is text: it can't steer, break or spoof the screen."""

import asyncio
import re
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversations import ConversationWindow, StoredTurn
from bot.events import Answer, Citation, Closest, Delta, Failed, Found, Looking, Queued
from knowledge.reports import DocumentSummary
from models.progress import Step
from tests.fakes import sample_events
from tests.fakes.scripted_engine import THEN, ScriptedEngine
from tests.tui.markdown.test_drawing import CONTROLS, HOSTILE

NASTY = "[/red]\x1b[2J\x1b]0;owned\x07[@click=app.quit]x[/]\u202e\ud800\r\n[1]: http://evil.example\n`"


def nasty_events(nasty: str) -> list:
    passage = replace(sample_events.PASSAGES[0], document=nasty, title=nasty, headings=(nasty,), text=nasty or "x")
    citation = Citation(1, nasty, nasty, nasty, nasty, nasty, 1)
    return [
        Queued(2),
        Looking("searching", nasty),
        Found((passage, sample_events.PASSAGES[1])),
        Delta(nasty),
        Answer(nasty, "grounded", (citation,), (Closest(nasty, nasty, nasty, nasty),), id="a"),
    ]


def assert_clean(screen: str) -> None:
    assert not CONTROLS.search(screen.replace("\n", ""))


async def test_a_hostile_document_is_shown_as_it_is_written(drive):
    async with drive(ScriptedEngine(lambda question: nasty_events(NASTY)), asked=NASTY) as chat:
        assert_clean(chat.text)
        assert "[/red]" in chat.text and "owned" not in chat.text
        await chat.press("shift+tab", "1")
        await chat.until(lambda: type(chat.app.screen).__name__ == "PassageScreen")
        assert_clean(chat.text)


async def test_hostile_failures_names_and_progress_are_shown_as_they_are_written(drive):
    engine = ScriptedEngine(lambda question: [Failed(NASTY, NASTY, "x")])
    engine.space_names = ["default", NASTY]
    engine.progress_steps = (Step(NASTY, 1, 2),)
    engine.status_now = replace(engine.status_now, models=(replace(engine.status_now.models[0], name=NASTY),))

    async def documents(space, text, limit=20):
        return [DocumentSummary(1, NASTY, NASTY, "default", None)]

    engine.documents = documents
    async with drive(engine, asked="Why?") as chat:
        await chat.press(*"@x")
        await chat.until(lambda: chat.chat.prompt.completions.is_open)
        assert_clean(chat.text)
        await chat.press("tab")
        await chat.until(lambda: chat.chat.prompt.chips.attachments)
        assert_clean(chat.text)
        for command in ("/space ", "/space nowhere", "/sync", f"/{NASTY}", "/theme [/x]"):
            chat.chat.prompt.composer.fill(command)
            await chat.press("escape", "enter")
            await chat.pilot.pause()
            assert_clean(chat.text)
        assert all("\x1b" not in notice for notice in chat.notices)


async def test_a_hostile_stored_conversation_is_shown_as_it_is_written(drive):
    engine = ScriptedEngine()
    citation = Citation(1, NASTY, NASTY, NASTY, NASTY, NASTY, 1)
    turns = (
        StoredTurn(1, "user", NASTY, None, (), "", THEN),
        StoredTurn(2, "assistant", NASTY, "grounded", (citation,), "a", THEN),
    )
    engine.stored["nasty"] = ConversationWindow("nasty", NASTY, turns, 0)
    async with drive(engine) as chat:
        await chat.chat.open_conversation("nasty")
        await chat.pilot.pause()
        assert_clean(chat.text)


async def test_only_web_addresses_are_opened_and_only_by_a_click(drive, monkeypatch):
    opened: list[str] = []
    text = "[a](https://good.example/x) [b](javascript:alert(1)) [c](file:///etc/passwd) [d](http://ok.example)"
    async with drive(ScriptedEngine(lambda question: sample_events.grounded(text))) as chat:
        monkeypatch.setattr(chat.app, "open_url", opened.append)
        await chat.ask("Links?")
        assert opened == []
        answer = chat.chat.transcript.cards[0].query_one("AnswerText")
        for x in range(0, answer.size.width, 4):
            for y in range(answer.size.height):
                await chat.pilot.click(answer, offset=(x, y))
        await chat.pilot.pause()
        assert set(opened) == {"https://good.example/x", "http://ok.example"}


async def test_a_click_on_a_citation_opens_its_passage(drive):
    async with drive(asked="Error 809?") as chat:
        answer = chat.chat.transcript.cards[0].query_one("AnswerText")
        line = answer._at(answer.size.width)[0].plain
        await chat.pilot.click(answer, offset=(line.index("[1]") + 1, 0))
        await chat.until(lambda: type(chat.app.screen).__name__ == "PassageScreen")


async def test_a_click_on_a_source_line_opens_its_passage(drive):
    async with drive(asked="Error 809?") as chat:
        await chat.pilot.click("AnswerFoot", offset=(8, 1))
        await chat.until(lambda: type(chat.app.screen).__name__ == "PassageScreen")
        await chat.pilot.pause()
        assert chat.app.screen.citation.n == 2


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(HOSTILE, min_size=1, max_size=4), width=st.integers(40, 140))
def test_no_text_breaks_the_screen(drive, texts, width):
    async def show() -> None:
        scripts = iter([nasty_events(text) for text in texts])
        async with drive(ScriptedEngine(lambda question: next(scripts)), size=(width, 24)) as chat:
            for text in texts:
                await chat.ask(re.sub(r"^/", "", f"? {text}"))
                assert_clean(chat.text)

    asyncio.run(show())

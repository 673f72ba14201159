"""Every key of the table does what the table says; the table is sound; other keys can be chosen."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events

from models.errors import UsageError
from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine
from tests.tui.conftest import Driver
from tui.keys import KEYS, UNUSABLE, keymap
from tui.themes import THEMES

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "chat-in-the-terminal.md"
LONG = "\n\n".join(f"Paragraph {n}." for n in range(60))
CODE = "Run this:\n\n```\nfirst\n```\n\nthen\n\n```\nsecond\n```\n"


def screen_name(chat: Driver) -> str:
    return type(chat.app.screen).__name__


def opens(name: str) -> Callable[[Driver, str], Awaitable[None]]:
    async def check(chat: Driver, key: str) -> None:
        await chat.press(key)
        await chat.until(lambda: screen_name(chat) == name)

    return check


async def in_transcript(chat: Driver, answers: int = 3) -> None:
    for number in range(answers):
        await chat.ask(f"Question {number}")
    await chat.press("shift+tab")
    assert chat.app.focused is chat.chat.transcript.cards[-1]


async def goes_round_themes(chat: Driver, key: str) -> None:
    seen = []
    for _ in THEMES:
        await chat.press(key)
        seen.append(chat.app.theme)
    assert sorted(seen) == sorted(THEMES)
    assert chat.app.memory.preferences.theme == seen[-1]


async def leaves(chat: Driver, key: str) -> None:
    await chat.pilot.press(key)
    assert chat.app._exit


async def goes_to_answers(chat: Driver, key: str) -> None:
    await chat.ask("Question")
    await chat.press(key)
    assert chat.app.focused is chat.chat.transcript.cards[-1]


async def goes_back(chat: Driver, key: str) -> None:
    await in_transcript(chat)
    await chat.press(key)
    assert chat.chat.prompt.composer.has_focus


async def clears_then_leaves(chat: Driver, key: str) -> None:
    await chat.press(*"draft", key)
    assert chat.chat.prompt.composer.text == "" and not chat.app._exit
    await chat.press(key)
    assert not chat.app._exit and "again to leave" in chat.notices[-1]
    await chat.pilot.press(key)
    assert chat.app._exit


async def toggles_sources(chat: Driver, key: str) -> None:
    await chat.press(key)
    assert not chat.chat.panel.display and not chat.app.memory.preferences.sources_shown
    await chat.press(key)
    assert chat.chat.panel.display


async def starts_anew(chat: Driver, key: str) -> None:
    await chat.ask("First")
    await chat.press(key)
    await chat.until(lambda: not chat.chat.transcript.cards)
    await chat.ask("Second")
    first, second = chat.engine.asked
    assert first.conversation != second.conversation


async def sends(chat: Driver, key: str) -> None:
    await chat.press(*"Why?", key)
    await chat.until(lambda: chat.engine.asked)


async def breaks_line(chat: Driver, key: str) -> None:
    await chat.press("a", key, "b")
    assert chat.chat.prompt.composer.text == "a\nb" and not chat.engine.asked


async def completes(chat: Driver, key: str) -> None:
    await chat.press(*"/mod", key)
    assert chat.chat.prompt.composer.text == "/model"


async def recalls(chat: Driver, key: str) -> None:
    await chat.ask("First")
    await chat.press(key)
    assert chat.chat.prompt.composer.text == "First"


async def recalls_and_returns(chat: Driver, key: str) -> None:
    await chat.ask("First")
    await chat.press("up", key)
    assert chat.chat.prompt.composer.text == ""


async def pastes(chat: Driver, key: str) -> None:
    chat.app.copy_to_clipboard("copied")
    await chat.press(key)
    await chat.until(lambda: chat.chat.prompt.composer.text == "copied")


async def deletes(chat: Driver, key: str) -> None:
    await chat.press("a", "b", key)
    assert chat.chat.prompt.composer.text == "a"


async def moves_down(chat: Driver, key: str) -> None:
    await in_transcript(chat)
    chat.chat.transcript.cards[0].focus()
    await chat.press(key)
    assert chat.app.focused is chat.chat.transcript.cards[1]


async def moves_up(chat: Driver, key: str) -> None:
    await in_transcript(chat)
    await chat.press(key)
    assert chat.app.focused is chat.chat.transcript.cards[-2]


async def goes_to_top(chat: Driver, key: str) -> None:
    await in_transcript(chat, 5)
    await chat.press(key)
    assert chat.app.focused is chat.chat.transcript.cards[0] and chat.chat.transcript.scroll_y == 0


async def goes_to_bottom(chat: Driver, key: str) -> None:
    await in_transcript(chat, 5)
    await chat.press("g", key)
    transcript = chat.chat.transcript
    assert chat.app.focused is transcript.cards[-1] and transcript.scroll_y == transcript.max_scroll_y


async def pages_down(chat: Driver, key: str) -> None:
    await in_transcript(chat, 5)
    await chat.press("g", key)
    assert chat.chat.transcript.scroll_y == chat.chat.transcript.size.height // 2


async def pages_up(chat: Driver, key: str) -> None:
    await in_transcript(chat, 5)
    before = chat.chat.transcript.scroll_y
    await chat.press(key)
    assert chat.chat.transcript.scroll_y < before


async def goes_to_sources(chat: Driver, key: str) -> None:
    await in_transcript(chat)
    await chat.press(key)
    assert chat.app.focused is chat.chat.panel.query_one("#sources-list")
    await chat.press("escape")
    assert chat.app.focused is chat.chat.transcript.cards[-1]


async def opens_source(chat: Driver, key: str) -> None:
    await in_transcript(chat, 1)
    await chat.press(key)
    if int(key) <= len(sample_events.CITATIONS):
        await chat.until(lambda: screen_name(chat) == "PassageScreen")
        assert chat.app.screen.citation == sample_events.CITATIONS[int(key) - 1]
    else:
        assert screen_name(chat) == "ChatScreen"


async def copies_answer(chat: Driver, key: str) -> None:
    await in_transcript(chat, 1)
    await chat.press(key)
    assert chat.app.clipboard == sample_events.ANSWER.strip()


async def copies_code(chat: Driver, key: str) -> None:
    chat.engine.script = lambda question: sample_events.grounded(CODE)
    await in_transcript(chat, 1)
    await chat.press(key)
    assert chat.app.clipboard == "first\n\nsecond"


async def reads_whole(chat: Driver, key: str) -> None:
    await in_transcript(chat, 1)
    await opens("WholeAnswerScreen")(chat, key)


async def asks_again(chat: Driver, key: str) -> None:
    await in_transcript(chat, 1)
    await chat.press(key)
    await chat.until(lambda: len(chat.engine.asked) == 2)
    assert chat.engine.asked[0].text == chat.engine.asked[1].text


async def judges_good(chat: Driver, key: str) -> None:
    await in_transcript(chat, 1)
    await chat.press(key)
    await chat.until(lambda: chat.engine.feedback)
    (feedback,) = chat.engine.feedback
    assert (feedback.answer_id, feedback.verdict, feedback.asker) == ("a1", "up", "terminal")


async def judges_bad(chat: Driver, key: str) -> None:
    await in_transcript(chat, 1)
    await chat.press(key)
    await chat.until(lambda: screen_name(chat) == "AskLineScreen")
    await chat.press(*"old", "enter")
    await chat.until(lambda: chat.engine.feedback)
    (feedback,) = chat.engine.feedback
    assert (feedback.verdict, feedback.reason) == ("down", "old")
    assert "marked not helpful" in chat.text


async def composes(chat: Driver, key: str) -> None:
    await in_transcript(chat)
    await chat.press(key)
    assert chat.chat.prompt.composer.has_focus


async def in_sources(chat: Driver) -> None:
    await in_transcript(chat, 1)
    await chat.press("enter")


async def next_source(chat: Driver, key: str) -> None:
    await in_sources(chat)
    await chat.press(key)
    assert chat.chat.panel.query_one("#sources-list").highlighted == 1


async def previous_source(chat: Driver, key: str) -> None:
    await in_sources(chat)
    await chat.press("j", key)
    assert chat.chat.panel.query_one("#sources-list").highlighted == 0


async def opens_passage(chat: Driver, key: str) -> None:
    await in_sources(chat)
    await opens("PassageScreen")(chat, key)


CHECKS = {
    "app.help": opens("HelpScreen"),
    "app.palette": opens("CommandPalette"),
    "app.theme": goes_round_themes,
    "app.quit": leaves,
    "chat.escape": goes_back,
    "composer.answers": goes_to_answers,
    "chat.interrupt": clears_then_leaves,
    "chat.sources": toggles_sources,
    "chat.sessions": opens("SessionsScreen"),
    "chat.knowledge": opens("KnowledgeScreen"),
    "chat.models": opens("ModelsScreen"),
    "chat.new": starts_anew,
    "chat.attach": opens("PickerScreen"),
    "composer.send": sends,
    "composer.newline": breaks_line,
    "composer.complete": completes,
    "composer.previous": recalls,
    "composer.next": recalls_and_returns,
    "composer.paste": pastes,
    "composer.unchip": deletes,
    "transcript.down": moves_down,
    "transcript.up": moves_up,
    "transcript.top": goes_to_top,
    "transcript.bottom": goes_to_bottom,
    "transcript.page_down": pages_down,
    "transcript.page_up": pages_up,
    "transcript.open": goes_to_sources,
    **{f"transcript.source_{n}": opens_source for n in range(1, 10)},
    "transcript.copy": copies_answer,
    "transcript.copy_code": copies_code,
    "transcript.whole": reads_whole,
    "transcript.retry": asks_again,
    "transcript.good": judges_good,
    "transcript.bad": judges_bad,
    "transcript.compose": composes,
    "sources.down": next_source,
    "sources.up": previous_source,
    "sources.open": opens_passage,
}
EVERY_KEY = [(key.id, one) for key in KEYS for one in key.keys.split(",")]


def test_every_key_is_tried():
    assert {key.id for key in KEYS} == set(CHECKS)


@pytest.mark.parametrize(("name", "key"), EVERY_KEY, ids=[f"{name}={key}" for name, key in EVERY_KEY])
async def test_each_key_does_what_it_says(drive, name, key):
    async with drive() as chat:
        await CHECKS[name](chat, key)


def test_no_two_things_have_one_name_or_share_a_key_in_one_place():
    assert len({key.id for key in KEYS}) == len(KEYS)
    taken = [(key.place, one) for key in KEYS for one in key.keys.split(",")]
    assert len(set(taken)) == len(taken)


def test_no_key_is_bound_that_a_terminal_sends_as_another():
    assert not {one for key in KEYS for one in key.keys.split(",")} & set(UNUSABLE)


async def test_keys_can_be_changed_in_the_settings(drive):
    changes = {"chat": {"new": "ctrl+g"}, "composer": {"send": "f5"}, "sessions": {"rename": "f6"}}
    async with drive(keys=changes) as chat:
        await chat.press("a", "enter", "f5")
        await chat.until(lambda: chat.engine.asked)
        await chat.press("ctrl+n")
        assert chat.chat.transcript.cards
        await chat.press("ctrl+g")
        await chat.until(lambda: not chat.chat.transcript.cards)


def test_a_key_for_nothing_is_refused():
    with pytest.raises(UsageError, match=r"chat\.fly"):
        keymap({"chat": {"fly": "ctrl+g"}})


@pytest.mark.parametrize("key", ["ctrl-g", "control+g", "ctrl+", "", "esc"])
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(UsageError, match="there is no such key"):
        keymap({"chat": {"new": f"f5, {key}"}})


@pytest.mark.parametrize("key", ["ctrl+g", "+", "?", "plus", "G", "ctrl+shift+x", "alt+enter", "full_stop", "space"])
def test_a_key_that_there_is_can_be_chosen(key):
    assert keymap({"chat": {"new": key}}) == {"chat.new": key}


@pytest.mark.parametrize("key", UNUSABLE)
def test_a_key_that_cannot_work_is_refused(key):
    with pytest.raises(UsageError, match="a terminal sends it as"):
        keymap({"chat": {"new": f"f5, {key}"}})


async def test_down_goes_through_a_long_answer_before_the_next(drive):
    async with drive(ScriptedEngine(lambda question: sample_events.grounded(LONG))) as chat:
        await in_transcript(chat, 2)
        await chat.press("g", "j")
        assert chat.app.focused is chat.chat.transcript.cards[0] and chat.chat.transcript.scroll_y > 0


def test_the_guide_lists_every_key():
    rows = re.findall(r"^\| (.+?) \| (.+?) \| `(.+?)` \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(_shown(key.keys), key.does, key.id) for key in KEYS]


async def test_a_passage_that_is_closed_before_it_is_there_leaves_the_chat_as_it_was(drive):
    async with drive() as chat:
        await in_transcript(chat, 1)
        for key in ("1", "escape", "2", "escape"):
            chat.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await chat.pilot.pause()
        assert chat.app.is_running and screen_name(chat) in ("ChatScreen", "PassageScreen")


def _shown(keys: str) -> str:
    """Keys as a person reads them: `Ctrl+J` for `ctrl+j`, `+` for `plus`."""
    names = {"plus": "+", "minus": "-", "pagedown": "PageDown", "pageup": "PageUp"}
    return ", ".join(names.get(key, key if len(key) == 1 else _capital(key)) for key in keys.split(","))


def _capital(key: str) -> str:
    return "+".join(part.capitalize() for part in key.split("+"))

"""Pictures of every state of the chat; `pytest --snapshot-update` takes them anew."""

import asyncio

import pytest
from PIL import Image

from bot.client import EngineGone
from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine, connecting_to, conversation_of
from tests.tui.conftest import Driver
from tui.themes import THEMES

QUESTION = "How do I fix VPN error 809?"


async def nothing(driver: Driver) -> None:
    """Leaves the screen as it begins."""


async def answered(driver: Driver) -> None:
    await driver.ask(QUESTION)


def stepping(events: int):
    """Asks, and lets so many events through."""

    async def prepare(driver: Driver) -> None:
        driver.engine.pause()
        driver.chat.prompt.composer.fill(QUESTION)
        await driver.press("enter")
        driver.engine.step(events)
        for _ in range(8):
            await driver.pilot.pause()
        for card in driver.chat.transcript.cards:
            card.query_one("AnswerText").redraw()

    return prepare


def test_a_new_chat_says_what_to_do(snapshot):
    assert snapshot(nothing)


def test_one_can_type_while_the_engine_starts(snapshot):
    async def type_early(driver: Driver) -> None:
        await driver.press(*"Where is", "enter")

    assert snapshot(type_early, attach=connecting_to(ScriptedEngine(), asyncio.Event()))


def test_an_engine_that_cannot_start_says_what_to_do(snapshot):
    assert snapshot(nothing, attach=failing)


def test_sources_are_there_before_the_answer(snapshot):
    assert snapshot(stepping(4))


def test_an_answer_grows(snapshot):
    assert snapshot(stepping(12))


def test_a_finished_answer_shows_its_sources(snapshot):
    assert snapshot(answered)


def test_a_stopped_answer_keeps_what_was_said(snapshot):
    async def stop(driver: Driver) -> None:
        await stepping(12)(driver)
        await driver.press("escape")

    assert snapshot(stop)


@pytest.mark.parametrize("kind", ["extract", "not_found", "clarify", "failed"])
def test_each_kind_of_answer_has_its_look(snapshot, kind):
    assert snapshot(answered, engine=ScriptedEngine(lambda question: getattr(sample_events, kind)()), size=(100, 24))


def test_an_answer_can_hold_lists_code_and_tables(snapshot):
    text = (
        "# Routers\n\nUse *this* or **that**:\n\n- one `setting`\n  - an inner one\n- two\n\n"
        "```bash\nsudo ufw allow 500/udp  # for IKE\n```\n\n"
        "| port | protocol | for |\n|---|---|---|\n| 500 | UDP | key exchange |\n| 4500 | UDP | NAT traversal |\n\n"
        "> Hotels often block them.\n\nSee [the wiki](https://wiki.example/vpn) and ~~not~~ this. [1]\n"
    )
    assert snapshot(answered, engine=ScriptedEngine(lambda question: sample_events.grounded(text)))


def test_text_that_looks_like_markup_is_only_text(snapshot):
    text = (
        "[/red] [bold]not bold[/bold] [@click=app.quit]not a button[/] \x1b[31mnot red\x1b]0;title\x07\n\n"
        "[bank.example](https://evil.example/login) [run](javascript:alert(1)) ![x](https://evil.example/p.png) [1]\n\n"
        "[1]: https://evil.example\n\n<b>html</b> &#8238;desrever &#27;[2J\n"
    )
    assert snapshot(answered, engine=ScriptedEngine(lambda question: sample_events.grounded(text)))


def test_a_question_that_waits_says_so(snapshot):
    async def ask_twice(driver: Driver) -> None:
        await stepping(12)(driver)
        driver.chat.prompt.composer.fill("And in a hotel?")
        await driver.press("enter")

    assert snapshot(ask_twice)


def test_commands_are_completed(snapshot):
    async def begin(driver: Driver) -> None:
        await driver.press("/", "s")

    assert snapshot(begin, size=(80, 24))


def test_documents_are_completed_and_become_chips(snapshot):
    async def choose(driver: Driver) -> None:
        await driver.press(*"How? @vp")
        await driver.until(lambda: driver.chat.prompt.completions.is_open)
        await driver.press("tab", "@")
        await driver.until(lambda: driver.chat.prompt.completions.is_open)

    assert snapshot(choose, size=(80, 24))


def test_a_picture_becomes_a_chip(snapshot, tmp_path):
    picture = tmp_path / "error on screen.png"
    Image.new("RGB", (4, 4)).save(picture)

    async def attach(driver: Driver) -> None:
        driver.chat.prompt.attach([picture])
        await driver.press(*"What is this?")

    assert snapshot(attach, size=(80, 24))


def test_a_narrow_terminal_folds_the_sources_away(snapshot):
    assert snapshot(answered, size=(80, 24))


def test_a_narrow_terminal_shows_the_sources_instead_of_the_answer(snapshot):
    async def open_sources(driver: Driver) -> None:
        await answered(driver)
        await driver.press("ctrl+o")

    assert snapshot(open_sources, size=(80, 24))


def test_a_wide_terminal_has_room_for_more(snapshot):
    assert snapshot(answered, size=(200, 60))


def test_the_smallest_terminal_still_works(snapshot):
    assert snapshot(answered, size=(40, 10))


@pytest.mark.parametrize("theme", [name for name in THEMES if name != "dark"])
def test_each_theme(snapshot, theme):
    assert snapshot(answered, theme=theme, size=(100, 24))


def test_no_color_is_respected(snapshot, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert snapshot(answered, size=(100, 24))


def test_an_earlier_conversation_is_shown_from_its_end(snapshot):
    engine = ScriptedEngine()
    engine.stored["long"] = conversation_of(12)

    async def reopen(driver: Driver) -> None:
        await driver.chat.open_conversation("long")

    assert snapshot(reopen, engine=engine)


def test_the_answer_in_hand_is_marked(snapshot):
    async def move(driver: Driver) -> None:
        await driver.ask(QUESTION)
        await driver.press("shift+tab", "plus")

    assert snapshot(move, size=(100, 24))


def test_an_engine_that_went_away_for_good_is_told(snapshot):
    engine = ScriptedEngine(lambda question: [*sample_events.grounded()[:9], gone()])
    assert snapshot(answered, engine=engine, size=(100, 24))


def gone() -> EngineGone:
    return EngineGone("The engine went away.", "Ask again.")


def failing(settings: object):
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def attach():
        raise EngineGone("The engine did not start: no space left.", "`deskside doctor` checks all that it needs.")
        yield

    return attach()

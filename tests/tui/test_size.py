"""Any terminal size, any length of answer, any length of conversation."""

from time import process_time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine, conversation_of

SIZES = st.lists(st.tuples(st.integers(40, 220), st.integers(10, 70)), min_size=2, max_size=6)
OPENING_SECONDS = 0.3
"""Of this process's own time: what else the machine does is not the chat's to answer for."""


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=SIZES)
def test_no_resize_breaks_the_screen(drive, sizes):
    import asyncio

    async def resize() -> None:
        async with drive(size=sizes[0], asked="How do I fix VPN error 809?") as chat:
            await chat.press("/", "s")
            for size in [*sizes, (40, 10), (120, 40)]:
                await chat.pilot.resize_terminal(*size)
                await chat.pilot.pause()
                lines = chat.text.split("\n")
                assert len(lines) <= size[1]
            await chat.press("escape", "ctrl+o", "escape", "ctrl+o")

    asyncio.run(resize())


async def test_the_sources_fold_away_below_a_hundred_columns(drive):
    async with drive(size=(100, 30)) as chat:
        assert chat.chat.panel.display
        await chat.pilot.resize_terminal(99, 30)
        await chat.pilot.pause()
        assert not chat.chat.panel.display
        await chat.press("ctrl+o")
        assert chat.chat.panel.display and not chat.chat.transcript.display
        await chat.press("escape")
        assert not chat.chat.panel.display and chat.chat.transcript.display


async def test_an_answer_of_ten_thousand_lines_keeps_the_keys_quick(drive):
    text = "\n".join(f"{n}. step number {n} of very many [1]" for n in range(1, 10_001))
    async with drive(ScriptedEngine(lambda question: sample_events.grounded(text))) as chat:
        await chat.ask("How do I do everything?")
        card = chat.chat.transcript.cards[0]
        assert card.text == text and "o opens all of it" in chat.text
        before = process_time()
        await chat.press(*"typing")
        assert chat.chat.prompt.composer.text == "typing"
        assert process_time() - before < 2
        await chat.press("ctrl+c", "shift+tab", "y", "o")
        assert chat.app.clipboard == text
        await chat.until(lambda: type(chat.app.screen).__name__ == "WholeAnswerScreen")
        assert "10,000 lines" in chat.text


async def test_a_conversation_of_a_thousand_turns_opens_at_its_end_at_once(drive):
    engine = ScriptedEngine()
    engine.stored["long"] = conversation_of(500)
    async with drive(engine) as chat:
        await chat.chat.open_conversation("long")  # warm: styles and imports are the first one's
        fastest = min([await _opening(chat) for _ in range(3)])
        assert "Question 500:" in chat.text
        assert len(chat.chat.transcript.cards) == 10
        assert fastest < OPENING_SECONDS


async def _opening(chat) -> float:
    before = process_time()
    await chat.chat.open_conversation("long")
    await chat.pilot.pause()
    return process_time() - before


async def test_scrolling_up_brings_earlier_turns_and_stays_in_place(drive):
    engine = ScriptedEngine()
    engine.stored["long"] = conversation_of(30)
    async with drive(engine) as chat:
        await chat.chat.open_conversation("long")
        await chat.press("shift+tab")
        transcript = chat.chat.transcript
        assert len(transcript.cards) == 10
        first = transcript.cards[0]
        await chat.press("g")
        await chat.until(lambda: len(transcript.cards) == 20)
        await chat.pilot.pause()
        assert transcript.cards[10] is first
        assert transcript.scroll_y > 0 and chat.app.focused is first
        await chat.press("g")
        await chat.until(lambda: len(transcript.cards) == 30)
        await chat.pilot.pause()
        await chat.press("g")
        await chat.pilot.pause()
        assert transcript.scroll_y == 0 and "Question 1:" in chat.text


async def test_earlier_turns_that_could_not_be_had_are_asked_for_again(drive):
    engine = ScriptedEngine()
    engine.stored["long"] = conversation_of(30)
    async with drive(engine) as chat:
        await chat.chat.open_conversation("long")
        long = engine.stored.pop("long")
        await chat.press("shift+tab", "g")
        await chat.until(lambda: chat.notices)
        engine.stored["long"] = long
        await chat.press("g")
        await chat.until(lambda: len(chat.chat.transcript.cards) == 20)


async def test_hiding_the_sources_that_have_the_focus_leaves_them(drive):
    async with drive(asked="Why?") as chat:
        await chat.press("shift+tab", "enter")
        assert chat.chat.panel.has_focus_within
        await chat.press("ctrl+o")
        assert not chat.chat.panel.display
        assert chat.app.focused is chat.chat.transcript.cards[-1]


async def test_after_the_open_conversation_is_deleted_a_question_begins_another(drive):
    engine = ScriptedEngine()
    async with drive(engine, asked="First?") as chat:
        await chat.press("ctrl+r")
        await chat.until(lambda: type(chat.app.screen).__name__ == "SessionsScreen")
        await chat.until(lambda: "0 questions" in chat.text)
        await chat.press("ctrl+d", "y")
        await chat.until(lambda: not engine.stored)
        await chat.until(lambda: "There are no conversations yet." in chat.text)
        await chat.press("escape")
        await chat.until(lambda: not chat.chat.transcript.cards)
        assert chat.chat.queue.conversation is None
        await chat.ask("Second?")
        assert engine.asked[-1].conversation in engine.stored


async def test_a_reopened_conversation_is_gone_on_with(drive):
    engine = ScriptedEngine()
    engine.stored["long"] = conversation_of(3)
    async with drive(engine) as chat:
        await chat.press("ctrl+r")
        await chat.until(lambda: type(chat.app.screen).__name__ == "SessionsScreen")
        await chat.pilot.pause()
        await chat.press("enter")
        await chat.until(lambda: len(chat.chat.transcript.cards) == 3)
        await chat.ask("And then?")
        assert engine.asked[0].conversation == "long"


async def test_what_streams_is_followed_until_one_scrolls_up(drive):
    text = "\n\n".join(f"Paragraph {n}." for n in range(80))
    engine = ScriptedEngine(lambda question: sample_events.grounded(text))
    async with drive(engine, size=(100, 20)) as chat:
        engine.pause()
        await chat.press(*"Long?", "enter")
        engine.step(45)
        transcript = chat.chat.transcript
        await chat.until(lambda: transcript.max_scroll_y > 10)
        await chat.until(lambda: transcript.scroll_y == transcript.max_scroll_y)
        bottom = transcript.scroll_y
        transcript.scroll_relative(y=-8, animate=False)
        await chat.until(lambda: transcript.scroll_y < bottom)
        at = transcript.scroll_y
        engine.play()
        await chat.until(lambda: not chat.is_busy)
        await chat.pilot.pause()
        assert transcript.scroll_y == at

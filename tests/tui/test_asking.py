"""What happens between Enter and the answer, and what happens when it goes wrong."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.client import EngineGone
from bot.events import Delta
from bot.failures import ENGINE_GONE, failure_of
from knowledge.spaces import NoSuchSpace
from models.errors import DesksideError
from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine, connecting_to, conversation_of
from tests.tui.conftest import Driver
from tui.widgets.answer_card import AnswerCard

GONE_ERROR = EngineGone("The engine went away.", "Ask again.")


def first_card(chat) -> AnswerCard:
    return chat.chat.transcript.cards[0]


async def test_sources_fill_before_the_answer_has_a_word(drive):
    async with drive() as chat:
        chat.engine.pause()
        await chat.press(*"Error 809?", "enter")
        chat.engine.step(4)
        await chat.until(lambda: not chat.chat.panel.is_empty)
        assert first_card(chat).text == ""
        assert "VPN error codes on Windows" in chat.text
        chat.engine.play()


async def test_a_question_goes_to_the_chosen_space_in_one_conversation(drive):
    async with drive(space="it", asked="Error 809?") as chat:
        await chat.ask("And in a hotel?")
        first, second = chat.engine.asked
        assert first.text == "Error 809?" and first.spaces == ("it",) and first.asker == "terminal"
        assert first.conversation == second.conversation is not None


async def test_escape_stops_and_keeps_what_was_said(drive):
    async with drive() as chat:
        chat.engine.pause()
        await chat.press(*"Error 809?", "enter")
        chat.engine.step(8)
        await chat.until(lambda: "809, follow" in first_card(chat).text)
        await chat.press("escape")
        await chat.until(lambda: first_card(chat).ended)
        assert first_card(chat).has_class("-stopped") and "To fix VPN error" in first_card(chat).text
        assert "Stopped" in chat.text
        assert chat.engine.stopped == 1


async def test_questions_asked_meanwhile_are_asked_in_their_order(drive):
    async with drive() as chat:
        chat.engine.pause()
        for text in ("first", "second", "third"):
            await chat.press(*text, "enter")
        assert [question.text for question in chat.engine.asked] == ["first"]
        assert chat.chat.status.waiting == 2
        chat.engine._paused = False
        chat.engine.step()
        await chat.until(lambda: not chat.is_busy)
        assert [question.text for question in chat.engine.asked] == ["first", "second", "third"]


async def test_stopping_gives_waiting_questions_back_to_the_composer(drive):
    async with drive() as chat:
        chat.engine.pause()
        for text in ("first", "second", "third"):
            await chat.press(*text, "enter")
        await chat.press(*"fourth")
        await chat.press("escape")
        await chat.until(lambda: not chat.is_busy)
        assert chat.chat.prompt.composer.text == "second\nthird\nfourth"
        assert len(chat.chat.transcript.cards) == 1


async def test_a_question_typed_before_the_engine_is_there_is_asked_when_it_is(drive):
    engine, ready = ScriptedEngine(), asyncio.Event()
    async with drive(engine, attach=connecting_to(engine, ready)) as chat:
        await chat.press(*"Early?", "enter")
        assert "Starting the engine" in chat.text
        ready.set()
        await chat.until(lambda: first_card(chat).ended)
        assert [question.text for question in engine.asked] == ["Early?"]


async def test_an_engine_that_goes_away_before_a_word_is_asked_again_by_itself(drive):
    attempts = iter([[GONE_ERROR], sample_events.grounded()])
    engine = ScriptedEngine(lambda question: next(attempts))
    attached = 0

    @asynccontextmanager
    async def attach(settings):
        nonlocal attached
        attached += 1
        yield engine

    async with drive(engine, attach=attach) as chat:
        await chat.press(*"Error 809?", "enter")
        await chat.until(lambda: first_card(chat).ended)
        assert first_card(chat).answer is not None
        assert attached == 2


async def test_a_conversation_that_was_deleted_elsewhere_is_begun_anew_and_that_is_said(drive):
    def answer(question):
        try:
            engine._stored(question.conversation)
        except DesksideError as error:
            return [error]
        return sample_events.grounded()

    engine = ScriptedEngine(answer)
    async with drive(engine, asked="Error 809?") as chat:
        deleted = engine.asked[0].conversation
        engine.stored = {"another": conversation_of(1, "another")}
        await chat.ask("And in a hotel?")
        assert chat.chat.transcript.cards[1].answer is not None
        assert engine.asked[-1].conversation not in (None, deleted)
        assert chat.notices == ["This conversation was deleted elsewhere: your question began another."]


async def test_an_engine_that_goes_away_later_leaves_what_was_said_and_says_so(drive):
    engine = ScriptedEngine(lambda question: [Delta("To fix "), GONE_ERROR])
    async with drive(engine, asked="Error 809?") as chat:
        assert first_card(chat).has_class("-failed") and first_card(chat).text == "To fix "
        assert "The engine went away." in chat.text
        engine.script = lambda question: sample_events.grounded()
        await chat.ask("Again?")
        assert chat.chat.transcript.cards[1].answer is not None


async def test_an_engine_that_cannot_start_is_told_and_brought_back_on_request(drive):
    engine = ScriptedEngine()
    broken = True

    @asynccontextmanager
    async def attach(settings):
        if broken:
            raise EngineGone("The engine did not start.", "Look at the disk.")
        yield engine

    async with drive(engine, attach=attach) as chat:
        await chat.until(lambda: any("did not start" in notice for notice in chat.notices))
        assert "no engine: /reconnect" in chat.text
        await chat.press(*"Error 809?", "enter")
        await chat.until(lambda: first_card(chat).has_class("-failed"))
        broken = False
        chat.chat.prompt.composer.fill("/reconnect")
        await chat.press("enter")
        await chat.until(lambda: chat.app.connection.engine is not None)
        await chat.ask("Again?")
        assert chat.chat.transcript.cards[1].answer is not None


async def test_the_code_of_an_engine_that_went_away_is_the_engines_own():
    assert GONE_ERROR.code == ENGINE_GONE


async def test_a_failure_is_told_with_what_to_do(drive):
    async with drive(ScriptedEngine(lambda question: sample_events.failed()), asked="Error 809?") as chat:
        assert "has not been built yet" in chat.text and "deskside models build" in chat.text


async def test_a_space_that_is_not_there_is_told_with_the_command_that_changes_it(drive):
    error = NoSuchSpace("There is no space called 'attic'. These exist: it.", "Choose one of them.")
    async with drive(ScriptedEngine(lambda question: [failure_of(error)]), asked="Error 809?") as chat:
        assert "These exist: it." in chat.text and "Change to one with /space" in chat.text
        assert "Choose one of them" not in chat.text


async def test_the_closest_documents_of_an_answer_that_was_not_found_can_be_opened(drive):
    async with drive(ScriptedEngine(lambda question: sample_events.not_found()), asked="Who is king?") as chat:
        assert [source.document_key for source in first_card(chat).sources] == [1, 2]


async def test_a_home_without_models_begins_with_the_first_page(make_app):
    app = make_app(connecting_to(ScriptedEngine()), missing=["writer"])
    async with app.run_test() as pilot:
        for _ in range(50):
            await pilot.pause()
            if app.screen is not app.chat:
                break
        assert type(app.screen).__name__ == "FirstRunScreen"


async def test_who_leaves_the_first_page_is_not_shown_it_again(make_app):
    engine = ScriptedEngine()
    engine.source_list = []
    app = make_app(connecting_to(engine), missing=["writer"])
    async with app.run_test() as pilot:
        chat = Driver(app, engine, pilot)
        await chat.until(lambda: type(app.screen).__name__ == "FirstRunScreen")
        await chat.press("escape")
        await chat.until(lambda: app.connection.engine is not None)
        await chat.pilot.pause()
        assert app.screen is app.chat


@pytest.mark.parametrize(
    ("named", "spaces", "asked"),
    [
        ({}, ["sample"], "sample"),
        ({}, ["it", "sample"], "default"),
        ({}, ["default"], "default"),
        ({"space": "new"}, ["sample"], "new"),
        ({"space": "default"}, ["sample"], "default"),
    ],
)
async def test_where_all_documents_are_in_one_space_that_is_asked(drive, named, spaces, asked):
    engine = ScriptedEngine()
    engine.space_names = spaces
    async with drive(engine, **named) as chat:
        await chat.pilot.pause()
        await chat.until(lambda: chat.chat.status.space == asked)
        assert chat.chat.space == asked
        if named:
            said = f"There is no space called '{asked}'. These exist: sample. Change to one with /space"
            await chat.until(lambda: chat.notices and chat.notices[0].startswith(said))


@pytest.mark.parametrize(("named", "spaces"), [({}, ()), ({"space": "it"}, ("it",))])
async def test_a_question_that_is_sent_early_goes_to_the_usual_space(drive, named, spaces):
    engine, there = ScriptedEngine(), asyncio.Event()
    engine.space_names = ["sample"]
    async with drive(engine, attach=connecting_to(engine, there), **named) as chat:
        chat.chat.prompt.composer.fill("Which space?")
        await chat.press("enter")
        there.set()
        await chat.until(lambda: len(engine.asked) == 1)
        assert engine.asked[0].spaces == spaces


async def test_the_documents_screen_searches_the_space_that_is_asked(drive):
    async with drive() as chat:
        chat.chat.change_space("it")
        await chat.press("ctrl+k", "f3")
        await chat.until(lambda: "In the space it" in chat.text)


async def test_a_home_without_documents_begins_with_the_first_page(drive):
    engine = ScriptedEngine()
    engine.source_list = []
    async with drive(engine) as chat:
        await chat.until(lambda: type(chat.app.screen).__name__ == "FirstRunScreen")


async def test_the_first_page_does_not_come_over_a_question_that_is_being_typed(make_app):
    engine = ScriptedEngine()
    engine.source_list = []
    known, sources = asyncio.Event(), engine.sources

    async def late(*spaces):
        await known.wait()
        return await sources(*spaces)

    engine.sources = late
    app = make_app(connecting_to(engine))
    async with app.run_test() as pilot:
        chat = Driver(app, engine, pilot)
        await chat.until(lambda: app.connection.engine is not None)
        await chat.press(*"how many days")
        known.set()
        await chat.pilot.pause()
        assert app.screen is app.chat and app.chat.prompt.composer.text == "how many days"

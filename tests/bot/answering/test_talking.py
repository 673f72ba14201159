"""People talk to it as to a colleague: what is no question is answered as such, and the next question is understood."""

import pytest

from bot.answering.replies import CANNOT_DO, WHAT_ABOUT
from bot.engine import Engine
from bot.small_talk import ASK_AWAY, SORRY
from tests.bot.asking import answer_to

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAVE = "How many days of paid leave does everybody have in Berlin?"


async def test_who_complains_is_told_what_helps_and_asks_on(engine: Engine) -> None:
    talk = await engine.start_conversation("ann")
    await answer_to(engine, LEAVE, talk)
    complaint = await answer_to(engine, "that's not what I asked", talk)
    assert (complaint.kind, complaint.text, complaint.citations) == ("chat", SORRY, ())
    assert "25 days" in (await answer_to(engine, "and in Lisbon?", talk)).text


async def test_a_correction_is_asked_of_the_same(engine: Engine) -> None:
    talk = await engine.start_conversation("ann")
    await answer_to(engine, LEAVE, talk)
    assert "25 days" in (await answer_to(engine, "no, I meant Lisbon", talk)).text


async def test_a_question_without_a_verb_that_the_one_before_does_not_help_is_read_alone(engine: Engine) -> None:
    talk = await engine.start_conversation("ann")
    await answer_to(engine, f"{LEAVE} My wife and I want to see her parents in spring.", talk)
    assert "40 euros" in (await answer_to(engine, "meals on a journey refunded?", talk)).text


async def test_who_starts_over_leaves_behind_what_was_asked(engine: Engine) -> None:
    talk = await engine.start_conversation("ann")
    await answer_to(engine, LEAVE, talk)
    assert (await answer_to(engine, "Let's start over", talk)).text == ASK_AWAY
    assert "days" not in (await answer_to(engine, "On which floor?", talk)).text


async def test_what_is_offered_for_a_question_of_its_own_is_not_of_the_topic_before(engine: Engine) -> None:
    talk = await engine.start_conversation("ann")
    await answer_to(engine, LEAVE, talk)
    answer = await answer_to(engine, "Is there a swimming pool?", talk)
    assert answer.kind == "not_found" and answer.closest
    assert "leave.md" not in {near.document for near in answer.closest}


@pytest.mark.parametrize("text", ["Tell me more", "I don't understand", "???"])
async def test_more_of_nothing_is_asked_back(engine: Engine, text: str) -> None:
    answer = await answer_to(engine, text)
    assert (answer.kind, answer.text) == ("clarify", WHAT_ABOUT)


async def test_who_did_not_understand_is_shown_what_stands_around_the_answer(engine: Engine) -> None:
    talk = await engine.start_conversation("ann")
    await answer_to(engine, "By when must I hand in receipts?", talk)
    answer = await answer_to(engine, "Sorry, what do you mean?", talk)
    assert answer.text.startswith("**Travel expenses**") and "150 euros" in answer.text


@pytest.mark.parametrize("nod", ["no", "yes", "please"])
async def test_a_nod_behind_an_answer_does_not_bring_it_again(engine: Engine, nod: str) -> None:
    talk = await engine.start_conversation("ann")
    await answer_to(engine, LEAVE, talk)
    assert (await answer_to(engine, nod, talk)).text == WHAT_ABOUT


async def test_a_question_said_once_of_two_things_is_answered_for_both(engine: Engine) -> None:
    answer = await answer_to(engine, "How many days of leave are there in Berlin and how many in Lisbon?")
    assert "28 days" in answer.text and "25 days" in answer.text


async def test_who_wants_something_done_that_no_page_tells_of_is_told_that_nobody_does_it_here(engine: Engine) -> None:
    answer = await answer_to(engine, "please book me a helicopter")
    assert (answer.kind, answer.text, answer.citations) == ("not_found", CANNOT_DO, ())

"""Behind an answer, "tell me more" shows the section that it stands in, instead of the same answer again."""

import pytest

from bot.answering.replies import WHICH_PART
from bot.engine import Engine
from tests.bot.asking import answer_to

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_section_of_the_answer_is_shown_with_its_citation(engine: Engine) -> None:
    talk = await engine.start_conversation("ann")
    await answer_to(engine, "By when must I hand in receipts?", talk)
    answer = await answer_to(engine, "Tell me more", talk)
    assert answer.text.startswith(
        "**Travel expenses**\n\nReceipts must be handed in within 30 days of the journey. [1]"
    )
    assert "Hotels are refunded up to 150 euros a night." in answer.text
    assert {citation.document for citation in answer.citations} == {"expenses.md"}
    again = await answer_to(engine, "Where does it say that?", talk)
    assert again.text == answer.text


async def test_a_short_section_gives_an_overview_of_its_document(engine: Engine) -> None:
    talk = await engine.start_conversation("ann")
    await answer_to(engine, "What does error 809 mean?", talk)
    answer = await answer_to(engine, "more details please", talk)
    assert answer.text.startswith("**VPN access**\n\n") and "**Error 691**" in answer.text


async def test_behind_what_was_not_found_there_is_no_more(engine: Engine) -> None:
    talk = await engine.start_conversation("ann")
    await answer_to(engine, "Who breeds goldfish?", talk)
    assert (await answer_to(engine, "Tell me more", talk)).kind == "not_found"


@pytest.mark.parametrize(
    "question",
    [
        "Summarize the VPN access page",
        "error 809 vs error 691",
        "When must a lost laptop be reported, and which printer prints posters?",
    ],
)
async def test_behind_an_answer_in_parts_it_is_asked_which_is_meant(engine: Engine, question: str) -> None:
    talk = await engine.start_conversation("ann")
    await answer_to(engine, question, talk)
    answer = await answer_to(engine, "Tell me more", talk)
    assert (answer.kind, answer.text) == ("clarify", WHICH_PART)

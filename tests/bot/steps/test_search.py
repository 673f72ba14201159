"""A follow-up is searched for in its conversation, a question that stands alone by itself."""

from collections.abc import Sequence

import pytest

from bot.events import Turn
from bot.steps.asking.follow_ups import is_follow_up
from bot.steps.search import has_nothing_to_search_for, queries_for

HISTORY = (
    Turn("user", "How many days of leave are there in Berlin?"),
    Turn("assistant", "In Berlin everybody has 28 days. [1]"),
)


def rarity(terms: Sequence[str]) -> dict[str, float]:
    """Every term tells the same, but that of "many", which tells nothing."""
    return {term: 0.0 if term == "mani" else 1.0 for term in terms}


@pytest.mark.parametrize("follow_up", ["and in Lisbon?", "What about Lisbon?", "Is it paid?", "Why?", "For meals?"])
def test_a_bare_follow_up_is_searched_for_behind_the_question_before_it(follow_up: str) -> None:
    queries = queries_for(follow_up, HISTORY, rarity)
    assert is_follow_up(follow_up)
    assert queries.standalone == f"{HISTORY[0].text} {follow_up}"
    assert queries.texts[0] == follow_up
    assert queries.texts[-1] == queries.standalone


def test_a_follow_up_is_searched_for_with_the_words_that_its_conversation_is_about() -> None:
    queries = queries_for("Is it also paid to colleagues at the Lisbon office?", HISTORY, rarity)
    assert queries.texts[1].split("? ")[1].split() == ["days", "leave", "Berlin"]
    assert len(queries.texts) == 2


def test_the_answer_before_is_not_searched_for() -> None:
    assert "28" not in " ".join(queries_for("and in Lisbon?", HISTORY, rarity).texts)


def test_small_talk_is_nothing_to_lean_on() -> None:
    history = (*HISTORY, Turn("user", "Thank you!"), Turn("assistant", "You're welcome!"))
    assert queries_for("and in Lisbon?", history, rarity) == queries_for("and in Lisbon?", HISTORY, rarity)


def test_the_latest_question_counts_most() -> None:
    history = (*HISTORY, Turn("user", "Which printer prints posters?"), Turn("assistant", "The plotter. [1]"))
    queries = queries_for("On which floor?", history, rarity)
    assert queries.standalone == "Which printer prints posters? On which floor?"
    assert queries.texts[1].startswith("On which floor? printer prints posters")


@pytest.mark.parametrize("question", ["How do I deploy?", "Where is the canteen?", "Who does the payroll?"])
def test_a_short_question_that_points_at_nothing_is_read_by_its_own_words(question: str) -> None:
    queries = queries_for(question, HISTORY, rarity)
    assert queries.standalone == question
    in_conversation = queries.texts[1]
    assert in_conversation.split("? ")[1].split() == ["days", "leave", "Berlin"]


def test_a_question_that_stands_alone_is_searched_for_alone() -> None:
    question = "Which printer on floor three prints large colour posters?"
    assert queries_for(question, HISTORY, rarity).texts == (question,)
    assert queries_for("and in Lisbon?", (), rarity).texts == ("and in Lisbon?",)


@pytest.mark.parametrize("text", ["Why?", "?", "🤔", "😡😡", "and then?", "Is it?"])
def test_a_text_without_a_word_to_search_for_says_nothing_but_in_its_conversation(text: str) -> None:
    assert has_nothing_to_search_for(queries_for(text, (), rarity).standalone)
    assert not has_nothing_to_search_for(queries_for(text, HISTORY, rarity).standalone)


@pytest.mark.parametrize("text", ["yes", "No!", "please", "yes please", "nope", "nein"])
def test_a_nod_asks_nothing_in_a_conversation_either_and_is_nothing_to_lean_on(text: str) -> None:
    assert has_nothing_to_search_for(queries_for(text, HISTORY, rarity).standalone)
    behind_it = (*HISTORY, Turn("user", text), Turn("assistant", "What is it about?"))
    assert queries_for("and in Lisbon?", behind_it, rarity) == queries_for("and in Lisbon?", HISTORY, rarity)


@pytest.mark.parametrize("text", ["VPN", "809", "Who are we?", "yes men", "你好", "C++", "leave?"])
def test_a_word_or_a_number_is_something_to_search_for(text: str) -> None:
    assert not has_nothing_to_search_for(text)

"""A follow-up is searched for in its conversation, a question that stands alone by itself."""

import pytest

from bot.events import Turn
from bot.steps.search import leans_back, query_variants

HISTORY = (
    Turn("user", "How many days of leave are there in Berlin?"),
    Turn("assistant", "In Berlin everybody has 28 days. [1]"),
)


@pytest.mark.parametrize("follow_up", ["and in Lisbon?", "What about Lisbon?", "Is it paid?", "Why?", "For meals?"])
def test_a_follow_up_is_searched_for_with_the_question_before_it(follow_up: str) -> None:
    assert leans_back(follow_up)
    assert query_variants(follow_up, HISTORY) == [f"{HISTORY[0].text} {follow_up}", follow_up]


def test_the_answer_before_is_not_searched_for() -> None:
    assert "28" not in " ".join(query_variants("and in Lisbon?", HISTORY))


def test_only_the_latest_question_counts() -> None:
    history = (*HISTORY, Turn("user", "Which printer prints posters?"), Turn("assistant", "The plotter. [1]"))
    assert query_variants("On which floor?", history)[0] == "Which printer prints posters? On which floor?"


def test_a_question_that_stands_alone_is_searched_for_alone() -> None:
    question = "Which printer on floor three prints large colour posters?"
    assert query_variants(question, HISTORY) == [question]
    assert query_variants("and in Lisbon?", ()) == ["and in Lisbon?"]

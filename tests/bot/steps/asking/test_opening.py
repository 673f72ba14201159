"""The words around a question are no part of it; what tells something stays whole."""

import pytest

from bot.events import Turn
from bot.steps.asking.opening import asked_in
from bot.steps.search import queries_for


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("ok cool, what's the wifi for guests", "what's the wifi for guests"),
        ("thanks!! one more thing: who orders the toner?", "who orders the toner?"),
        ("👍 and where do I get a keyboard", "and where do I get a keyboard"),
        ("ok and in Lisbon?", "and in Lisbon?"),
        ("Hi all, quick question - who signs contracts? Thanks in advance!", "who signs contracts?"),
        ("Is parking free? Thank you", "Is parking free?"),
        ("Who signs contracts, thanks", "Who signs contracts"),
    ],
)
def test_what_stands_around_a_question_is_left_out(message: str, asked: str) -> None:
    assert asked_in(message) == asked


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("no, I meant digital", "digital"),
        ("sorry, I mean for contractors", "for contractors"),
        ("in London I mean", "in London"),
        ("I was asking about the printer", "the printer"),
        ("not trains, flights", "flights"),
        ("I meant Leeds, not Lisbon", "Leeds"),
        ("No, in Lisbon", "in Lisbon"),
        ("actually, how about flights", "how about flights"),
    ],
)
def test_a_correction_asks_for_what_it_names(message: str, asked: str) -> None:
    assert asked_in(message) == asked


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Hello",
        "Can I bring flowers to say thanks",
        "I said yes to an offer before I had read what it says, can I withdraw?",
        "not married but together for nine years",
        "OK button does nothing",
        "Good printers",
        "No parking sign",
        "Make that the standard plan for all of our new colleagues in the office",
        f"Hi, {'my laptop is slow ' * 10}",
    ],
)
def test_what_tells_something_stays_whole(message: str) -> None:
    assert asked_in(message) == message


def test_a_follow_up_leans_on_what_was_asked_and_not_on_the_words_around_it() -> None:
    def rarity(terms: object) -> dict[str, float]:
        return {}

    said = (Turn("user", "Hi all, is parking free in Berlin? Thanks!"), Turn("assistant", "Yes. [1]"))
    assert queries_for("and in Lisbon?", said, rarity).standalone == "is parking free in Berlin? and in Lisbon?"

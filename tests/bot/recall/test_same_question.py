"""Near in meaning is not the same: what would change the answer keeps two questions apart."""

from time import process_time

import pytest

from bot.recall.same_question import asks_the_same, normal_form
from models.encoders.embedder import Embedder


@pytest.mark.parametrize(
    ("asked", "pinned"),
    [
        ("Is parking not free for visitors?", "Is parking free for visitors?"),
        ("Can't I take my laptop abroad?", "Can I take my laptop abroad?"),
        ("How do I work without the VPN?", "How do I work with the VPN?"),
        ("How do I fix VPN error 691?", "How do I fix VPN error 809?"),
        ("How many days off are there in 2027?", "How many days off are there in 2026?"),
        ("How many days of leave are there in Lisbon?", "How many days of leave are there in Berlin?"),
        ("how many days of leave are there in lisbon", "How many days of leave are there in Berlin?"),
        ("How many days of leave are there in Berlin?", "How many days of leave are there?"),
        ("How do I disable the second factor?", "How do I enable the second factor?"),
        ("Who approves travel before a journey?", "Who approves travel after a journey?"),
        ("How do I move mail from Outlook to Thunderbird?", "How do I move mail from Thunderbird to Outlook?"),
        ("What is the maximum refund for a hotel?", "What is the minimum refund for a hotel?"),
        ("When is the office open on Friday?", "When is the office open on Monday?"),
        ("How much is refunded a night for a meal?", "How much is refunded a night for a hotel?"),
        ("Where do I set `max_users`?", "Where do I set `min_users`?"),
        ("What does the printer on floor three cost?", "What does the printer on floor two cost?"),
        ("Is a receipt required?", "Is a receipt optional?"),
        ("How do contractors book a room?", "How do employees book a room?"),
    ],
)
def test_a_question_that_differs_in_what_matters_is_another_one(embedder: Embedder, asked: str, pinned: str) -> None:
    assert not asks_the_same(asked, [pinned], 0, embedder.embed)
    assert not asks_the_same(pinned, [asked], 0, embedder.embed)


@pytest.mark.parametrize(
    ("asked", "pinned"),
    [
        ("how many days of leave are there in berlin", "How many days of leave are there in Berlin?"),
        ("What number of employees are there in Department X?", "How many employees are there in Department X?"),
        ("Please tell me how to reset my password.", "How do I reset my password?"),
        ("Is there wireless in the meeting rooms?", "Is there wifi in the meeting rooms?"),
    ],
)
def test_other_words_for_the_same_thing_are_the_same_question(embedder: Embedder, asked: str, pinned: str) -> None:
    assert asks_the_same(asked, [pinned], 0, embedder.embed)


def test_a_question_full_of_blanks_is_compared_at_once(embedder: Embedder) -> None:
    started = process_time()
    asked = f"How do I reset my password:{' ' * 7_900}?"
    assert asks_the_same(asked, ["How do I reset my password?"], 0, embedder.embed)
    assert process_time() - started < 0.5


def test_further_wordings_show_which_words_stand_for_each_other(embedder: Embedder) -> None:
    asked, pinned = "Which sheet opens a claim for travel?", "Which form opens a claim for travel?"
    assert not asks_the_same(asked, [pinned], 0, embedder.embed)
    assert asks_the_same(asked, [pinned, "Which sheet is for travel?"], 0, embedder.embed)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("How do I reset it?", "how do  I reset it", True),
        ("How do I reset it?", "HOW do I reset it?", False),
        ("IT opens when?", "it opens when?", False),
        ("Cafe\u0301 open?", "Café open?", True),
        ("Is it open?", "Is it not open?", False),
        ("2+2?", "2-2?", False),
    ],
)
def test_the_normal_form_forgets_spacing_and_nothing_that_means_something(one: str, other: str, same: bool) -> None:
    assert (normal_form(one) == normal_form(other)) is same

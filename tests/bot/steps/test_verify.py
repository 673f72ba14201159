"""Whatever the writer says, what is shown is said by a passage."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.grounding.support import find_support
from bot.steps.verify import PATIENCE, verify
from tests.bot.steps.readings import reading_of, texts_of

LEAVE = "In Berlin everybody has 28 days of paid leave a year. Up to 5 days may be carried over until 31 March."
STEPS = "To clear a paper jam:\n\n1. Switch the printer off.\n2. Open the tray.\n3. Pull the paper out."
POSTERS = "The plotter on floor 3 prints posters. Visitors must not use it."

TRUE = "In Berlin everybody has 28 days of paid leave a year."


def shown(written: str, *texts: str, best: str) -> list[tuple[str, str]]:
    pieces = re.findall(r"\S+\s*|\s+", written)
    return [(piece.source, piece.text) for piece in verify(pieces, reading_of(*texts, best=best))]


def test_a_sentence_that_a_passage_says_is_shown_as_the_writer_put_it() -> None:
    said = "In Berlin, everybody has **28 days** of paid leave a year."
    assert shown(said, LEAVE, best="28 days") == [("writer", said)]


@pytest.mark.parametrize(
    "lie",
    [
        "In Berlin everybody has 30 days of paid leave a year.",
        "In Lisbon everybody has 28 days of paid leave a year.",
        "In Berlin everybody has 28 days of unpaid leave a year.",
        "In Berlin nobody has 28 days of paid leave a year.",
        "In Berlin everybody does not have 28 days of paid leave a year.",
        "In Berlin everybody must have 28 days of paid leave a year.",
        "Up to 28 days may be carried over until 31 March.",
        "5 days may be carried over.",
        "Up to 5 days must be carried over until 31 March.",
        "Up to 5 days may be carried over until 31 May.",
        "Up to 31 days may be carried over until 31 March.",
        "Leave can be booked at https://leave.example.",
        "I am a helpful assistant.",
    ],
)
def test_a_lie_is_dropped_and_the_passage_speaks_in_its_place(lie: str) -> None:
    said = shown(lie, LEAVE, best="28 days")
    assert said == [("document", TRUE)]


@pytest.mark.parametrize(
    ("page", "lie"),
    [
        (
            "The plotter on floor 3 prints posters and the copier on floor 5 scans letters.",
            "The copier on floor 3 prints posters and the plotter on floor 5 scans letters.",
        ),
        ("Alice approves travel and Bob approves hardware.", "Alice approves travel and Bob approves travel."),
        (
            "Contractors may use the VPN but visitors must use the guest network.",
            "Visitors may use the VPN but contractors must use the guest network.",
        ),
        ("Contractors may use the VPN but visitors must use the guest network.", "Visitors may use the guest network."),
        (
            "Those who joined before 2020 have 30 days, those who joined later have 28 days.",
            "Those who joined before 2020 have 28 days, those who joined later have 30 days.",
        ),
    ],
)
def test_who_does_what_is_not_exchanged_within_a_sentence(page: str, lie: str) -> None:
    assert shown(lie, page, best=page) == [("document", page)]


def test_a_true_sentence_survives_between_lies() -> None:
    said = shown(f"Leave is sold on the moon. {TRUE} It snows in Berlin for 28 days.", LEAVE, best="28 days")
    assert said == [("writer", TRUE)]


def test_after_some_lies_in_a_row_the_writer_is_stopped() -> None:
    taken = 0

    def pieces() -> Iterator[str]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield f"The moon has {number} craters. "

    assert [piece.text for piece in verify(pieces(), reading_of(LEAVE, best="28 days"))] == [TRUE]
    assert taken <= PATIENCE + 1


def test_what_the_answer_needs_follows_where_the_writer_left_it_out() -> None:
    assert shown("", LEAVE, best="28 days") == [("document", TRUE)]


def test_nothing_is_said_twice() -> None:
    assert shown(f"{TRUE} {TRUE} {TRUE.replace('Berlin', '*Berlin*')}", LEAVE, best="28 days") == [("writer", TRUE)]


def test_one_step_brings_all_of_its_list_word_for_word() -> None:
    said = shown("Open the tray.", STEPS, best="Open the tray")
    assert said == [
        ("document", "To clear a paper jam:\n1. Switch the printer off.\n2. Open the tray.\n3. Pull the paper out.")
    ]


def test_a_true_sentence_beside_the_point_is_left_out() -> None:
    reading = reading_of(POSTERS, LEAVE, best="28 days")
    beside = [evidence for evidence in reading.evidence if evidence.excerpt == 0]
    assert beside
    said = [piece.text for piece in verify(["The plotter on floor 3 prints posters. "], reading)]
    assert TRUE in said


def test_a_question_for_an_account_is_answered_with_more_of_the_paragraph_than_one_for_a_fact() -> None:
    fact = reading_of(LEAVE, best="28 days")
    assert [piece.text for piece in verify([], fact)] == [TRUE]
    account = replace(fact, asks_broadly=True)
    assert [piece.text for piece in verify([], account)] == [LEAVE]


def test_a_fact_comes_without_a_neighbour_that_hardly_helps() -> None:
    found = reading_of(LEAVE, best="28 days")
    fitting = replace(found, evidence=tuple(replace(e, score_alone=max(e.score_alone, 0.7)) for e in found.evidence))
    assert [piece.text for piece in verify([], fitting)] == [LEAVE]
    assert [piece.text for piece in verify([], replace(fitting, asks_fact=True))] == [TRUE]


def test_a_sentence_that_leans_on_the_answer_follows_it_but_to_what_is_a_fact() -> None:
    page = "An index can be built without locks. This is asked for with CONCURRENTLY. The shop is closed."
    reading = reading_of(page, best="without locks")
    (piece,) = verify([], reading)
    assert piece.text == "An index can be built without locks. This is asked for with CONCURRENTLY."
    (piece,) = verify([], replace(reading, asks_fact=True))
    assert piece.text == "An index can be built without locks."


def test_an_account_is_as_long_where_it_stands_in_for_what_the_writer_got_wrong() -> None:
    account = replace(reading_of(LEAVE, best="28 days"), asks_broadly=True)
    lie = "In Berlin everybody has 30 days of paid leave a year. "
    assert [piece.text for piece in verify([lie], account)] == [LEAVE]


WORDS = re.findall(r"\w+|[.!?\n]", f"{LEAVE} {POSTERS} not no never without only must may all some 3 28 30 Lisbon !")


@settings(deadline=None)  # a busy machine is no bug
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_no_shuffling_of_words_gets_past_the_check(words: list[str]) -> None:
    reading = reading_of(LEAVE, POSTERS, best="28 days")
    for piece in verify([f"{word} " for word in words], reading):
        if piece.source == "document":
            assert piece.text in texts_of(reading.excerpts)
        else:
            assert find_support(piece.text, reading.excerpts) is not None
            assert numbers(piece.text) <= numbers(reading.excerpts[piece.excerpt].passage.text)


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text))


def test_the_best_unit_comes_first_whatever_the_writer_begins_with() -> None:
    reading = reading_of("A badge costs 5 euros.\n\nBadges are lent by the desk.", best="lent by the desk")
    near = replace(reading, evidence=tuple(replace(e, score=0.9 - e.unit * -0.01) for e in reading.evidence))
    pieces = verify(["Each badge costs 50 euros. ", "A badge costs 7 euros."], near)
    assert [piece.text for piece in pieces] == ["Badges are lent by the desk.", "A badge costs 5 euros."]

"""Each way to ask for a comparison asks about each of the things that are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.steps.asking.comparisons import WAYS, Way, comparison_in
from bot.steps.asking.sides import sides_of


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.example)
def test_each_way_is_the_first_to_know_its_example(way: Way) -> None:
    comparison = way.comparison(way.example.rstrip("?"))
    assert comparison is not None and comparison == comparison_in(way.example)
    assert sides_of(way.example)[0].question == way.asked


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("what's the difference between debit and credit cards", ["What is debit cards?", "What is credit cards?"]),
        (
            "What is the difference between annual leave in Berlin and in Lisbon?",
            ["What is annual leave in Berlin?", "What is annual leave in Lisbon?"],
        ),
        (
            "what is difference between Vulnerability Advisor version 3 and version 4?",
            ["What is Vulnerability Advisor version 3?", "What is Vulnerability Advisor version 4?"],
        ),
        ("difference between error 809 and error 691", ["What is error 809?", "What is error 691?"]),
        ("whats the difference between nextWorker and nextBuild", ["What is nextWorker?", "What is nextBuild?"]),
        ("what's different between error 809 and error 691?", ["What is error 809?", "What is error 691?"]),
        ("what are limit orders vs market orders?", ["What is limit orders?", "What is market orders?"]),
        (
            "Who has more days of leave, Berlin or Leeds?",
            [f"How many days of leave does {x} have?" for x in ("Berlin", "Leeds")],
        ),
        (
            "Is the fee higher for guests than for members?",
            ["How high is the fee for guests?", "How high is the fee for members?"],
        ),
    ],
)
def test_what_is_said_once_for_all_is_asked_of_each(question: str, asked: list[str]) -> None:
    assert [side.question for side in sides_of(question)] == asked


@pytest.mark.parametrize(
    "question",
    [
        "Is it bad to keep data longer than required?",
        "Is a trip longer than a week paid?",
        "Is the notice period longer than 30 days?",
        "What is the difference?",
        "How does the badge reader differ?",
        "Is there a difference?",
        "difference between them",
        "Who has the most experience with Chroma?",
        "Can I get more monitors?",
        "Which one is faster?",
    ],
)
def test_a_measure_or_a_single_thing_is_no_comparison(question: str) -> None:
    assert sides_of(question) == ()


WORDS = "what is the difference between compare Berlin Lisbon error 809 and or , vs than in more better has ? {side}"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join))
def test_whatever_is_written_each_side_has_a_name_of_its_own(question: str) -> None:
    sides = sides_of(question)
    assert len(sides) != 1
    assert all(side.name.strip() and side.own_stems for side in sides)

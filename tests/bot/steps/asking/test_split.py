"""A message is cut into the questions that it asks where that is beyond doubt, and stays whole everywhere else."""

import pytest

from bot.steps.asking.split import parts_of


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (
            "How do I reset my password, and who approves annual leave?",
            ("How do I reset my password?", "Who approves annual leave?"),
        ),
        (
            "which printer prints posters and when must a lost laptop be reported",
            ("Which printer prints posters?", "When must a lost laptop be reported"),
        ),
        (
            "Where do I send invoices? Which offices have a gym?",
            ("Where do I send invoices?", "Which offices have a gym?"),
        ),
        (
            "How do I reset my password and where do I book a desk, and who approves annual leave?",
            ("How do I reset my password?", "Where do I book a desk?", "Who approves annual leave?"),
        ),
        ("where do i send invoices?\nwho signs contracts?", ("Where do i send invoices?", "Who signs contracts?")),
    ],
)
def test_each_question_that_stands_alone_is_a_part(message: str, parts: tuple[str, ...]) -> None:
    assert parts_of(message) == parts


@pytest.mark.parametrize(
    "message",
    [
        "Hi all, where do I book a desk? Who approves annual leave?",
        "Hello! Where do I book a desk? Who approves annual leave? Thanks!",
        "Two questions: where do I book a desk and who approves annual leave?",
    ],
)
def test_greetings_and_thanks_are_no_part(message: str) -> None:
    assert parts_of(message) == ("Where do I book a desk?", "Who approves annual leave?")


def test_a_sentence_that_goes_on_with_the_one_before_keeps_its_and() -> None:
    assert parts_of("Where do I book a desk? And how many may I book ahead?")[1] == "And how many may I book ahead?"
    assert parts_of("Where do I book a desk? And who approves annual leave?")[1] == "Who approves annual leave?"


@pytest.mark.parametrize(
    "message",
    [
        "I lost my badge yesterday. How do I get a new one?",
        "I moved to Lisbon last month. How many days of leave do I get? And who approves annual leave?",
        "Do you know the printer on floor 3? Where do I get toner for it?",
        "My VPN is slow? Is this normal?",
        "VPN failed with error 809\n12:01 connecting\n12:02 is the gateway reachable?\n12:03 no answer\nWhat do I do?",
        'It asks "Do you trust this host? Do you want to go on?"',
    ],
)
def test_one_question_with_its_story_stays_whole(message: str) -> None:
    assert parts_of(message) == (message,)


@pytest.mark.parametrize(
    "message",
    [
        "Do I ask HR or my manager?",
        "Do I ask HR? Or my manager?",
        "How many holidays and sick leave days do I get?",
        "How long is the notice period in Berlin and in Lisbon?",
        "When is the office open and closed?",
        "What are the advantages and what are the disadvantages of a pool car?",
        "What services are covered and which services are not covered?",
    ],
)
def test_alternatives_and_lists_stay_whole(message: str) -> None:
    assert parts_of(message) == (message,)


@pytest.mark.parametrize(
    "message",
    [
        "How do I install the VPN? And on a Mac?",
        "What is coinsurance and how does it work?",
        "Why is my VPN slow, and what can I do about it?",
        "What services are covered, and what are the exceptions?",
        "Who signs contracts, and who do I talk to?",
        "Is breakfast free? Why?",
    ],
)
def test_what_takes_its_sense_from_the_first_part_is_no_clause_of_its_own(message: str) -> None:
    assert parts_of(message) == (message,)


@pytest.mark.parametrize(
    "message",
    [
        "What happens if the alarm rings and the door is locked?",
        "Can you tell me who approves leave, and who pays for travel?",
        "Do you know where the form is and how I hand it in?",
        "What is the tool for tickets, and which is hosted in Berlin?",
    ],
)
def test_a_clause_that_is_told_is_no_question(message: str) -> None:
    assert parts_of(message) == (message,)


def test_more_than_three_questions_stay_together() -> None:
    message = "Where do I park? Who pays for lunch? How do I print in colour? Who approves annual leave?"
    assert parts_of(message) == (message,)


@pytest.mark.parametrize("message", ["", "Hello!", "Thanks!", "🤔", "Why?", "How do I reset my password?", "???"])
def test_what_asks_one_thing_or_nothing_is_left_as_it_is(message: str) -> None:
    assert parts_of(message) == (message,)


def test_what_is_named_last_may_be_what_both_ask_about() -> None:
    whole = "How do I reset my password, and who approves annual leave at Kelpline Leeds?"
    assert parts_of(whole) == (whole,)
    assert len(parts_of("How do I reset my password at Kelpline, and who approves annual leave at Kelpline?")) == 2
    assert len(parts_of("How do I reset my password? And who approves annual leave at Kelpline Leeds?")) == 2


@pytest.mark.parametrize(
    "message",
    [
        "what do I earn on Saturdays and what about when I am on holiday?",
        "how many days do we have in Sweden and how many of those must be mine?",
        "Who signs it and who for?",
        "What is the code for doors and what with, if the reader is broken?",
    ],
)
def test_what_asks_something_else_behind_and_is_not_asked_in_the_words_before(message: str) -> None:
    assert parts_of(message) == (message,)

"""What wants more of an answer, or its source, is told from what asks for something new."""

import pytest

from bot.steps.asking.extracts import wants_more
from bot.steps.extracts.more import section_around
from tests.bot.steps.readings import reading_of


@pytest.mark.parametrize(
    "text",
    [
        "Tell me more",
        "can you give me more details please?",
        "More info",
        "more",
        "Go on.",
        "Explain that in more detail",
        "ok, elaborate",
        "Are you sure?",
        "really?",
        "Source?",
        "Where does it say that?",
        "Which document is that from?",
        "where did you find this",
        "show me the source",
        "sorry, I don't understand",
        "what do you mean by that?",
        "huh?",
        "???",
        "🤔",
        "But how do you know that?",
        "explain please",
        "do you have a link?",
        "say that again",
        "is that really true?",
    ],
)
def test_more_is_wanted_in_many_ways(text: str) -> None:
    assert wants_more(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tell me more about parental leave",
        "More than five days?",
        "Where is the printer?",
        "Which document do I need?",
        "Explain the VPN",
        "What is the source of the water damage?",
        "Continue the installation how?",
        "Are you sure that the office is closed?",
        "What do you mean by gross salary?",
        "I don't understand my payslip",
        "Is that true for interns?",
        "How do you know when the battery is full?",
        "Where is the link to the form?",
    ],
)
def test_what_asks_for_something_of_its_own_does_not(text: str) -> None:
    assert not wants_more(text)


def test_the_section_is_shown_word_for_word_and_none_beside_it() -> None:
    text = (
        "# Leave\n\n## Berlin\n\nEverybody has 28 days. Five may be kept.\n\nAsk for them:\n\n"
        "1. Open the form.\n2. Send it.\n\n## Lisbon\n\nEverybody has 25 days."
    )
    section = section_around(reading_of(text, best="28 days"))
    assert section is not None and section.title == "Berlin"
    assert [piece.text for piece in section.pieces] == [
        "Everybody has 28 days.",
        "Five may be kept.",
        "Ask for them:\n1. Open the form.\n2. Send it.",
    ]
    assert [piece.opens_line for piece in section.pieces] == [True, False, True]


def test_a_section_of_a_sentence_or_two_has_hardly_more_to_tell() -> None:
    reading = reading_of("# Leave\n\n## Berlin\n\nEverybody has 28 days.\n\n## Lisbon\n\nNobody has.", best="28 days")
    assert section_around(reading) is None


def test_a_table_is_shown_in_one_piece() -> None:
    text = "# Copiers\n\nAsk reception. It has keys. All work.\n\n| Floor | Model |\n|---|---|\n| 1 | A |\n| 2 | B |\n"
    section = section_around(reading_of(text, best="All work"))
    assert section is not None
    assert [piece.text.count("| Floor") for piece in section.pieces] == [0, 0, 0, 1]

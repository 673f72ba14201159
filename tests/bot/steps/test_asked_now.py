"""What the words of a follow-up name goes first, however well the answer to the question before it fits."""

import pytest

from bot.steps.asked_now import asked_now
from bot.steps.evidence import Reading
from tests.bot.steps.readings import reading_of

PAGE = """# Notice

- Engineers must give three months.
- Captains must give two months.
- Casuals give none.

## Interns

Their notice is a week.
"""


def best_of(reading: Reading) -> str:
    return reading.excerpt_of(reading.evidence[0]).visible_text(reading.evidence[0].unit)


@pytest.mark.parametrize(
    ("follow_up", "best"),
    [
        ("and for captains?", "Captains must give two months."),
        ("Captains?", "Captains must give two months."),
        ("what about interns", "Their notice is a week."),
        ("And for apprentices?", "Engineers must give three months."),
        ("what is it for casuals?", "Casuals give none."),
        ("who approves that?", "Engineers must give three months."),
        ("why?", "Engineers must give three months."),
    ],
)
def test_what_the_rest_of_a_question_names_is_what_is_asked(follow_up: str, best: str) -> None:
    assert best_of(asked_now(follow_up, reading_of(PAGE, best="Engineers"))) == best


def test_what_names_it_and_has_nothing_to_do_with_the_question_stays_behind() -> None:
    reading = reading_of(PAGE, best="Engineers")
    least = reading.evidence[-1].score
    weak = tuple(
        e if e is reading.evidence[0] else type(e)(e.excerpt, e.unit, least / 2, least / 2) for e in reading.evidence
    )
    weakened = Reading(reading.excerpts, weak, reading.signals)
    assert best_of(asked_now("and for captains?", weakened)).startswith("Engineers")


def test_nothing_read_stays_nothing() -> None:
    assert asked_now("and for captains?", reading_of()).evidence == ()

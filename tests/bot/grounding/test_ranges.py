"""An amount that is asked about falls in a range that a table or a list names, or it does not."""

from math import inf

import pytest

from bot.grounding.ranges import Range, numbers_in, range_of


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("EUR 500 to 5,000", 500, 5_000),
        ("€50 - €100", 50, 100),
        ("5 to 10 years", 5, 10),
        ("10–20 km", 10, 20),
        ("-27 to -30 dBm", -30, -27),
        ("1.5 to 2.5 kg", 1.5, 2.5),
        ("up to EUR 500", -inf, 500),
        ("below -30 dBm", -inf, -30),
        ("Above EUR 25,000", 25_000, inf),
        ("More than 10 years", 10, inf),
    ],
)
def test_a_range_is_read_as_people_write_it(text: str, low: float, high: float) -> None:
    assert range_of(text) == Range(low, high)


@pytest.mark.parametrize("text", ["Munich", "ORD-2004", "9:00", "12 people", "2026-05-19", "9:00–17:00"])
def test_what_is_no_range_is_none(text: str) -> None:
    assert range_of(text) is None


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("who approves an order of 8000 euro", [8000]),
        ("an order of €8,000?", [8000]),
        ("an 8k order", [8000]),
        ("level -29 dBm", [-29]),
        ("3.5 kg and 4 kg", [3.5, 4]),
        ("ORD-2004 at 9:00 on 2026-05-19 in v4.18.0", []),
    ],
)
def test_the_amounts_of_a_question_are_no_codes_dates_and_versions(question: str, numbers: list[float]) -> None:
    assert numbers_in(question) == numbers

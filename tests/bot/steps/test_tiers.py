"""Of rows and steps that are for different amounts, the one that the question's amount falls in is meant."""

from dataclasses import replace

import pytest

from bot.grounding.terms import stems
from bot.steps.evidence import Reading
from bot.steps.tiers import within_tier
from tests.bot.steps.readings import reading_of

ORDERS = """Who may order what.

| Amount | Approved by |
| --- | --- |
| EUR 500 to 5,000 | team lead |
| EUR 5,000 to 25,000 | CFO |
| above EUR 25,000 | the board |
"""
NOTICE = """| Who | Notice |
| --- | --- |
| Up to 5 years | 1 month |
| More than 5 years | 2 months |
"""
PARCELS = """| Weight up to | Fee |
| --- | --- |
| 2 kg | 4.10 |
| 5 kg | 5.20 |
| 10 kg | 6.90 |
"""
STEPS = "1. Up to EUR 500: book it yourself.\n2. Above EUR 500: make a request.\n3. Put it into the calendar.\n"


def said(found: Reading) -> list[str]:
    return [found.excerpt_of(e).text(e.unit) for e in found.evidence]


@pytest.mark.parametrize(
    ("page", "question", "first", "gone"),
    [
        (ORDERS, "who approves an order of 8000 euro", "| EUR 5,000 to 25,000 | CFO |", "team lead"),
        (ORDERS, "who approves EUR 30,000?", "| above EUR 25,000 | the board |", "CFO"),
        (NOTICE, "notice after 6 years", "| More than 5 years | 2 months |", "Up to 5"),
        (PARCELS, "what does a 4kg parcel cost", "| 5 kg | 5.20 |", "10 kg"),
        (STEPS, "a course for 800 euros", "Above EUR 500: make a request.", "book it yourself"),
    ],
)
def test_the_row_that_an_amount_falls_in_stands_alone(page: str, question: str, first: str, gone: str) -> None:
    kept = said(within_tier(question, reading_of(page)))
    assert kept[0] == first
    assert not any(gone in text for text in kept)


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("may a room in London cost 150 euros?", ["Berlin", "London"]),
        ("may a room cost 150 euros?", ["Berlin"]),
        ("may rooms cost 150 and 200 euros?", ["Berlin", "London"]),
    ],
)
def test_of_two_limits_the_nearer_is_meant_unless_the_other_is_named_too(question: str, kept: list[str]) -> None:
    page = "| City | Limit |\n| --- | --- |\n| London | up to 220 |\n| Berlin | up to 160 |\n"
    reading = replace(reading_of(page), asked=stems(question))
    assert sorted(text.split()[1] for text in said(within_tier(question, reading))) == kept


@pytest.mark.parametrize(
    ("page", "question"),
    [
        (ORDERS, "who approves orders"),
        (ORDERS, "who approves an order of 10 euros"),
        (NOTICE, "notice if I work 4 days a week"),
        ("- From 9 to 5 on Monday.\n- Nothing else.\n", "open at 6 on Monday?"),
    ],
)
def test_without_an_amount_that_falls_in_one_all_rows_stay(page: str, question: str) -> None:
    found = reading_of(page)
    assert within_tier(question, found) == found

"""Rows that a question fits alike are quoted together, and where it names what tells them apart, one is."""

from dataclasses import replace

import pytest

from bot.grounding.terms import stems
from tests.bot.steps.readings import composed, reading_of

RATES = """| Item | Rate |
|---|---|
| Meals on a full day in Spain | 28 euros |
| Meals on a full day in France | 32 euros |
| Meals on a full day in the United Kingdom | 52 euros |
| Breakfast in Spain | 6 euros |
| Own car | 30 cents |
"""


@pytest.mark.parametrize(
    ("question", "amounts"),
    [
        ("How much do I get for meals?", {"28", "32", "52"}),
        ("How much do I get for meals in Norway?", {"28", "32", "52"}),
        ("How much do I get for meals in France?", {"32"}),
        ("How much do I get for it?", {"32"}),
    ],
)
def test_rows_that_nothing_asked_tells_apart_are_quoted_together(question: str, amounts: set[str]) -> None:
    reading = replace(reading_of(RATES, best="France"), asked=stems(question))
    said = composed(reading)
    assert {amount for amount in ("28", "32", "52", "6 ", "30") if f"| {amount}" in said} == amounts


def test_a_row_that_was_ruled_out_does_not_come_back() -> None:
    reading = replace(reading_of(RATES, best="France"), asked=stems("How much do I get for meals?"))
    ruled_out = reading.with_only(lambda found: "Spain" not in reading.excerpt_of(found).text(found.unit))
    assert "| 52" in composed(ruled_out) and "| 28" not in composed(ruled_out)


def test_of_many_rows_that_are_alike_the_best_stands_alone() -> None:
    towns = "Bath Bonn Brno Cork Graz Linz Lyon Oslo Porto".split()
    page = "| Item | Rate |\n|---|---|\n" + "".join(f"| Meals in {town} | {len(town)} euros |\n" for town in towns)
    said = composed(replace(reading_of(page, best="Bonn"), asked=stems("How much do I get for meals?")))
    assert "Bonn" in said and "Bath" not in said

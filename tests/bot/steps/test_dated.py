"""Of rows and sections that are for different days, those for the day of the question are meant."""

from datetime import date

import pytest

from bot.steps.dated import on_days, speaks_of_other_days
from tests.bot.steps.readings import reading_of
from tests.bot.steps.test_tiers import said

TODAY = date(2027, 11, 28)
CALLS = """| From | To | What | Who |
| --- | --- | --- | --- |
| 29/11/2027 | 05/12/2027 | Lifts | Ida |
| 06/12/2027 | 12/12/2027 | Lifts | Jan |
"""
ROTA = """## Week 48 (29 Nov - 5 Dec)

| Name | Mon | Tue | Wed |
| --- | --- | --- | --- |
| Ida | early | late | - |
| Jan | late | late | - |

## Week 49 (6 Dec - 12 Dec)

| Name | Mon | Tue | Wed |
| --- | --- | --- | --- |
| Ida | - | early | early |
| Jan | late | - | - |
"""


@pytest.mark.parametrize(
    ("page", "question", "kept"),
    [
        (CALLS, "who is on call for the lifts on 9 december", ["| 06/12/2027 | 12/12/2027 | Lifts | Jan |"]),
        (ROTA, "when does ida work next week", ["| Ida | early | late | - |", "| Jan | late | late | - |"]),
    ],
)
def test_what_is_for_another_day_is_left_out(page: str, question: str, kept: list[str]) -> None:
    assert sorted(said(on_days(question, reading_of(page), TODAY))) == kept


@pytest.mark.parametrize("question", ["who is on call for the lifts", "who is on call on 3 January"])
def test_without_a_day_that_one_of_them_is_for_all_stay(question: str) -> None:
    found = reading_of(CALLS)
    assert on_days(question, found, TODAY) == found


@pytest.mark.parametrize(
    ("page", "question", "speaks"),
    [
        (CALLS, "who is on call for the lifts on 3 January", True),
        (CALLS, "who is on call for the lifts on 9 december", False),
        (CALLS, "who is on call for the lifts on friday", False),
        (f"The lifts are old.\n\n{CALLS}", "who is on call for the lifts on 3 January", False),
    ],
)
def test_a_table_of_other_days_does_not_tell_of_a_date(page: str, question: str, speaks: bool) -> None:
    assert speaks_of_other_days(question, reading_of(page), TODAY) == speaks

"""A day is read however it is written; a question's "tomorrow" is one as well."""

from datetime import date

import pytest

from bot.grounding.days import Days, days_asked, days_of

TODAY = date(2027, 11, 28)  # a Sunday


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("| Thu 2 December | Ida |", "2027-12-02", "2027-12-02"),
        ("| 29/11/2027 08:00 | 06/12/2027 08:00 | Ida |", "2027-11-29", "2027-12-06"),
        ("Week 48 (29 Nov - 5 Dec 2027)", "2027-11-29", "2027-12-05"),
        ("20 Dec - 3 Jan 2029", "2028-12-20", "2029-01-03"),
        ("6–12 December", "2027-12-06", "2027-12-12"),
        ("valid 1.3.2027-28.2.2028", "2027-03-01", "2028-02-28"),
        ("Dec 2027", "2027-12-01", "2027-12-31"),
        ("April 4th, 2028", "2028-04-04", "2028-04-04"),
        ("Fri 14/1", "2028-01-14", "2028-01-14"),
    ],
)
def test_a_line_is_for_the_days_that_it_names(line: str, first: str, last: str) -> None:
    assert days_of(line, TODAY) == Days(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "line", ["open 24/7", "it may be 3", "10:30", "31 June", "0113 496 0177", "1 May, 2 June and 3 July", "v1.2.3"]
)
def test_what_names_no_day_or_many_is_for_none(line: str) -> None:
    assert days_of(line, TODAY) is None


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("is ida in tomorrow?", "2027-11-29", "2027-11-29"),
        ("who works on wednesday", "2027-12-01", "2027-12-01"),
        ("who works on wednesday 8 dec", "2027-12-08", "2027-12-08"),
        ("my shifts next week", "2027-11-29", "2027-12-05"),
    ],
)
def test_a_question_is_about_days_that_it_names_from_today_on(question: str, first: str, last: str) -> None:
    assert days_asked(question, TODAY) == [Days(date.fromisoformat(first), date.fromisoformat(last))]


@pytest.mark.parametrize("question", ["who works on mondays", "every friday?", "who applied before 3 May"])
def test_a_habit_and_a_bound_are_no_days(question: str) -> None:
    assert days_asked(question, TODAY) == []

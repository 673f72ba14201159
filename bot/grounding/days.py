"""Reads the days that a text names: "Thu 10 December", "7 - 13 Dec 2026", "30/11/2026 08:00", "next week"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

HALF_A_YEAR = timedelta(182)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_DAY = r"(?<![\d.,:/-])[0-3]?\d(?:st|nd|rd|th)?\.?"
# A day without a month ("the 3rd", "24/7") is none; "may", "march" and what is cut short ("Jan") need a number.
_NAMED = re.compile(
    rf"""
      (?<![\d-])(?P<iso>{_YEAR}-[01]\d-[0-3]\d)(?!\d)
    | (?P<weekday>{_WEEKDAY},?\s)?(?<![\d.,:/])(?P<d>[0-3]?\d)[/.](?P<m>[01]?\d)(?:[/.](?P<y>(?:20)?\d\d)(?!\d))?
      (?![\d/:])
    | (?:(?P<since>{_DAY})\s?(?:-|–|to|and)\s?)?(?P<day>{_DAY})\s?(?:of\s)?(?P<month>{_MONTH})(?:,?\s(?P<year>{_YEAR}))?
    | \b(?P<month2>{_MONTH})\s(?P<day2>[0-3]?\d(?:st|nd|rd|th)?)(?![\d:])(?:,?\s(?P<year2>{_YEAR}))?
    | \b(?P<month3>{_MONTH}),?\s(?P<year3>{_YEAR})
    | \b(?P<bare>january|february|april|june|july|august|september|october|november|december)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_RUNS_TO = re.compile(r"(?:\s\d\d?[:.]\d\d)?\s*(?:-|–|—|to|until|till|bis)\s*", re.IGNORECASE)
_RELATIVE = re.compile(
    rf"\b(?:(?P<today>today|tonight)|(?P<tomorrow>tomorrow)|(?P<this>this week)|(?P<next>next week)"
    rf"|(?P<weekday>{_WEEKDAY}))",
    re.IGNORECASE,
)
# "Before 9 December" and "every Friday" name no day that anything else falls on.
_OPEN = re.compile(r"\b(?:before|after|since|until|till|by|from|every|each)\b|(?<=day)s\b", re.IGNORECASE)


@dataclass(frozen=True)
class Days:
    """From the first day to the last, both included."""

    first: date
    last: date

    def meet(self, others: "Days") -> bool:
        """Whether a day is among both."""
        return self.first <= others.last and others.first <= self.last


def days_in(text: str, today: date) -> list[Days]:
    """The days that a text names by their dates, in its order; where the year is left out, the nearest is meant."""
    spans: list[Days] = []
    places = [place for place in _NAMED.finditer(text) if _days(place, today)]
    # Beside a date, "April" and "June" may be people.
    places = [place for place in places if not place["bare"]] or places
    while places:
        place = places.pop(0)
        days = _days(place, today)
        if places and _RUNS_TO.fullmatch(text, place.end(), places[0].start()):
            until = _days(places.pop(0), today)
            # The year of the second holds for both: "30 Nov - 6 Dec 2027".
            since = _days(place, until.last - HALF_A_YEAR) if until else None
            days = Days(since.first, until.last) if since and until and since.first <= until.last else until
        spans += [days] if days else []
    return spans


def days_asked(question: str, today: date) -> list[Days]:
    """The days that a question is about, also "tomorrow" and "on Friday"; none where it names bounds or habits."""
    if _OPEN.search(question):
        return []
    return days_in(question, today) or list(_relative(question, today))


def days_of(text: str, today: date) -> Days | None:
    """The days that a line is for: the one that it names, or those from the first of two to the second."""
    named = days_in(text, today)
    if not 0 < len(named) < 3 or named[0].first > named[-1].last:
        return None
    return Days(named[0].first, named[-1].last)


def _relative(question: str, today: date) -> Iterator[Days]:
    monday = today - timedelta(today.weekday())
    for found in _RELATIVE.finditer(question):
        if found["today"]:
            yield Days(today, today)
        elif found["tomorrow"]:
            yield Days(today + timedelta(1), today + timedelta(1))
        elif found["weekday"]:
            coming = today + timedelta((_WEEKDAYS.index(found["weekday"][:3].lower()) - today.weekday()) % 7)
            yield Days(coming, coming)
        else:
            start = monday + timedelta(7 * bool(found["next"]))
            yield Days(start, start + timedelta(6))


def _days(found: re.Match[str], today: date) -> Days | None:
    """The days of one date; None for what is none, such as the 31st of June."""
    try:
        if found["iso"]:
            return _on(date.fromisoformat(found["iso"]))
        if found["d"]:
            if not (found["y"] or found["weekday"]):
                return None
            return _of(int(found["d"]), int(found["m"]), found["y"], today)
        month = next(found[name] for name in ("month", "month2", "month3", "bare") if found[name])
        year = next((found[name] for name in ("year", "year2", "year3") if found[name]), None)
        number = 1 + _MONTHS.index(month[:3].lower())
        day = found["day"] or found["day2"]
        if day is None:
            first = _of(1, number, year, today).first
            following = date(first.year + number // 12, number % 12 + 1, 1)
            return Days(first, following - timedelta(1))
        last = _of(_number(day), number, year, today)
        return Days(last.first.replace(day=_number(found["since"])), last.last) if found["since"] else last
    except ValueError:
        return None


def _number(day: str) -> int:
    return int(re.sub(r"\D", "", day))


def _on(day: date) -> Days:
    return Days(day, day)


def _of(day: int, month: int, year: str | None, today: date) -> Days:
    """A day of a month in a year, or in that which brings it nearest to today; raises `ValueError` for none."""
    if year:
        return _on(date(int(year) + 2000 * (len(year) == 2), month, day))
    near = (date(today.year + more, month, day) for more in (-1, 0, 1))
    return _on(min(near, key=lambda one: abs(one - today)))

"""An amount is what is surely one, and only amounts that can be compared have an extreme."""

import pytest

from bot.grounding.amounts import amount_of, extreme, kinds_named


@pytest.mark.parametrize(
    ("text", "number", "unit", "kind"),
    [
        ("€9 per month", 9, "eur", "money"),
        ("1,200 EUR", 1200, "eur", "money"),
        ("Free", 0, "", "money"),
        ("two weeks", 2, "week", "time"),
        ("**3** months[^1]", 3, "month", "time"),
        ("5 working days", 5, "day", "time"),
        ("1.2 km", 1.2, "km", "length"),
        ("28 pages per minute", 28, "", "count"),
        ("42", 42, "", "count"),
    ],
)
def test_an_amount_is_read_with_its_unit(text: str, number: float, unit: str, kind: str) -> None:
    amount = amount_of(text)
    assert amount is not None and (amount.number, amount.unit, amount.kind) == (number, unit, kind)


@pytest.mark.parametrize(
    "text",
    ["", "—", "on request", "900 to 1,100 kg", "2015-01-02", "22:00", "1.200", "-5", "A4", "24/7", "€9 (€12 in May)"],
)
def test_what_may_be_another_amount_or_none_is_none(text: str) -> None:
    assert amount_of(text) is None


@pytest.mark.parametrize(
    ("texts", "largest", "place"),
    [
        (("€9", "€24", "€12"), True, 1),
        (("€9", "€24", "€12"), False, 0),
        (("Free", "€5 per month", "€7 per month"), False, 0),
        (("1.2 km", "400 m"), False, 1),
        (("90 days", "1 year", "2 weeks"), True, 1),
        (("3 days", "9 hours"), True, 0),
        (("12 months", "2 years"), True, 1),
        (("€9", "€9", "€12"), False, None),
        (("€9", "$8"), False, None),
        (("€9 per month", "€90 per year"), False, None),
        (("5 working days", "6 days"), True, None),
        (("1 day", "9 hours"), True, None),  # a day of work has fewer hours
        (("1 week", "6 days"), True, None),
        (("12 weeks", "3 months"), True, None),
        (("~20 days", "21 days"), True, None),
        (("4", "3 weeks"), True, None),
    ],
)
def test_the_extreme_is_told_only_where_it_is_sure(texts: tuple[str, ...], largest: bool, place: int | None) -> None:
    amounts = [amount for text in texts if (amount := amount_of(text)) is not None]
    assert len(amounts) == len(texts)
    assert extreme(amounts, largest) == place


def test_a_column_may_name_the_unit_of_its_amounts() -> None:
    assert kinds_named("Notice (weeks)") == {"time"}
    assert kinds_named("€ a month") == {"money", "time"}
    assert kinds_named("Desks") == frozenset()

"""What a question names side by side is asked about one by one, and what belongs together stays together."""

from dataclasses import replace

import pytest

from bot.steps.asking.sides import names_several, sides_of
from bot.steps.evidence import Reading
from bot.steps.sides import have_own_places, is_spoken_of, one_place_speaks_of_all, sides_in_each
from tests.bot.steps.readings import SIGNALS, reading_of

CITIES = "How many days of leave do I get in Berlin, Lisbon and Leeds?"
LEAVE = "Everybody gets 28 days of leave."


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (CITIES, [f"How many days of leave do I get in {city}?" for city in ("Berlin", "Lisbon", "Leeds")]),
        (
            "How do I connect on Windows and on a Mac?",
            ["How do I connect on Windows?", "How do I connect on a Mac?"],
        ),
        ("What do error 809 and error 691 mean?", ["What do error 809 mean?", "What do error 691 mean?"]),
        ("errors PU-14 and PU-17", ["errors PU-14", "errors PU-17"]),
    ],
)
def test_each_name_is_put_in_the_place_of_all(question: str, asked: list[str]) -> None:
    assert [side.question for side in sides_of(question)] == asked
    assert names_several(question)


def test_a_number_is_named_with_what_it_is_the_number_of() -> None:
    assert [side.name for side in sides_of("What do error 809 and error 691 mean?")] == ["error 809", "error 691"]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "How do I reset my password?",
        "Who approves leave and travel?",
        "Which ports are open between Scribe and Foyer?",
        "Can a hierarchy have columns of both DimDate and DimProduct?",
        "When is the office closed between Monday and Friday?",
        "Are Anna and I on the list?",
        "When you try to open a file in SharePoint or OneDrive, you receive the error 403 Forbidden.",
        "Who is the employee of the month? Answer with First Name and Last Name.",
        "Do Berlin, Lisbon, Leeds, Porto and Malmo have a gym?",
    ],
)
def test_what_is_meant_together_or_told_stays_whole(question: str) -> None:
    assert sides_of(question) == ()


def test_one_place_may_tell_of_all() -> None:
    sides = sides_of(CITIES)
    together = reading_of("# Leave\n\nIn Berlin, Lisbon and Leeds everybody gets 25 days of leave.", best="25 days")
    assert one_place_speaks_of_all(with_relevance(together, 0.9), sides)
    assert not one_place_speaks_of_all(with_relevance(together, 0.3), sides)
    apart = [f"In {city} everybody gets 25 days of leave." for city in ("Berlin", "Lisbon", "Leeds")]
    each = reading_of("# Leave\n\n" + "\n\n".join(apart), best="25 days")
    assert not one_place_speaks_of_all(with_relevance(each, 0.9), sides)


def with_relevance(reading: Reading, relevance: float) -> Reading:
    return replace(reading, evidence=tuple(replace(found, relevance=relevance) for found in reading.evidence))


def test_a_side_is_told_of_where_the_unit_or_its_headings_name_it() -> None:
    berlin, lisbon, _ = sides_of(CITIES)
    reading = reading_of(f"# Leave\n\n## Berlin\n\n{LEAVE}", best="28 days")
    assert is_spoken_of(berlin, reading) and not is_spoken_of(lisbon, reading)


def test_two_sides_that_come_to_one_place_are_not_told_apart() -> None:
    one, other = (reading_of(f"# Leave\n\n{LEAVE}\n\nNobody gets more.", best=best) for best in ("28 days", "more"))
    assert have_own_places([one, other])
    assert not have_own_places([one, one])


def test_each_office_stands_for_what_tells_the_titles_of_the_pages_apart() -> None:
    question = "What is the annual leave in each office?"
    assert names_several(question) and sides_of(question) == ()
    assert [
        side.question for side in sides_in_each(question, twins("Annual leave: Berlin", "Annual leave: Lisbon"))
    ] == [
        "What is the annual leave in Berlin?",
        "What is the annual leave in Lisbon?",
    ]


def test_pages_that_are_no_twins_stand_for_nothing() -> None:
    question = "What is the annual leave in each office?"
    assert sides_in_each(question, twins("Annual leave: Berlin", "Travel expenses")) == ()
    assert sides_in_each(question, twins("VPN error codes on Windows", "Printer error codes")) == ()
    assert sides_in_each("What is the annual leave?", twins("Annual leave: Berlin", "Annual leave: Lisbon")) == ()


def test_a_unit_that_speaks_of_all_of_a_kind_is_for_no_page_of_its_own() -> None:
    question = "Is the VPN open to people in all offices?"
    pages = "VPN on Windows", "VPN on Linux"
    assert len(sides_in_each(question, twins(*pages, text="The VPN is open to 28 people."))) == 2
    assert sides_in_each(question, twins(*pages, text="The VPN is open to all offices, 28 of them.")) == ()


def twins(*titles: str, text: str = LEAVE) -> Reading:
    """A reading of one page a title, all with the same words."""
    pages = [reading_of(text, best="28", title=title) for title in titles]
    evidence = (replace(page.evidence[0], excerpt=number) for number, page in enumerate(pages))
    excerpts = (
        replace(page.excerpts[0], passage=replace(page.excerpts[0].passage, document_key=key))
        for key, page in enumerate(pages)
    )
    return Reading(tuple(excerpts), tuple(evidence), SIGNALS)

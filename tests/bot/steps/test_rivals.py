"""Of pages that say the same of different things, the one that is meant is cited."""

from dataclasses import replace

import pytest

from bot.grounding.excerpt import Excerpt
from bot.steps.evidence import Evidence, Reading
from bot.steps.rivals import disambiguated
from tests.bot.grounding.passages import excerpt
from tests.bot.steps.readings import SIGNALS

MAC = excerpt("A VPN session on a Mac ends after 12 hours.", "VPN on a Mac", key=1)
WINDOWS = excerpt("A VPN session on Windows ends after 10 hours.", "VPN on Windows", key=2)
LUNCH = excerpt("Lunch ends after 2 hours.", "The canteen", key=3)


def reading(*pages: Excerpt, scores: tuple[float, ...] = (0.9, 0.88, 0.5)) -> Reading:
    found = [Evidence(n, 0, score, score) for n, score in zip(range(len(pages)), scores, strict=False)]
    return Reading(pages, tuple(sorted(found, key=lambda e: -e.score)), SIGNALS)


def documents(found: Reading) -> list[int]:
    return [found.document_of(e) for e in found.evidence]


def test_a_page_whose_twin_is_named_is_left_out() -> None:
    assert documents(disambiguated("How long does it last on Windows?", reading(MAC, WINDOWS, LUNCH))) == [2, 3]


def test_a_question_that_names_neither_or_both_keeps_both() -> None:
    for question in ("How long does the VPN last?", "How long does the VPN last on a Mac and on Windows?"):
        assert documents(disambiguated(question, reading(MAC, WINDOWS, LUNCH))) == [1, 2, 3]


def test_one_word_of_a_longer_name_does_not_name_it() -> None:
    plus = excerpt("Surgery is covered.", "Northwind_Health_Plus_Benefits", key=1)
    standard = excerpt("Surgery is not covered.", "Northwind_Standard_Benefits", key=2)
    assert documents(disambiguated("What does Northwind Health cover?", reading(plus, standard))) == [1, 2]
    assert documents(disambiguated("What does Northwind Health Plus cover?", reading(plus, standard))) == [1]
    assert documents(disambiguated("What does Northwind Standard cover?", reading(plus, standard))) == [2]


@pytest.mark.parametrize(
    ("heading", "question", "second", "kept"),
    [
        ("Parking (until 2024)", "How many spaces are there?", 0.85, [2]),
        ("Parken (gültig bis 31.12.2024)", "How many spaces are there?", 0.85, [2]),
        ("Parking (until 2024)", "How many spaces were there in 2023?", 0.85, [1, 2]),
        ("Parking (until 2024)", "How many spaces are there?", 0.7, [1, 2]),
        ("Parking (until 2999)", "How many spaces are there?", 0.85, [1, 2]),
    ],
)
def test_what_a_heading_says_has_ended_gives_way(heading: str, question: str, second: float, kept: list[int]) -> None:
    pages = (excerpt("There are 22.", heading, key=1), excerpt("There are 34 spaces.", "Keys", key=2))
    assert documents(disambiguated(question, reading(*pages, scores=(0.9, second)))) == kept


@pytest.mark.parametrize(
    ("names", "question", "kept"),
    [
        (("leave-2023.md", "leave.md"), "How many days do I get?", [2]),
        (("leave-2023.md", "leave-2024.md"), "How many days do I get?", [2]),
        (("archive/leave.md", "leave.md"), "How many days do I get?", [2]),
        (("old/Leave v2 (2023).md", "Leave_v3.1.md"), "How many days do I get?", [2]),
        (("Leave v2.md", "Leave v3.md"), "How many days did I get in version 2?", [1, 2]),
        (("Preise 2025 ALT.xlsx", "Preise 2026.xlsx"), "How many days do I get?", [2]),
        (("leave-2023.md", "leave.md"), "How many days did I get in 2023?", [1, 2]),
        (("leave-2999.md", "leave.md"), "How many days do I get?", [1, 2]),
        (("leave-2023.md", "sickness.md"), "How many days do I get?", [1, 2]),
    ],
)
def test_the_edition_in_force_answers(names: tuple[str, str], question: str, kept: list[int]) -> None:
    pages = (excerpt("You get 25 days.", "Leave", key=1), excerpt("You get 27 days.", "Leave", key=2))
    named = (replace(p, passage=replace(p.passage, document=name)) for p, name in zip(pages, names, strict=True))
    assert documents(disambiguated(question, reading(*named))) == kept
    ill_fitting = reading(*pages, scores=(0.9, 0.5))
    assert documents(disambiguated("How many days do I get?", ill_fitting)) == [1, 2]


def test_one_document_is_cited_where_two_fit_about_equally_well() -> None:
    found = reading(LUNCH, WINDOWS, scores=(0.88, 0.9))
    assert [found.document_of(e) for e in found.needed] == [2]

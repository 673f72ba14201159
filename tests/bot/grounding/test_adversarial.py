"""Sentences of real documents, distorted by rule: each kind of falsehood is rejected, harmless wording let through."""

from itertools import islice

import pytest

from benchmarks.quality.distortions import DISTORTIONS
from benchmarks.quality.paraphrases import PARAPHRASES
from benchmarks.quality.verification import SAMPLE, Sentence, sentences_of, tallies
from bot.grounding.excerpt import Excerpt
from bot.grounding.support import find_support
from tests.bot.grounding.passages import excerpt

# Clauses are let go only where it is plain from their words that nothing hangs on them.
CAUTIOUS = {"last statement dropped", "first statement dropped", "remark in brackets dropped"}
SENTENCES = 120


@pytest.fixture(scope="module")
def sentences() -> list[Sentence]:
    return sentences_of([SAMPLE], SENTENCES, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("kind", DISTORTIONS)
def test_a_distorted_sentence_is_rejected(kind: str, sentences: list[Sentence]) -> None:
    tally = tallies(sentences, {kind: DISTORTIONS[kind]}, expected=False)[kind]
    assert tally.tried
    assert tally.wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(PARAPHRASES.keys() - CAUTIOUS))
def test_other_words_that_change_nothing_are_let_through(kind: str, sentences: list[Sentence]) -> None:
    tally = tallies(sentences, {kind: PARAPHRASES[kind]}, expected=True)[kind]
    assert tally.accepted >= 0.95 * tally.tried


@pytest.mark.slow
def test_a_right_sentence_is_not_credited_to_another_document(sentences: list[Sentence]) -> None:
    credited = [s.text for s in sentences if find_support(s.text, s.others) is not None]
    # Some sentences stand word for word in two documents, and then either may be cited.
    assert all(any(text in page.passage.text for s in sentences for page in s.others) for text in credited)


TWO_OFFICES = "# Leave\n\n## Berlin\n\nEverybody has 28 days of leave.\n\n## Lisbon\n\nEverybody has 25 days of leave."


@pytest.mark.parametrize(
    ("document", "claim"),
    [
        pytest.param(TWO_OFFICES, "In Lisbon, everybody has 28 days of leave.", id="the heading of a neighbour"),
        pytest.param("Requests are approved by Ann.", "Requests approved Ann.", id="active for passive"),
        pytest.param("The fee is $50 a year.", "The fee is €50 a year.", id="currency"),
        pytest.param("Keep the sample at -5 degrees.", "Keep the sample at 5 degrees.", id="sign"),
        pytest.param("The limit is <5 items a day.", "The limit is >5 items a day.", id="less or more"),
        pytest.param(
            "Change it on the [reset page](https://id.example.com).",
            "Change it on the [reset page](https://evil.example.com).",
            id="another link",
        ),
        pytest.param("Open the reset page now.", "Open the ![reset](https://evil.example/p.png) page now.", id="image"),
        pytest.param(
            "Laptops are replaced every 4 years. This does not apply to Leeds.",
            "Laptops are replaced every 4 years.",
            id="exception in the next sentence",
        ),
        pytest.param(
            "Laptops are replaced every 4 years. This does\nnot apply to Leeds.",
            "Laptops are replaced every 4 years.",
            id="exception over the end of a line",
        ),
        pytest.param(
            "> Laptops are replaced every 4 years. The\n> same does not\n> apply to Leeds.",
            "Laptops are replaced every 4 years.",
            id="exception over the end of a quoted line",
        ),
        pytest.param("~~Laptops are replaced every 4 years.~~", "Laptops are replaced every 4 years.", id="struck out"),
        pytest.param("Is the VPN needed in Berlin?", "The VPN is needed in Berlin.", id="a question says nothing"),
        pytest.param("Is the VPN needed in Berlin?", "Is the VPN needed in Berlin.", id="a question without its mark"),
        pytest.param("Guests may not use the lab network.", "Yes, guests may use the lab network.", id="yes for no"),
        pytest.param("The VPN used port 443 at first.", "The VPN uses port 443 at first.", id="past for present"),
        pytest.param("Wages are paid on the 25th; not in Leeds.", "Wages are paid on the 25th.", id="exception cut"),
        pytest.param("For interns: badges cost 20 euros each.", "Badges cost 20 euros each.", id="label cut off"),
        pytest.param(
            "Staff with a contract of two years get 30 days.", "Staff get 30 days.", id="qualifier in the middle"
        ),
        pytest.param("Uploads >=5 GB are slow.", "Uploads <=5 GB are slow.", id="at least for at most"),
        pytest.param("Gifts > €50 need approval.", "Gifts ‹ €50 need approval.", id="less or more, before a currency"),
        pytest.param("Gifts > €50 need approval.", "Gifts €50 need approval.", id="sign before a currency dropped"),
        pytest.param("Alert on values > `MAX_LOAD` only.", "Alert on values < `MAX_LOAD` only.", id="before code"),
        pytest.param("Uploads over .5 GB are slow.", "Uploads over 5 GB are slow.", id="a fraction's full stop"),
        pytest.param("The job stops if status != 5 there.", "The job stops if status = 5 there.", id="equal or not"),
        pytest.param("Copy the files host A → host B.", "Copy the files host A ← host B.", id="an arrow turned round"),
        pytest.param("Stop if the load < the limit.", "Stop if the load > the limit.", id="less before a word"),
        pytest.param("Refunds are booked at -€50 each.", "Refunds are booked at €50 each.", id="sign of an amount"),
    ],
)
def test_what_a_rule_of_words_alone_would_miss_is_rejected(document: str, claim: str) -> None:
    assert find_support(claim, [excerpt(document)]) is None


@pytest.mark.parametrize(
    ("document", "claim"),
    [
        ("Delivery takes 5 days (excluding weekends).", "Delivery takes 5 days."),
        ("Staff may work from home (with approval of the manager).", "Staff may work from home."),
        ("Visitors may enter the lab; they must be accompanied.", "Visitors may enter the lab."),
        ("Visitors may enter the lab; a guide has to be with them.", "Visitors may enter the lab."),
        ("Visitors may enter the lab, and badges must be worn.", "Visitors may enter the lab."),
        ("Badges (for visitors) cost 20 euros each.", "Badges cost 20 euros each."),
        ("Hotels cost up to 90 euros (per night).", "Hotels cost up to 90 euros."),
        ("Hotels cost up to 90 euros (a night).", "Hotels cost up to 90 euros."),
        ("Employees (in probation) have 20 days of leave.", "Employees have 20 days of leave."),
        ("Employees (the ones in probation) have 20 days of leave.", "Employees have 20 days of leave."),
        ("Pets are allowed inside (see the exceptions below).", "Pets are allowed inside."),
    ],
)
def test_a_remark_or_a_clause_that_limits_is_not_left_out(document: str, claim: str) -> None:
    assert find_support(document, [excerpt(document)]) is not None
    assert find_support(claim, [excerpt(document)]) is None


@pytest.mark.parametrize(
    ("document", "claim"),
    [
        (TWO_OFFICES, "In Lisbon, everybody has 25 days of leave."),
        ("If the light is red, call the desk at once.", "Call the desk at once if the light is red."),
        ("Call the desk at once if the light is red.", "If the light is red, call the desk at once."),
        ("The fee is 50% of the price.", "The fee is 50 percent of the price."),
        ("Run `ls -A` in the folder.", "Run ls -A in the folder."),
        ("Press the button (the round knob) for three seconds.", "Press the button for 3 seconds."),
        ("Bring a cable (for example from the drawer) to the desk.", "Bring a cable to the desk."),
        ("Change the password (see below) every month.", "Change the password every month."),
        ("The canteen opens at noon; the menu is on the door.", "The canteen opens at noon."),
        ("Uploads >= 5 GB are slow.", "Uploads ≥5 GB are slow."),
        ("Uploads over .5 GB are slow.", "Uploads over 0.5 GB are slow."),
        ("Copy the files host A -> host B.", "Copy the files host A → host B."),
        ("Open Settings > Network and press Reset.", "Open Settings > Network and press Reset."),
        ("> Requests are approved\n> by the people team.", "Requests are approved by the people team."),
    ],
)
def test_the_same_in_another_form_is_let_through(document: str, claim: str) -> None:
    assert find_support(claim, [excerpt(document)]) is not None


def test_every_unit_of_a_page_supports_itself(sentences: list[Sentence]) -> None:
    pages: list[Excerpt] = [page for sentence in islice(sentences, 20) for page in sentence.passages]
    assert pages
    for sentence in islice(sentences, 20):
        assert find_support(sentence.text, sentence.passages) is not None

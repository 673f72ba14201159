"""The check lets a sentence through only if one place in the documents says it."""

import pytest

from bot.grounding.support import find_support
from tests.bot.grounding.passages import excerpt

LEAVE = excerpt(
    "Employees in Berlin have 28 days of annual leave, and employees in Lisbon have 25 days. "
    "Contractors do not get paid leave. "
    "You must ask your manager at least 14 days before the first day of leave. "
    "If you are sick during leave, the sick days are not counted. "
    "Unused days expire on 31 March unless your manager agrees to a later date. "
    "Up to 5 days may be carried over.",
    "Leave",
    ("Annual leave",),
    key=1,
)
OFFICES = excerpt(
    "The Lisbon office opens at 8:00. The Berlin office opens at 9:00. "
    "Submit expenses in Penny within 30 days. Managers approve requests in Penny. "
    "Error 809 means that UDP ports 500 and 4500 are blocked. "
    "Enable the firewall before you connect. "
    "See the [reset page](https://id.example.com/reset) to change a password.",
    "Offices",
    ("Hours",),
    key=2,
)
SOURCES = [LEAVE, OFFICES]


@pytest.mark.parametrize(
    "claim",
    [
        "Employees in Berlin have 28 days of annual leave.",
        "Employees in Lisbon have 25 days.",
        "Contractors do not get paid leave.",
        "Contractors don't get paid leave.",
        "You must ask your manager at least 14 days before the first day of leave.",
        "You must ask your manager at least fourteen days before the first day of leave.",
        "The Berlin office opens at 9:00.",
        "Error 809 means UDP ports 500 and 4500 are blocked.",
        "**Error 809** means that UDP ports `500` and `4500` are blocked.",
        "If you are sick during leave, the sick days are not counted.",
        "See the reset page to change a password.",
    ],
)
def test_what_a_passage_says_is_supported(claim: str) -> None:
    assert find_support(claim, SOURCES) is not None


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param("Employees in Berlin have 25 days of annual leave.", id="number of the neighbour"),
        pytest.param("Employees in Lisbon have 28 days.", id="number swapped the other way"),
        pytest.param("You must ask your manager at least 15 days before the first day of leave.", id="number invented"),
        pytest.param("Contractors get paid leave.", id="negation dropped"),
        pytest.param("Employees in Berlin do not have 28 days of annual leave.", id="negation added"),
        pytest.param("If you are sick during leave, the sick days are counted.", id="negation dropped in a clause"),
        pytest.param("The sick days are not counted.", id="condition dropped"),
        pytest.param("Unused days expire on 31 March.", id="exception dropped"),
        pytest.param("5 days may be carried over.", id="limit dropped"),
        pytest.param("You may ask your manager 14 days before the first day of leave.", id="must turned into may"),
        pytest.param("Connect before you enable the firewall.", id="order turned round"),
        pytest.param("Enable the firewall after you connect.", id="before turned into after"),
        pytest.param("The Berlin office opens at 8:00.", id="merged from two sentences"),
        pytest.param("Submit requests in Penny within 30 days.", id="object of another sentence"),
        pytest.param("Managers submit expenses within 30 days.", id="subject of another sentence"),
        pytest.param("Contractors in Berlin have 28 days of annual leave.", id="subject changed"),
        pytest.param("Employees have 28 days of annual leave.", id="scope widened"),
        pytest.param(
            "Employees in Berlin have 28 days of annual leave and the office opens at 9:00.", id="two passages"
        ),
        pytest.param("Error 810 means that UDP ports 500 and 4500 are blocked.", id="code changed"),
        pytest.param("Error 809 means that TCP ports 500 and 4500 are blocked.", id="protocol changed"),
        pytest.param("The canteen serves lunch at noon.", id="invented"),
        pytest.param("Yes.", id="says nothing"),
        pytest.param("", id="empty"),
    ],
)
def test_what_no_passage_says_is_rejected(claim: str) -> None:
    assert find_support(claim, SOURCES) is None


@pytest.mark.parametrize(
    ("document", "claim"),
    [
        pytest.param(
            "Expenses over 50 euros need a receipt.", "Expenses under 50 euros need a receipt.", id="over, under"
        ),
        pytest.param(
            "Expenses over 50 euros need a receipt.", "Expenses of 50 euros need a receipt.", id="over dropped"
        ),
        pytest.param(
            "Copy the file from the laptop to the share.", "Copy the file to the laptop from the share.", id="way"
        ),
        pytest.param("You need the token and the password.", "You need the token or the password.", id="and, or"),
        pytest.param("You need the token or the password.", "You need the password.", id="choice dropped"),
        pytest.param(
            "The manager informs the employee in writing within 5 days of the decision.",
            "The employee informs the manager in writing within 5 days of the decision.",
            id="roles exchanged",
        ),
        pytest.param(
            "In Leeds, laptops are replaced every 5 years.", "Laptops are replaced every 5 years.", id="scope"
        ),
        pytest.param("The request will be approved by Ann.", "The request was approved by Ann.", id="future, past"),
        pytest.param("Überstunden werden nicht ausgezahlt.", "Überstunden werden ausgezahlt.", id="German negation"),
    ],
)
def test_small_words_that_change_what_is_true_are_seen(document: str, claim: str) -> None:
    page = [excerpt(document)]
    assert find_support(document, page) is not None
    assert find_support(claim, page) is None


@pytest.mark.parametrize(
    "document",
    ["It is a myth that laptops are replaced every year.", "Some say laptops are replaced every year. This is wrong."],
    ids=["myth", "denied after"],
)
def test_what_a_document_denies_is_not_supported_by_it(document: str) -> None:
    assert find_support("Laptops are replaced every year.", [excerpt(document)]) is None


def test_a_sentence_is_credited_to_the_place_that_says_it() -> None:
    support = find_support("The Berlin office opens at 9:00.", SOURCES)
    assert support is not None
    assert SOURCES[support.excerpt].text(support.first, support.last) == "The Berlin office opens at 9:00."


def test_a_heading_may_name_the_subject_but_supports_nothing_alone() -> None:
    page = excerpt("# VPN error 691\n\nReset your password in the portal.", "VPN errors", ("VPN error 691",))
    assert find_support("To fix VPN error 691, reset your password in the portal.", [page]) is not None
    assert find_support("VPN error 691.", [page]) is None

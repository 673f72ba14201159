"""What form a unit has tells whether it can be what a question asks for."""

import pytest

from bot.steps.unit_form import defines, points_elsewhere
from tests.bot.grounding.passages import excerpt


@pytest.mark.parametrize(
    ("said", "is_definition"),
    [
        ("`lintian` dissects packages and reports errors.", True),
        ("The lintian tool dissects packages.", True),
        ("For more information on lintian, see lintian.", False),
        ("A package passes when lintian is silent.", False),
        ("Lintian.", False),
    ],
)
def test_what_begins_with_the_term_says_what_it_is(said: str, is_definition: bool) -> None:
    assert defines(excerpt(said), 0, frozenset({"lintian"})) is is_definition


@pytest.mark.parametrize(
    ("said", "points"),
    [
        ("For more information on the VPN, see the guide.", True),
        ("Please refer to the handbook.", True),
        ("See Section 7.7 for the whole list.", True),
        ("Further details are available on the intranet.", True),
        ("See your manager before you book.", False),
        ("For details, contact the service desk.", False),
        ("Read the meter twice.", False),
        ("The guide is 7 pages long.", False),
        ("Jenkins `No space left`: see [DiskFull](disk-full.md).", True),
        ("- Log says `No space left`: see [DiskFull](disk-full.md).", True),
        ("| Birth of a child | see [Parental leave](parental-leave.html) |", True),
        ("| LB-40 | the battery is empty | see [Chargers](chargers.md) |", False),
        ("Sick leave: at most 30 days, see Leave.", False),
    ],
)
def test_a_sentence_that_sends_the_reader_elsewhere_is_known(said: str, points: bool) -> None:
    assert points_elsewhere(excerpt(said), 0) is points

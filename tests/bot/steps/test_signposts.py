"""A page answers for itself: what another page says it is called and about is not quoted in its place."""

import pytest

from bot.grounding.excerpt import Excerpt
from bot.steps.evidence import Evidence, Reading
from bot.steps.signposts import without_signposts
from tests.bot.grounding.passages import excerpt
from tests.bot.steps.readings import SIGNALS

CLOCKS = excerpt("Click Add World Clocks and search for the city.", "Add a world clock", key=1)


def kept(*pages: Excerpt) -> list[str]:
    found = [Evidence(e, u, 0.9 - u / 100, 0.9) for e, page in enumerate(pages) for u in range(len(page.units))]
    reading = without_signposts(Reading(pages, tuple(found), SIGNALS))
    return [reading.excerpt_of(e).text(e.unit) for e in reading.evidence]


@pytest.mark.parametrize(
    "said",
    [
        "Add a world clock",
        "Add a world clock — Display times in other cities under the calendar.",
        "- **Add a World Clock** - Display times in other cities.",
        "- [Add a world clock](clock-world.md): times in other cities",
        "Is the time wrong? — Set it by hand.",
    ],
)
def test_the_page_that_is_led_to_speaks_for_itself(said: str) -> None:
    wrong_time = excerpt("Open Date & Time and set it.", "Is the time wrong?", key=3)
    pages = (excerpt(said, "Date & time", key=2), CLOCKS, wrong_time)
    assert kept(*pages) == [CLOCKS.text(0), wrong_time.text(0)]


def test_what_is_said_below_the_top_heading_of_a_page_is_led_to_by_that_heading() -> None:
    page = excerpt("Clear the box.", "Printing with reduced data", ("Printing faster",), key=3)
    assert kept(excerpt("Printing faster", "Printing", key=2), page) == ["Clear the box."]


@pytest.mark.parametrize(
    "said",
    [
        "- Add a world clock — at most 12 of them.",
        "Add a world clock before you travel.",
        "Add a world clock: ask the desk first.",
        "| Add a world clock | the desk does that |",
    ],
)
def test_what_says_more_than_where_to_read_is_kept(said: str) -> None:
    assert len(kept(excerpt(said, "Date & time", key=2), CLOCKS)) == 2


def test_a_page_that_was_not_found_is_told_of_by_the_one_that_names_it() -> None:
    hub = excerpt("Add a world clock — Display times in other cities.", "Date & time", key=2)
    assert kept(hub) == [hub.text(0)]
    assert kept(hub, excerpt("Lunch is at noon.", "The canteen", key=3))[0] == hub.text(0)


def test_a_page_that_begins_with_its_own_title_is_kept() -> None:
    assert kept(excerpt("Add a world clock — Display times in other cities.", "Add a world clock", key=1), CLOCKS)

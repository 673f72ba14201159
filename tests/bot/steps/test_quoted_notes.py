"""A mark in what is quoted brings the note that it leads to, and a note that answers brings what it is to."""

import pytest

from tests.bot.steps.readings import composed, count, needing

PERMITS = """# Parking

| Permit | A month{head} |
|---|---|
| Full | £38{one} |
| Nights | £11 |
| Shared | £9{two} |

{one_begins} Bands 2 and 3 pay half.
{two_begins} A car. Both start at one time.

Bring the form.
"""


@pytest.mark.parametrize(
    ("one", "one_begins", "two", "two_begins"),
    [
        (r"\*", r"\*", r"\*\*", r"\*\*"),
        ("*", "*", "**", "**"),
        (" *", "*", " †", "† "),
        ("¹", "¹", "²)", "²)"),
        ("[^a]", "\n[^a]:", "[^b]", "\n[^b]:"),
    ],
)
def test_a_row_with_a_mark_comes_with_the_note_that_it_leads_to(
    one: str, one_begins: str, two: str, two_begins: str
) -> None:
    page = PERMITS.format(one=one, one_begins=one_begins, two=two, two_begins=two_begins, head="")
    full, shared = composed(needing(page, "Full")), composed(needing(page, "Shared"))
    assert "Nights" not in full and full.endswith("Bands 2 and 3 pay half. [1]") and "Both start" not in full
    assert shared.endswith("A car. Both start at one time. [1]") and "Bands" not in shared
    assert "[1]" in composed(needing(page, "Nights")) and "Bands" not in composed(needing(page, "Nights"))
    # A note says nothing without the rows that it is to, and the mark in the head is in every row.
    assert composed(needing(page, "Bands")) == full and composed(needing(page, "Both start")) == shared
    assert count(full, "bullet_list_open") == 0
    assert count(composed(needing(page, "Bands", "Nights")), "table_open") == 1
    headed = PERMITS.format(one="", one_begins=one_begins, two="", two_begins=two_begins, head=one)
    assert composed(needing(headed, "Nights")).endswith("Bands 2 and 3 pay half. [1]")


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("| Thing | Price |\n|---|---|\n| Oak | £3* |\n\n* Sold here.\n* Sold there.\n", id="a list"),
        pytest.param("| Thing | Price |\n|---|---|\n| *Oak* | £3 |\n\n* Sold here.\n", id="italics in a cell"),
        pytest.param("| Thing | Price |\n|---|---|\n| **Oak** | £3 |\n\n**Sold** here.\n", id="bold below"),
        pytest.param("| Thing | Price |\n|---|---|\n| Oak | £3* |\n\n## Else\n\n* Sold here.\n", id="another section"),
    ],
)
def test_what_is_no_note_does_not_come_with_a_row(page: str) -> None:
    assert "Sold" not in composed(needing(page, "Oak"))


def test_a_row_comes_with_what_says_below_its_table_what_its_abbreviations_mean() -> None:
    legend = "E = 6:00-14:00, AL = annual leave"
    rota = f"| Name | Mon | Tue |\n|---|---|---|\n| Ida | E | AL |\n| Kim | - | - |\n\n{legend}\n"
    assert composed(needing(rota, "Ida")).endswith(f"\n\n{legend} [1]")
    assert "annual" not in composed(needing(rota, "Kim"))

"""A quote keeps what limits it: the line, the heading or the sentence without which it says something else."""

from dataclasses import replace

import pytest

from tests.bot.steps.test_quotes import composed, needing


@pytest.mark.parametrize(
    ("page", "needed", "answer"),
    [
        pytest.param(
            "# Badges\n\nThe following applies to contractors only. A lost badge costs 20 euros.",
            "lost badge",
            "The following applies to contractors only. [1]\nA lost badge costs 20 euros.",
            id="the sentence before",
        ),
        pytest.param(
            "# Pay\n\nThe rules below hold for the night shift only.\n\nOvertime is paid at 150 percent.",
            "Overtime",
            "The rules below hold for the night shift only. [1]\nOvertime is paid at 150 percent.",
            id="the paragraph before",
        ),
        pytest.param(
            "# Laptops\n\nExcept in Leeds:\n\nLaptops are replaced every 4 years.",
            "replaced",
            "Except in Leeds: [1]\nLaptops are replaced every 4 years.",
            id="the line above",
        ),
        pytest.param(
            "# Drones\n\nNot covered by insurance:\n\n| Item | Limit |\n|---|---|\n| Drone | 500 |\n| Kite | 20 |\n",
            "Drone |",
            "Not covered by insurance: [1]\n\n| Item | Limit |\n| --- | --- |\n| Drone | 500 |",
            id="the line above a table",
        ),
        pytest.param(
            "# Garden\n\n> **Outdated**\n>\n> The garden is watered on Tuesdays.\n",
            "watered",
            "**Outdated:** [1]\nThe garden is watered on Tuesdays.",
            id="a label",
        ),
        pytest.param(
            "# Proxy\n\n## Before version 3\n\nThe port is set to 8080.\n",
            "port",
            "**Before version 3:** [1]\nThe port is set to 8080.",
            id="a heading with a version",
        ),
        pytest.param(
            "# Shuttle\n\n## If you are a contractor\n\nThe shuttle costs 5 euros.\n",
            "costs",
            "**If you are a contractor:** [1]\nThe shuttle costs 5 euros.",
            id="a heading with a condition",
        ),
        pytest.param(
            "# Parking\n\n## Fees (until 2024)\n\nParking costs 5 euros.\n",
            "costs",
            "**Fees (until 2024):** [1]\nParking costs 5 euros.",
            id="a heading's end",
        ),
        pytest.param(
            "# Bikes\n\nBikes may be parked in the hall. Except on Fridays.",
            "parked",
            "Bikes may be parked in the hall. Except on Fridays. [1]",
            id="an exception behind it",
        ),
        pytest.param(
            "# Gate\n\nThe gate is open all night. In Leeds it is not. Ask the guard.",
            "open",
            "The gate is open all night. In Leeds it is not. [1]",
            id="a limit behind it",
        ),
        *(
            pytest.param(f"# Pool\n\nThe pool opens at 8. {limit} Ask the guard.", "opens", answer, id=limit)
            for limit in (
                "At weekends it opens at 10.",
                "In Leeds there is none.",
                "From 3 May on, it's closed.",
                "It is closed on Mondays.",
                "If it snows, it is closed.",
                "Not because of the water.",
                "That doesn't apply to the staff.",
                "On Saturdays it opens at 9. It does not open on Sundays.",
            )
            for answer in (f"The pool opens at 8. {limit} [1]",)
        ),
        pytest.param(
            "# Notice\n\n| Band | Weeks |\n|---|---|\n| 2 | 4 |\n| 3 | 8 |\n\nDuring probation it is 2.\n\nAsk us.",
            "2 | 4",
            "**Notice:** [1]\n\n| Band | Weeks |\n| --- | --- |\n| 2 | 4 |\n\nDuring probation it is 2. [1]",
            id="a limit below a table",
        ),
    ],
)
def test_a_quote_keeps_what_limits_it(page: str, needed: str, answer: str) -> None:
    assert composed(needing(page, needed)) == answer


@pytest.mark.parametrize("needed", ["opens at 8", "On Saturdays", "none on Sundays"])
def test_what_limits_a_sentence_is_not_quoted_without_it(needed: str) -> None:
    said = "The pool opens at 8. On Saturdays it opens at 9. There is none on Sundays."
    page = f"# Pool\n\nIt is heated. {said} Ask the guard."
    assert composed(needing(page, needed)) == f"{said} [1]"


def test_a_step_that_is_forbidden_is_not_said_without() -> None:
    page = "# Kiln\n\nNever do this:\n\n1. Open the door while it glows.\n2. Pour water into the kiln.\n"
    asked = replace(needing(page, "water"), asks_fact=True)
    assert composed(asked) == "Never do this: [1]\n2. Pour water into the kiln."


@pytest.mark.parametrize(
    ("page", "needed", "answer"),
    [
        ("# Mail\n\nFor example:\n\nA letter costs 2 euros.", "costs", "A letter costs 2 euros. [1]"),
        ("# Mail\n\nA letter costs 2 euros:\n\nIt is paid by the team.", "paid", "It is paid by the team. [1]"),
        ("# Setup\n\n## Application-only access\n\nCopy the key.", "Copy", "Copy the key. [1]"),
        ("# Setup\n\n## Before you begin\n\nCopy the key.", "Copy", "Copy the key. [1]"),
        ("# Pool\n\nThe pool opens at 8. In fact it is loved by all.", "opens", "The pool opens at 8. [1]"),
        ("# Pool\n\nThe pool opens at 8. At this time it is empty.", "opens", "The pool opens at 8. [1]"),
        ("# Pool\n\nThe pool opens at 8. In the hall you pay for it.", "opens", "The pool opens at 8. [1]"),
    ],
)
def test_what_limits_nothing_does_not_stand_beside_a_quote(page: str, needed: str, answer: str) -> None:
    assert composed(needing(page, needed)) == answer


@pytest.mark.parametrize(
    ("page", "needed", "answer"),
    [
        ("# Pool\n\nThe pool opens at ~~6~~ 8 in the morning.", "opens", "The pool opens at 8 in the morning. [1]"),
        (
            "# Fees\n\n- ~~Lab coat: 10 euros~~\n- Goggles: 5 euros\n- Gloves: 1 euro",
            "Goggles",
            "**Fees:** [1]\n- Goggles: 5 euros",
        ),
        ("# Tilde\n\nRun `a ~~b~~ c` there. Or ~~not~~ do.", "Run", "Run `a ~~b~~ c` there. [1]"),
    ],
)
def test_what_a_page_struck_out_is_not_said(page: str, needed: str, answer: str) -> None:
    assert composed(needing(page, needed)) == answer


def test_a_sentence_that_is_struck_out_is_no_answer() -> None:
    assert needing("# Sauna\n\n~~The sauna opens at 6.~~\n\nIt is cleaned on Mondays.", "opens").evidence == ()

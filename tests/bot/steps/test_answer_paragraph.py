"""What is quoted with the best unit goes on with the answer: what a message means, what a setting is by default."""

from dataclasses import replace

import pytest

from bot.grounding.terms import stems
from tests.bot.steps.readings import composed, needing

MESSAGES = (
    "# Messages\n\n```\nUnable to clear the cache\n```\n\nThe disk is full. Empty it.\n\n```\nNo sensor found\n```\n\n"
    "It is off. Check that:\n\n- it has power\n- it blinks\n\n# Ports\n\nAll are taken.\n\n```\nNo port found\n```\n\n"
    "Free one with\n\n```\n$ shop free\n```\n"
)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("unable to clear the cache", "```\nUnable to clear the cache\n```\nThe disk is full. Empty it. [1]"),
        ("no sensor found", "```\nNo sensor found\n```\nIt is off. Check that:\n- it has power\n- it blinks [1]"),
        ("no port found", "All are taken. [1]\n```\nNo port found\n```"),
        ("which cache is it", "**Messages:** [1]\n```\nUnable to clear the cache\n```"),
    ],
)
def test_a_message_that_was_pasted_comes_with_what_is_said_of_it(asked: str, said: str) -> None:
    shown = next(line for line in MESSAGES.splitlines() if asked.split()[1] in line.lower().split())
    assert composed(replace(needing(MESSAGES, shown), asked=stems(asked))) == said


def test_a_message_that_a_page_opens_and_explains_comes_with_both_and_no_more() -> None:
    error = "You get an error like this:\n\n```\nNo room left\n```\n\nEmpty it."
    page = f"The disk is full.\n\n{error}\n\n```\n$ shop empty\n```\n"
    reading = replace(needing(page, "No room"), asked=stems("no room left"))
    assert composed(reading) == "You get an error like this: [1]\n```\nNo room left\n```\nEmpty it."


def test_a_command_that_is_named_comes_alone() -> None:
    page = "# Run\n\n```\n$ shop clear cache\n```\n\nThe disk may be full.\n"
    reading = replace(needing(page, "shop clear"), asked=stems("shop clear cache"))
    assert composed(reading) == "```\n$ shop clear cache\n```\n\n[1]"


@pytest.mark.parametrize("told", ["The default is 10 MiB.", "Defaults to 10 MiB.", "The default size is\n10 MiB."])
def test_a_setting_comes_with_its_default(told: str) -> None:
    size = replace(needing(f"--log-size: The size at which logs rotate. {told} Ask us.\n", "size at"), asks_fact=True)
    assert composed(size) == f"--log-size: The size at which logs rotate. {' '.join(told.split())} [1]"

"""Text that nobody writes, of one sign again and again, is cut into units and shown in seconds."""

from time import process_time

import pytest

from bot.grounding.display import as_markdown
from bot.grounding.inline import literal_but_code
from tests.bot.grounding.passages import excerpt

LONGEST = 10.0
"""Seconds of processor time."""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Go on. " + " " * 40_000 + "Then stop.", id="blanks"),
        pytest.param(f"Go on <!--{'x ' * 30_000}--> then stop.", id="a long remark"),
        pytest.param("Go on " + "<a " * 15_000, id="tags that never end"),
        pytest.param("Go on " + "**a " * 8_000, id="emphasis that never ends"),
        pytest.param("Go on " + "-" * 40_000, id="dashes"),
        pytest.param("Go on.\n\n" + "-" * 40_000 + "a", id="a line that is no rule"),
        pytest.param("Go on " + "~~a " * 10_000, id="what is never struck out"),
        pytest.param("Go on " + "`" * 40_000, id="backticks"),
        pytest.param("Go on.\n" + "\u00a0" * 40_000 + "Stop.", id="blanks that do not break"),
        pytest.param("Go on “" + "a“" * 20_000, id="quotation marks"),
        pytest.param("```\nrun\n```" + "\n" * 40_000 + "```\nstop\n```", id="empty lines"),
    ],
)
def test_an_odd_text_is_cut_and_shown_in_seconds(text: str) -> None:
    before = process_time()
    page = excerpt(text)
    assert page.stated is not None
    assert as_markdown(page, 0, len(page.units) - 1)
    assert literal_but_code(text)
    assert process_time() - before < LONGEST

"""What a message asks further is told in the row that answers it so far, unless it names another."""

from dataclasses import replace

import pytest

from bot.grounding.terms import stems
from bot.steps.same_row import is_told_by_row_before
from tests.bot.steps.readings import reading_of

PRICES = """| Thing | Price | Lead time |
| --- | --- | --- |
| Lamp | 24 | 21 days |
| Oak stool | 89 | 56 days |
| Rug | 69 | 35 days |

Orders are sent in boxes.
"""


@pytest.mark.parametrize(
    ("question", "best", "is_told"),
    [
        ("How long is the lead time?", "Lamp", True),
        ("How long is the lead time of the rug?", "Rug", False),
        ("How are orders sent?", "boxes", False),
    ],
)
def test_a_further_part_is_told_by_the_row_before_unless_it_names_another(
    question: str, best: str, is_told: bool
) -> None:
    reading = replace(reading_of(PRICES, best=best), asked=stems(question))
    assert is_told_by_row_before(reading_of(PRICES, best="stool"), reading) == is_told

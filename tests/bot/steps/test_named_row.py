"""A table that has not the row which a question names does not answer it by another row."""

from dataclasses import replace

import pytest

from bot.grounding.terms import stems
from bot.steps.named_row import names_missing_row
from tests.bot.steps.readings import reading_of

WARDENS = """# Wardens

| Hall | Warden | Deputy |
| --- | --- | --- |
| Elm Hall | Ida Lund | Tom Roe |
| Oak Hall | Jan Dahl | Kim Orr |

Lodges have no warden.
"""


@pytest.mark.parametrize(
    ("question", "relevance", "is_missing"),
    [
        ("who is the warden of Birch Hall?", 0.3, True),
        ("warden of birch hall", 0.3, True),
        ("who is the warden of Oak Hall?", 0.3, False),
        ("who is the warden of the lodges", 0.3, False),
        ("whom may I call at night in a hall?", 0.3, False),
        ("what is the difference between warden and deputy", 0.3, False),
        ("who is the head of Birch Hall?", 0.7, False),
    ],
)
def test_a_row_that_is_named_and_not_there_is_missing(question: str, relevance: float, is_missing: bool) -> None:
    reading = reading_of(WARDENS, best="Hall |")
    best = replace(reading.evidence[0], relevance=relevance)
    reading = replace(reading, evidence=(best, *reading.evidence[1:]), asked=stems(question))
    assert names_missing_row(question, reading) == is_missing

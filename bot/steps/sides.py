"""Behind decide: whether the things that a question names side by side are answered one by one, or in one.

The answer to all of them may stand in one place, and one place may hold for several of them.
"""

from collections.abc import Sequence

from bot.steps.asking.sides import Side
from bot.steps.evidence import Reading

ANSWERS_ALONE = 0.5
"""How likely the reader must think that a place answers for all sides, read by itself."""


def one_place_speaks_of_all(reading: Reading, sides: Sequence[Side]) -> bool:
    """True if one place that by itself seems to answer the whole question speaks of all its sides.

    "This page explains the differences between the plans." speaks of all and answers nothing.
    """
    answering = [evidence for evidence in reading.needed if evidence.relevance >= ANSWERS_ALONE]
    places = [reading.words_at(evidence) for evidence in answering]
    return any(all(side.own_stems <= said for side in sides) for said in places)


def is_spoken_of(side: Side, reading: Reading) -> bool:
    """True if what was read for a side speaks of it, itself or in the headings it stands under."""
    return bool(reading.evidence) and side.own_stems <= reading.words_at(reading.evidence[0])


def have_own_places(readings: Sequence[Reading]) -> bool:
    """True if the best units stand in places of their own: two sides that come to one place have one answer."""
    best = [(reading.evidence[0], reading) for reading in readings]
    places = [reading.excerpt_of(evidence).place(evidence.unit) for evidence, reading in best]
    return len(set(places)) == len(places)

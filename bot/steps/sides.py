"""Behind decide: whether the things that a question names side by side are answered one by one, or in one.

The answer to all of them may stand in one place, and one place may hold for several of them.
"""

import re
from collections.abc import Sequence

from bot.grounding.terms import stems, title_stems
from bot.steps.asking.sides import MOST_SIDES, OF_EACH, Side
from bot.steps.evidence import Evidence, Reading
from bot.steps.rivals import own_words

ANSWERS_ALONE = 0.5
"""How likely the reader must think that a place answers for all sides, read by itself."""


def sides_in_each(question: str, reading: Reading) -> tuple[Side, ...]:
    """The things that "each office" stands for: what tells the titles of the best page and of its twins apart.

    None where the best unit speaks of the kind itself: "All employees may use the VPN." is for no page's own.
    """
    each = OF_EACH.search(question)
    if each is None or not reading.evidence or _is_about(each["kind"], reading):
        return ()
    titles = list(dict.fromkeys(_title_at(reading, evidence) for evidence in reading.evidence))
    twins = [titles[0], *(title for title in titles[1:] if _fill_one_place(titles[0], title))]
    if not 2 <= len(twins) <= MOST_SIDES:
        return ()
    shared = frozenset.intersection(*map(title_stems, twins))
    sides = []
    for title in twins:
        own = title_stems(title) - shared
        name = " ".join(word for word in re.findall(r"[\w'’-]+", title) if stems(word) & own)
        sides.append(Side(name, f"{question[: each.start('each')]}{name}{question[each.end() :]}", own))
    return tuple(sides) if all(side.own_stems for side in sides) else ()


def _fill_one_place(title: str, other: str) -> bool:
    """True for titles that have as many words of their own, and no more than they share: "Leave: Berlin" and Lisbon's.

    "VPN error codes on Windows" and "Printer error codes" are about two things, not about two of a kind.
    """
    own, others = own_words(title, other)
    return 0 < len(own) == len(others) <= len(title_stems(title) & title_stems(other))


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


def _is_about(kind: str, reading: Reading) -> bool:
    best = reading.evidence[0]
    return stems(kind) <= reading.excerpt_of(best).stems[best.unit]


def _title_at(reading: Reading, evidence: Evidence) -> str:
    return reading.excerpt_of(evidence).passage.title

"""Between read and write: of the documents that fit about equally well, which one is meant.

Neighbours of the right document often fit as well as itself: the page for Lisbon answers a question about Berlin word
for word. Titles that are alike but for a word or two tell such pages apart, and then the question's words may decide.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

from bot.grounding.terms import stems
from bot.steps.evidence import Evidence, Reading
from knowledge.editions import Edition, asks_back, edition_of

ABOUT_AS_WELL = 0.75
"""How well the edition in force must fit, beside the best unit of one that is not."""

ALIKE = 0.3
"""Share of their words that the titles of two twins have in common."""


def meant(question: str, reading: Reading) -> Reading:
    """The reading without the documents whose twin the question names, where it does not name them too.

    Nor with editions that are not in force, where the one that is fits about as well.
    """
    titles = {reading.document_of(e): reading.excerpt_of(e).passage.title for e in reading.evidence}
    asked = stems(question)
    others = {b for a, b in permutations(titles, 2) if _is_named_alone(asked, titles[a], titles[b])}
    if not asks_back([question]):
        others |= _superseded(reading)
    kept = tuple(e for e in reading.evidence if reading.document_of(e) not in others)
    return replace(reading, evidence=kept) if kept else reading


def needed_units(question: str, reading: Reading) -> tuple[Evidence, ...]:
    """The units that the answer must give, best first: those of the best one's document.

    A twin is needed too where the question names both ("in Berlin and in Lisbon").
    """
    needed = reading.needed
    if not needed:
        return ()
    best = reading.excerpt_of(needed[0]).passage
    asked = stems(question)
    return tuple(
        e
        for e in needed
        if reading.document_of(e) == best.document_key
        or _are_named_both(asked, best.title, reading.excerpt_of(e).passage.title)
    )


def _superseded(reading: Reading) -> set[int]:
    """The documents that another edition in force stands for."""
    best: dict[int, Evidence] = {}
    for evidence in reading.evidence:
        best.setdefault(reading.document_of(evidence), evidence)
    this_year = str(datetime.now(UTC).year)
    editions = {key: edition_of(reading.excerpt_of(e).passage.document) for key, e in best.items()}
    return {
        old
        for new, old in permutations(best, 2)
        if editions[new].series == editions[old].series
        and _holds_now(editions[new], editions[old], this_year)
        and best[new].score >= ABOUT_AS_WELL * best[old].score
    }


def _holds_now(new: Edition, old: Edition, this_year: str) -> bool:
    """True for the edition in force, and for one without a year beside one of a year gone by."""
    is_undated = new.in_force and not new.years and bool(old.years) and max(old.years) < this_year
    return is_undated or new.supersedes(old, this_year)


def _is_named_alone(asked: frozenset[str], title: str, other: str) -> bool:
    """True if the question has all that is the first title's own, and nothing of what is its twin's."""
    own, others = own_words(title, other)
    return bool(own) and own <= asked and not asked & others


def _are_named_both(asked: frozenset[str], title: str, other: str) -> bool:
    own, others = own_words(title, other)
    return bool(own and others) and own | others <= asked


def own_words(title: str, other: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems that tell two like titles apart, each title's own; two empty sets if they are not alike.

    "Health" alone does not name "Health Plus", so a title is named by all of its own words.
    """
    one, two = title_words(title), title_words(other)
    alike = one != two and len(one & two) >= ALIKE * len(one | two)
    return (one - two, two - one) if alike else (frozenset(), frozenset())


def title_words(title: str) -> frozenset[str]:
    """The stems of a title, which may be a file's name."""
    return stems(re.sub(r"[_.-]+", " ", title))

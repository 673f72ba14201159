"""Between read and write: decides which of several documents that fit about equally well is meant.

A rival often fits as well as the right document: the page for Lisbon answers a question about Berlin word for word.
Their titles are alike but for a word or two, and where the question has one of those words, it decides.
"""

import re
from datetime import UTC, datetime
from itertools import permutations

from bot.grounding.terms import stems, title_stems
from bot.steps.evidence import Evidence, Reading
from knowledge.editions import asks_about_past, edition_of

ABOUT_AS_WELL = 0.75
"""How well the edition in force must fit, as a share of the score of an edition that is not in force."""

NEARLY_AS_WELL = 0.9
"""The same of what is in force anywhere, where a heading says that something has ended."""

_ENDS = re.compile(r"\b(?:until|till|bis)\b.{0,20}?\b((?:19|20)\d\d)\b", re.IGNORECASE)

ALIKE = 0.3
"""Share of their words that two titles must have in common for their documents to be rivals."""


def disambiguated(question: str, reading: Reading) -> Reading:
    """The reading without the documents that are not meant: their rival is named in the question, and they are not.

    Editions that are not in force are left out as well, where the one in force fits about as well, and so is what has
    ended.
    """
    titles = {reading.document_of(e): reading.excerpt_of(e).passage.title for e in reading.evidence}
    asked = stems(question)
    not_meant = {rival for key, rival in permutations(titles, 2) if _is_named_alone(asked, titles[key], titles[rival])}
    if not asks_about_past([question]):
        not_meant |= _superseded(reading)
        reading = _without_ended(reading)
    return reading.with_only(lambda evidence: reading.document_of(evidence) not in not_meant)


def _superseded(reading: Reading) -> set[int]:
    """The documents of which another edition is in force."""
    best: dict[int, Evidence] = {}
    for evidence in reading.evidence:
        best.setdefault(reading.document_of(evidence), evidence)
    editions = {key: edition_of(reading.excerpt_of(e).passage.document) for key, e in best.items()}
    return {
        old
        for new, old in permutations(best, 2)
        if editions[new].holds_instead_of(editions[old]) and best[new].score >= ABOUT_AS_WELL * best[old].score
    }


def _without_ended(reading: Reading) -> Reading:
    """The reading without what a heading says has ended ("Parking (until 2024)"), where another fits nearly as well."""
    ended = {e for e in reading.evidence if _has_ended(reading, e)}
    best = max((e.score for e in reading.evidence if e not in ended), default=0.0)
    return reading.with_only(lambda e: e not in ended or best < NEARLY_AS_WELL * e.score)


def _has_ended(reading: Reading, evidence: Evidence) -> bool:
    years = map(_ENDS.search, reading.excerpt_of(evidence).headings_over(evidence.unit))
    return any(year[1] < str(datetime.now(UTC).year) for year in years if year)


def _is_named_alone(asked: frozenset[str], title: str, other: str) -> bool:
    """True if the question has all own words of the first title and none of its rival's."""
    own, others = own_words(title, other)
    return bool(own) and own <= asked and not asked & others


def own_words(title: str, other: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems that only one of two similar titles has, for each of them; two empty sets if they are not similar.

    A title is named by all of its own words: "Health" alone does not name "Health Plus".
    """
    one, two = title_stems(title), title_stems(other)
    are_rivals = one != two and len(one & two) >= ALIKE * len(one | two)
    return (one - two, two - one) if are_rivals else (frozenset(), frozenset())

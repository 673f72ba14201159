"""Before deciding: tells whether the question names a row that a table has not, so that the others fit it alike.

"Who is the warden of Fenwick Hall?" is like each row of "| Hall | Warden |", and none of them is about Fenwick Hall.
"""

from itertools import pairwise

from bot.grounding.excerpt import Excerpt
from bot.grounding.list_structure import list_around
from bot.grounding.terms import RELATIONS, RULE_WORDS, stems, terms
from bot.steps.evidence import Evidence, Reading

UNSURE = 0.5
"""Below this probability, which the reader gives the best row read by itself, that row more likely answers nothing."""

ALIKE = 0.85
"""How well another row of the table fits at least, as a share of the best one's score."""


def names_missing_row(question: str, reading: Reading) -> bool:
    """Whether nothing of the best row itself is asked for, another fits alike, and the question names another.

    That is a word right before one of the table's title, headings or columns ("Fenwick" before "Hall") that its
    document says nowhere in what was read.
    """
    best, excerpt = reading.evidence[0], reading.excerpt_of(reading.evidence[0])
    if excerpt.units[best.unit].kind != "row" or best.relevance >= UNSURE:
        return False
    above = stems(excerpt.columns_over(best.unit)) | excerpt.stems_of_headings[best.unit]
    if not reading.asked.isdisjoint(excerpt.stems[best.unit] - above) or not _has_rival(reading, best):
        return False
    adjoining = (pair for pair in pairwise(terms(question)) if not question[pair[0].end : pair[1].start].strip())
    names = {one.stem for one, other in adjoining if one.stem.isalpha() and other.stem in above}
    read = (other for other in reading.excerpts if _is_same_document(other, excerpt))
    said = (known for other in read for known in other.stems)
    return bool(names and names.difference(above, stems(" ".join(RELATIONS | RULE_WORDS)), *said))


def _has_rival(reading: Reading, best: Evidence) -> bool:
    first, last = list_around(reading.excerpt_of(best), best.unit)
    return any(
        other != best
        and other.excerpt == best.excerpt
        and first <= other.unit <= last
        and other.score >= ALIKE * best.score
        for other in reading.evidence
    )


def _is_same_document(one: Excerpt, other: Excerpt) -> bool:
    return one.passage.document_key == other.passage.document_key

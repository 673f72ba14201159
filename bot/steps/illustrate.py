"""Which figures of the documents belong to an answer: those where it is cited from, and those that it is about."""

from collections.abc import Iterable, Sequence

from knowledge.documents import Figure
from knowledge.knowledge_base import KnowledgeBase

MOST_FIGURES = 3
"""Figures that go with an answer: more would hide it."""

LIKELY = 0.5
"""From this score on a figure is taken for what was asked about, and not only for the nearest there is."""

SAME_LOOKS = 0.95
"""The same for a picture without words, of which CLIP alone has to judge: two dialogs look alike, whatever they say."""

Place = tuple[int, int, int]
"""A document's key, and the first and last offset of what is cited of it."""


def likely(figures: Sequence[Figure], by_looks: bool = False) -> tuple[Figure, ...]:
    """The figures that are like what was asked for, best first; `by_looks` where there were no words to go by."""
    least = SAME_LOOKS if by_looks else LIKELY
    return tuple(figure for figure in figures if figure.score >= least)[:MOST_FIGURES]


def figures_beside(cited: Sequence[Place], found: Sequence[Figure], knowledge: KnowledgeBase) -> tuple[Figure, ...]:
    """The figures for a cited answer: the likely ones of those found, then those in the cited sections.

    One that was found counts only where its document is cited: another document's picture would say something else.
    """
    documents = {document for document, _, _ in cited}
    meant = [figure for figure in likely(found) if figure.document_key in documents]
    beside = [figure for place in cited for figure in knowledge.figures_in(*place)]
    return each_once([*meant, *beside])


def each_once(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures that go with an answer, as many as it takes; the same picture once."""
    first: dict[str, Figure] = {}
    for figure in figures:
        first.setdefault(figure.digest, figure)
    return tuple(first.values())[:MOST_FIGURES]

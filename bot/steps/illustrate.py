"""After verify: chooses the figures that go with an answer, from the cited sections and from those that were found."""

from collections.abc import Iterable, Sequence

from knowledge.documents import Figure
from knowledge.knowledge_base import KnowledgeBase

MOST_FIGURES = 3
"""Figures that go with an answer: more would hide it."""

LIKELY = 0.5
"""Score from which a figure is what was asked about, and not only the nearest one."""

SAME_LOOKS = 0.95
"""The same where CLIP alone decides, for a picture without text: two dialogs look alike whatever they say."""

Place = tuple[int, int, int]
"""The key of a document, and where the cited section of it begins and ends."""


def likely_figures(figures: Sequence[Figure], by_looks: bool = False) -> tuple[Figure, ...]:
    """The figures that are what was asked about, best first; `by_looks` is true where there are no words to compare."""
    least = SAME_LOOKS if by_looks else LIKELY
    return tuple(figure for figure in figures if figure.score >= least)[:MOST_FIGURES]


def figures_beside(cited: Sequence[Place], found: Sequence[Figure], knowledge: KnowledgeBase) -> tuple[Figure, ...]:
    """The figures for a cited answer: the likely ones of those found, then those in the cited sections.

    A figure that was found counts only if its document is cited: a picture in another one may say something else.
    """
    documents = {document for document, _, _ in cited}
    likely = [figure for figure in likely_figures(found) if figure.document_key in documents]
    in_sections = [figure for place in cited for figure in knowledge.figures_in(*place)]
    return distinct_figures([*likely, *in_sections])


def distinct_figures(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """The first few figures, without those that show the same picture again."""
    first: dict[str, Figure] = {}
    for figure in figures:
        first.setdefault(figure.digest, figure)
    return tuple(first.values())[:MOST_FIGURES]

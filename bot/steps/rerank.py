"""Step 2: rerank. The reader looks at the question and each passage together, and the best passages move up."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.documents import Found, Passage
from models.pairs import titled
from models.reader import Reader

PASSAGES_RERANKED = 10
"""Passages that the reader looks at: about 60 ms on 2 cores; the right one is rarely below."""


def rerank(question: str, passages: Sequence[Passage], reader: Reader) -> list[Passage]:
    """The passages in their new order, each read one with its new score and the reader's place for it."""
    read, rest = passages[:PASSAGES_RERANKED], passages[PASSAGES_RERANKED:]
    readings = reader.read(question, [titled(p.title, p.headings, p.text) for p in read])
    scores = reader.fuse(question, [passage.score for passage in read], readings)
    by_relevance = sorted(range(len(read)), key=lambda n: -readings[n].relevance)
    place = {n: rank for rank, n in enumerate(by_relevance, start=1)}
    moved = []
    for n, passage in enumerate(read):
        found_by = {**passage.found_by, "reader": Found(place[n], readings[n].relevance)}
        moved.append(replace(passage, score=scores[n], found_by=found_by))
    return [*sorted(moved, key=lambda passage: -passage.score), *rest]

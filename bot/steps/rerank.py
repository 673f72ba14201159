"""Step 2: rerank. The reader looks at the question and each passage together, and the best passages move up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.documents import Passage, Placement
from models.encoders.pairs import title_line, titled
from models.encoders.reader import PassageReading, Reader

PASSAGES_RERANKED = 10
"""Passages that the reader looks at: about 60 ms on 2 cores; the right one is rarely below."""


@dataclass(frozen=True)
class Reranked:
    """The passages in their new order, and the reader's results for those that it has read, by their `chunk_key`."""

    passages: tuple[Passage, ...]
    readings: Mapping[int, PassageReading] = field(default_factory=dict)

    def span_probability(self, document_key: int, start: int, end: int) -> float:
        """How likely that part of a document answers, 0 to 1: the highest of the passages that it stands in."""
        return max(
            (
                self.readings[passage.chunk_key].evidence(start - origin, end - origin)
                for passage in self.passages
                if passage.document_key == document_key and passage.chunk_key in self.readings
                if passage.start < end and start < passage.end
                for origin in [passage.start - len(title_line(passage.title, passage.headings)) - 1]
            ),
            default=0.0,
        )


def rerank(question: str, passages: Sequence[Passage], reader: Reader) -> Reranked:
    """The passages in their new order; those that the reader read carry their new score and the reader's rank."""
    read, rest = passages[:PASSAGES_RERANKED], passages[PASSAGES_RERANKED:]
    readings = reader.read(question, [titled(p.title, p.headings, p.text) for p in read])
    scores = reader.fuse(question, [passage.score for passage in read], readings)
    by_relevance = sorted(range(len(read)), key=lambda n: -readings[n].relevance)
    place = {n: rank for rank, n in enumerate(by_relevance, start=1)}
    moved = []
    for n, passage in enumerate(read):
        found_by = {**passage.found_by, "reader": Placement(place[n], readings[n].relevance)}
        moved.append(replace(passage, score=scores[n], found_by=found_by))
    by_chunk = {passage.chunk_key: reading for passage, reading in zip(read, readings, strict=True)}
    return Reranked((*sorted(moved, key=lambda passage: -passage.score), *rest), by_chunk)

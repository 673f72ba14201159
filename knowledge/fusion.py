"""Fuses the lists of several rankers into one. Pure functions of scores; nothing here knows what was ranked."""

from collections.abc import Iterable, Mapping, Sequence

from knowledge.documents import Placement

Scores = Mapping[int, float]

DENSE_WEIGHT = 0.6
"""The share of cosine in the convex sum; the rest is BM25's (measured by `benchmarks/retrieval`)."""


def convex_sum(dense: Scores, lexical: Scores, dense_weight: float = DENSE_WEIGHT) -> dict[int, float]:
    """The weighted sum of two scores that each lie between 0 and 1 (Bruch, Gai and Ingber, TOIS 2023).

    What only one ranker found gets the least that the other gave to anything: it may be just below the cut.
    """
    least_dense = min(dense.values(), default=0.0)
    least_lexical = min(lexical.values(), default=0.0) if len(lexical) > 1 else 0.0
    return {
        key: dense_weight * dense.get(key, least_dense) + (1 - dense_weight) * lexical.get(key, least_lexical)
        for key in {**dense, **lexical}
    }


def mean(variants: Sequence[Scores]) -> dict[int, float]:
    """One score from those of several wordings of a question: their mean, a missing one counted as 0."""
    fused: dict[int, float] = {}
    for scores in variants:
        for key, score in scores.items():
            fused[key] = fused.get(key, 0.0) + score / len(variants)
    return fused


def placements(rankings: Iterable[Mapping[str, Scores]]) -> dict[int, dict[str, Placement]]:
    """For each key and ranker, the best place that any of some rankings gave it; scores come best first."""
    found: dict[int, dict[str, Placement]] = {}
    for ranking in rankings:
        for name, scores in ranking.items():
            for place, (key, score) in enumerate(scores.items(), start=1):
                earlier = found.setdefault(key, {}).get(name)
                if earlier is None or place < earlier.rank:
                    found[key][name] = Placement(place, score)
    return found

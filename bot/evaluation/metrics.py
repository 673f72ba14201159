"""The measures, as pure functions of rankings, answers and labels; nothing here knows an engine or a file."""

import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

RESAMPLES = 2_000


@dataclass(frozen=True)
class Measure:
    """A measured share or mean with its 95% interval; `n` is what it was measured on (questions, quotes, …).

    All three numbers are None where there was nothing to measure.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


def recall_at(k: int, ranking: Sequence[str], relevant: Mapping[str, float]) -> float:
    """The share of the relevant documents that stand in the first `k` places.

    Source: Manning, Raghavan, Schütze, "Introduction to Information Retrieval", 2008, chapter 8.
    """
    return len(set(ranking[:k]) & set(relevant)) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], relevant: Mapping[str, float]) -> float:
    """One over the place of the first relevant document, 0 if there is none; its mean is MRR.

    Source: Voorhees, "The TREC-8 Question Answering Track Report", 1999.
    """
    return next((1 / place for place, document in enumerate(ranking, start=1) if document in relevant), 0.0)


def ndcg_at(k: int, ranking: Sequence[str], relevant: Mapping[str, float]) -> float:
    """The discounted gain of the first `k` places over that of the best possible order.

    The gain is the grade itself, as in trec_eval. Source: Järvelin, Kekäläinen, "Cumulated gain-based evaluation of
    IR techniques", ACM TOIS 20(4), 2002, with the usual discount log2(place + 1).
    """
    gained = _discounted([relevant.get(document, 0.0) for document in ranking[:k]])
    return gained / _discounted(sorted(relevant.values(), reverse=True)[:k])


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, start=1))


def with_stand_ins(ranking: Sequence[str], relevant: Mapping[str, float], stand_ins: frozenset[str]) -> list[str]:
    """The ranking with a stand-in counted as the gold document, where there is exactly one.

    A document that also holds the answer is right, but it adds nothing to what there is to be found: put beside the
    gold document in the labels, it would halve the recall of a ranking that has one of the two on top.
    """
    if not stand_ins or len(relevant) != 1:
        return list(ranking)
    (gold,) = relevant
    return list(dict.fromkeys(gold if document in stand_ins else document for document in ranking))


def normalised(text: str) -> str:
    """Lower case, without punctuation, the articles a, an and the, citation marks and needless space.

    Source: the SQuAD 1.1 evaluation script (Rajpurkar et al., 2016); the citation marks `[1]` are our own.
    """
    text = re.sub(r"\[\d+\]", " ", text).lower()
    text = "".join(character for character in text if character not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """1 if the answer is one of the accepted ones after normalisation, else 0 (SQuAD 1.1)."""
    return float(normalised(answer) in {normalised(reference) for reference in accepted})


def token_f1(answer: str, accepted: Sequence[str]) -> float:
    """The harmonic mean of precision and recall of the answer's words, for the accepted answer it fits best.

    Source: the SQuAD 1.1 evaluation script (Rajpurkar et al., 2016).
    """
    return max((_f1(normalised(answer).split(), normalised(reference).split()) for reference in accepted), default=0.0)


def _f1(words: Sequence[str], reference: Sequence[str]) -> float:
    shared = sum((Counter(words) & Counter(reference)).values())
    return 2 * shared / (len(words) + len(reference)) if shared else 0.0


def contained(answer: str, accepted: Sequence[str]) -> float:
    """1 if any accepted answer stands in the answer, as whole words after normalisation, else 0.

    Source: the accuracy of Mallen et al., "When Not to Trust Language Models", ACL 2023, held to whole words so
    that `75` is not found in `1975`.
    """
    said = f" {normalised(answer)} "
    references = [reference for reference in map(normalised, accepted) if reference]
    return float(any(f" {reference} " in said for reference in references))


def is_verbatim(quote: str, text: str) -> bool:
    """Whether the quote stands in the text character for character; an empty quote proves nothing."""
    return bool(quote.strip()) and quote in text


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The value that `percent` of all values do not exceed, interpolated linearly (Hyndman, Fan, 1996, type 7)."""
    import numpy as np

    return float(np.percentile(values, percent)) if values else None


def share(parts: Sequence[tuple[float, float]], groups: Sequence[str]) -> Measure:
    """The sum of all first numbers over the sum of all second ones, with its bootstrapped 95% interval.

    Each part is one question's (numerator, denominator), so means, precisions and recalls are all shares. Whole
    `groups` are resampled, because paraphrases of one question are not independent (the cluster bootstrap: Efron,
    Tibshirani, "An Introduction to the Bootstrap", 1993; Field, Welsh, JRSS B 69(3), 2007). The seed is fixed: the
    same outcomes give the same interval.
    """
    import numpy as np

    sums: dict[str, tuple[float, float]] = {}
    for (top, bottom), group in zip(parts, groups, strict=True):
        if bottom:
            top_before, bottom_before = sums.get(group, (0.0, 0.0))
            sums[group] = (top_before + top, bottom_before + bottom)
    if not sums:
        return Measure(None, None, None, 0)
    tops, bottoms = np.array(list(sums.values()), dtype=np.float64).T
    picks = np.random.default_rng(0).integers(0, len(sums), size=(RESAMPLES, len(sums)), dtype=np.int32)
    resampled = tops[picks].sum(axis=1) / bottoms[picks].sum(axis=1)
    low, high = np.percentile(resampled, [2.5, 97.5])
    return Measure(float(tops.sum() / bottoms.sum()), float(low), float(high), int(bottoms.sum()))

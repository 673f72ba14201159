"""Fits what a reader's numbers mean: a probability from a logit, and its weight beside the first stage's score.

It reads nothing: it works on the lists that a first stage returned, with the logits that a reader gave their passages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FUSION_WEIGHTS = tuple(round(0.02 * step, 2) for step in range(51))
NEWTON_STEPS = 60


@dataclass(frozen=True)
class Ranked:
    """A held-out question's list: first-stage scores and reader logits, and which passages answer it (maybe none).

    `share` is how much of the reader's weight counts for the question.
    """

    share: float
    scores: NDArray[np.float64]
    logits: NDArray[np.float64]
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class ListFit:
    """What was fitted to lists: `relevance` is (slope, offset) of a passage's logit, `fusion` the reader's weight.

    `by_weight` is the mean reciprocal rank at every weight tried.
    """

    relevance: tuple[float, float]
    fusion: float
    by_weight: dict[float, float]


def fit_lists(lists: Sequence[Ranked], now: float | None = None) -> ListFit:
    """The numbers with which the best logit of a list says whether anything in it answers, and its order is best.

    Where `now` is the reader's weight, another one has to be better by two standard errors: in a few dozen lists the
    best of fifty is mostly so by chance.
    """
    held = np.array([bool(one.right.any()) for one in lists])
    logits = np.array([one.logits.max() for one in lists])
    slope, offset = fit_logistic(logits[:, None], held)
    weight, by_weight = fit_fusion(lists, slope, offset)
    if now is not None and not _is_better(lists, weight, now, slope, offset):
        weight = now
    # Where higher logits mean worse passages, nothing was learned that may move a ranking.
    return ListFit((slope, offset), weight if slope > 0.0 else 0.0, by_weight)


def area_under_curve(right: ArrayLike, wrong: ArrayLike) -> float:
    """The chance that a score in `right` is above one in `wrong`, ties counted half; 0 where there is none."""
    above, below = np.asarray(right)[:, None], np.asarray(wrong)[None]
    return float(((above > below) + 0.5 * (above == below)).mean()) if above.size and below.size else 0.0


def fit_logistic(features: NDArray[np.float64], held: NDArray[np.bool_]) -> tuple[float, ...]:
    """Weights and offset so that sigmoid(features @ weights + offset) is the chance that `held` is true.

    Newton's method on the logistic loss with Platt's smoothed targets (Platt 1999). Both outcomes count alike: how
    often people ask for what is not there is not known here.
    """
    yes, no = int(held.sum()), int((~held).sum())
    target = np.where(held, (yes + 1) / (yes + 2), 1 / (no + 2))
    weight = np.where(held, 0.5 / max(1, yes), 0.5 / max(1, no))
    centre, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    design = np.concatenate([(features - centre) / spread, np.ones((len(features), 1))], axis=1)
    fitted = np.zeros(design.shape[1])
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-design @ fitted))
        gradient = design.T @ (weight * (chance - target)) + 1e-4 * fitted
        curvature = (design * (weight * chance * (1 - chance))[:, None]).T @ design + 1e-4 * np.eye(len(fitted))
        fitted -= np.linalg.solve(curvature, gradient)
    weights = fitted[:-1] / spread
    return (*(float(each) for each in weights), float(fitted[-1] - (weights * centre).sum()))


def fit_fusion(lists: Sequence[Ranked], slope: float, offset: float) -> tuple[float, dict[float, float]]:
    """The reader's weight beside the first-stage score, and the mean reciprocal rank at every weight tried.

    The smallest weight whose figure is within 0.002 of the best: a reader that does not help gets no say.
    """
    judged = [one for one in lists if one.right.any()]
    if not judged:
        return 0.0, {0.0: 0.0}
    figures = {weight: float(_reciprocal_ranks(judged, weight, slope, offset).mean()) for weight in FUSION_WEIGHTS}
    best = max(figures.values())
    return next(weight for weight, figure in figures.items() if figure >= best - 0.002), figures


def _fused(one: Ranked, weight: float, slope: float, offset: float) -> NDArray[np.float64]:
    """The fused scores of one list, as `Reader.fuse` gives them."""
    chance = 1 / (1 + np.exp(-np.clip(slope * one.logits + offset, -30, 30)))
    result: NDArray[np.float64] = one.scores + weight * one.share * chance
    return result


def _is_better(lists: Sequence[Ranked], weight: float, than: float, slope: float, offset: float) -> bool:
    """Whether the right passages stand higher with a weight than with another, beyond chance."""
    judged = [one for one in lists if one.right.any()]
    more = _reciprocal_ranks(judged, weight, slope, offset) - _reciprocal_ranks(judged, than, slope, offset)
    return len(more) > 1 and bool(more.mean() > 2 * more.std(ddof=1) / len(more) ** 0.5)


def _reciprocal_ranks(lists: Sequence[Ranked], weight: float, slope: float, offset: float) -> NDArray[np.float64]:
    ranks = []
    for one in lists:
        order = np.argsort(-_fused(one, weight, slope, offset), kind="stable")
        ranks.append(1 + int(np.flatnonzero(one.right[order])[0]))
    return 1 / np.array(ranks, dtype=np.float64)

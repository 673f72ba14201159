"""Fits what a trained reader's numbers mean: probabilities from logits, and its weight beside the first stage.

All is fitted on held-out products only, on the lists that a first stage really returns for their questions.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.embedder import Embed
from models.progress import Progress, Step, silent
from models.reader import Reader, fusion_share
from models.training.mining import FirstStage, in_held_out
from models.training.rows import Group, Passage
from models.training.sentences import ANSWERS, marks, sentences

FUSION_WEIGHTS = tuple(round(0.02 * step, 2) for step in range(51))
LIST_LENGTH = 12
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
class Sentences:
    """The logits of sentences, and which of them answer their question."""

    logits: NDArray[np.float64]
    answering: NDArray[np.bool_]


@dataclass(frozen=True)
class Calibration:
    """Fitted numbers: `relevance` is (slope, offset) of a passage's logit, `evidence` those of a sentence's.

    `fusion` is the reader's weight beside the first stage's score, for a question of usual length.
    """

    relevance: tuple[float, float]
    evidence: tuple[float, float]
    fusion: float


def held_out_lists(
    groups: Sequence[Group],
    pool: Sequence[Passage],
    embed: Embed,
    reader: Reader,
    count: int,
    progress: Progress = silent,
) -> list[Ranked]:
    """Lists for `count` held-out questions; of every other one the whole answering page is taken away first."""
    questions = [group for group in groups if group.held_out and group.labels[0] == 1.0 and group.kind != "product"]
    rng = random.Random(5)  # noqa: S311 - no secret is drawn
    rng.shuffle(questions)
    questions = questions[:count]
    kept = [passage for passage in pool if in_held_out(passage)]
    progress(Step(f"embedding {len(kept)} held-out passages"))
    stage = FirstStage(kept, embed)
    vectors = embed([group.question for group in questions])
    lists = []
    for at, group in enumerate(questions):
        progress(Step("reading held-out lists", at, len(questions)))
        answer, gone = group.passages[0], at % 2 == 1
        found = stage.search(group.question, vectors[at], 4 * LIST_LENGTH)
        found = [(place, score) for place, score in found if not (gone and kept[place].page == answer.page)][
            :LIST_LENGTH
        ]
        right = np.array([kept[place].section == answer.section for place, _ in found])
        # Where the question was taken out of its passage, the passage is read without it.
        shown = [
            answer if is_right and group.kind in ("told", "symptom") else kept[place]
            for (place, _), is_right in zip(found, right, strict=True)
        ]
        readings = reader.read(group.question, [passage.titled for passage in shown])
        if gone or right.any():
            scores = np.array([score for _, score in found])
            logits = np.array([reading.logit for reading in readings])
            lists.append(Ranked(fusion_share(group.question), scores, logits, right))
    return lists


def held_out_sentences(groups: Sequence[Group], reader: Reader, count: int) -> Sentences:
    """The sentences of `count` held-out groups in which it is known which of them answer."""
    logits, answering = [], []
    for group in [group for group in groups if group.held_out and (group.answers or group.labels[0] == 0.0)][:count]:
        readings = reader.read(group.question, [passage.titled for passage in group.passages])
        for at, (passage, reading) in enumerate(zip(group.passages, readings, strict=True)):
            before = len(passage.head) + 1
            cut = sentences(passage.text)
            known = marks(cut, group.answers if at == 0 and group.answers else ())
            for (start, end), answers in zip(cut, known, strict=True):
                logit = reading.evidence_logit(before + start, before + end)
                if logit is not None:
                    logits.append(logit)
                    answering.append(answers == ANSWERS)
    return Sentences(np.array(logits), np.array(answering))


def fit(lists: Sequence[Ranked], told: Sentences) -> tuple[Calibration, dict[float, float]]:
    """The calibration, and the mean reciprocal rank at every fusion weight tried."""
    held = np.array([bool(one.right.any()) for one in lists])
    logits = np.array([one.logits.max() for one in lists])
    slope, offset = fit_logistic(logits[:, None], held)
    of_sentence, constant = fit_logistic(told.logits[:, None], told.answering)
    weight, figures = fit_fusion(lists, slope, offset)
    if slope <= 0.0:  # higher logits mean worse passages: nothing was learned that may move a ranking
        weight = 0.0
    return Calibration((slope, offset), (of_sentence, constant), weight), figures


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
    figures = {weight: _mean_reciprocal_rank(judged, weight, slope, offset) for weight in FUSION_WEIGHTS}
    best = max(figures.values())
    return next(weight for weight, figure in figures.items() if figure >= best - 0.002), figures


def fused(one: Ranked, weight: float, slope: float, offset: float) -> NDArray[np.float64]:
    """The fused scores of one list, as `Reader.fuse` gives them."""
    chance = 1 / (1 + np.exp(-np.clip(slope * one.logits + offset, -30, 30)))
    result: NDArray[np.float64] = one.scores + weight * one.share * chance
    return result


def _mean_reciprocal_rank(lists: Sequence[Ranked], weight: float, slope: float, offset: float) -> float:
    ranks = []
    for one in lists:
        order = np.argsort(-fused(one, weight, slope, offset), kind="stable")
        ranks.append(1 + int(np.flatnonzero(one.right[order])[0]))
    return float((1 / np.array(ranks)).mean())

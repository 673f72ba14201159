"""Fits what a trained reader's numbers mean: probabilities from logits, and its weight beside the first stage.

All is fitted on held-out products only, on the lists that a first stage really returns for their questions.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoders.embedder import Embed
from models.encoders.reader import Reader, fusion_share
from models.encoders.reader_calibration import Ranked, fit_lists, fit_logistic
from models.progress import Progress, Step, silent
from models.training.mining import FirstStage, in_held_out
from models.training.rows import Group, Passage
from models.training.sentences import ANSWERS, marks, sentences

LIST_LENGTH = 12


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
    passages = fit_lists(lists)
    slope, offset = fit_logistic(told.logits[:, None], told.answering)
    return Calibration(passages.relevance, (slope, offset), passages.fusion), passages.by_weight

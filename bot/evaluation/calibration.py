"""Fits a reader's numbers to a labelled set: what its logits mean, and how much they count beside the search.

Each question is searched, read and decided on as an answer would be. It writes nothing, neither a recipe nor a model.
"""

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.evaluation.labelled_set import LabelledQuestion, LabelledSet
from bot.evaluation.metrics import Measure
from bot.evaluation.outcomes import Outcome, OutcomeKind
from bot.evaluation.run import ranked_documents
from bot.evaluation.searched import Searched, add_set, searched
from bot.evaluation.summary import abstention_measures, retrieval_measures, rounded
from bot.steps.decide import is_answerable
from bot.steps.read import read
from bot.steps.rerank import rerank
from bot.wording import counted
from knowledge.knowledge_base import KnowledgeBase
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader, fusion_share
from models.encoders.reader_calibration import Ranked, fit_lists
from models.errors import UsageError
from models.progress import Progress, Step, silent

FOLDS = 5
"""Parts of a set, each measured with the numbers that were fitted to the others."""

FEWEST = 25
"""Questions with an answer, and questions without one, below which the numbers are those of chance."""

Numbers = tuple[tuple[float, float], float]
"""The `relevance` of a recipe, slope and offset, and its `fusion`."""

Measures = dict[str, dict[str, Measure]]
"""The measures of a summary's sections, by name."""


@dataclass(frozen=True)
class Calibration:
    """The numbers that fit a set, and the measures of the reader as it is (`before`) and calibrated so (`after`).

    `after` is measured on questions that were left out when its numbers were fitted.
    """

    relevance: tuple[float, float]
    fusion: float
    before: Measures
    after: Measures

    def as_json(self) -> dict[str, Any]:
        """The calibration as one JSON object, numbers cut to four digits."""
        return dict(rounded(asdict(self)))


def questions_to_fit(labelled: LabelledSet) -> LabelledSet:
    """The set with the questions that numbers can be fitted to; raises `UsageError` where they are too few."""
    fitting = [
        question
        for question in labelled.questions
        if question.judges_abstention and question.text.strip() and (question.relevant or not question.answerable)
    ]
    answerable = sum(question.answerable for question in fitting)
    if min(answerable, len(fitting) - answerable) < FEWEST:
        raise UsageError(
            f"{labelled.name} has {counted(answerable, 'question')} whose document is known and "
            f"{len(fitting) - answerable} without an answer: a reader is fitted to {FEWEST} of each, at the least.",
            "Add questions of your own, in words, and name in qrels.tsv the document that answers each.",
        )
    return replace(labelled, questions=tuple(fitting))


def calibrate(labelled: LabelledSet, embedder: Embedder, reader: Reader, progress: Progress = silent) -> Calibration:
    """Fits a reader to a set of `questions_to_fit`, in a knowledge base that is gone afterwards.

    Raises `NothingIngested` if no document could be read.
    """
    with (
        tempfile.TemporaryDirectory(prefix="deskside-calibrate-", ignore_cleanup_errors=True) as home,
        closing(KnowledgeBase.open(Path(home), embedder)) as knowledge,
    ):
        add_set(knowledge, labelled, progress)
        found = list(searched(knowledge, labelled))

        def results(readers: Sequence[Reader], before: int) -> list[tuple[Outcome, Ranked]]:
            results = []
            for done, (one, its_reader) in enumerate(zip(found, readers, strict=True), start=before):
                progress(Step("Reading", done, 2 * len(found)))
                results.append(_result(one, labelled, knowledge, embedder, its_reader))
            return results

        now = results([reader] * len(found), before=0)
        lists = [ranked for _, ranked in now]
        folds = _folds([one.question for one in found])
        others = [[one for one, at in zip(lists, folds, strict=True) if at != fold] for fold in range(FOLDS)]
        apart = [reader.recalibrated(*_fitted(rest, reader.fusion)) for rest in others]
        then = results([apart[fold] for fold in folds], before=len(found))
    return Calibration(*_fitted(lists, reader.fusion), _measures(now), _measures(then))


def _folds(questions: Sequence[LabelledQuestion]) -> list[int]:
    """The part that each question is in: one with its group, and each part with its share of both kinds."""
    groups = dict.fromkeys(question.group for question in sorted(questions, key=lambda one: one.answerable))
    fold = {group: at % FOLDS for at, group in enumerate(groups)}
    return [fold[question.group] for question in questions]


def _result(
    found: Searched, labelled: LabelledSet, knowledge: KnowledgeBase, embedder: Embedder, reader: Reader
) -> tuple[Outcome, Ranked]:
    """What a question comes to, and the list that the reader is fitted to."""
    reranked = rerank(found.standalone, found.passages, reader)
    reading = read(found.standalone, reranked, knowledge, embedder, reader)
    kind: OutcomeKind = "extract" if reading.evidence and is_answerable(reading.signals) else "not_found"
    ranking = ranked_documents(labelled, reranked.passages)
    listed = [passage for passage in found.passages if passage.chunk_key in reranked.readings]
    right = found.question.relevant.keys() | found.question.stand_ins
    ranked = Ranked(
        fusion_share(found.standalone),
        np.array([passage.score for passage in listed]),
        np.array([reranked.readings[passage.chunk_key].logit for passage in listed]),
        np.array([labelled.document_id(passage.document) in right for passage in listed]),
    )
    return Outcome(found.question, ranking, (), kind, "", (), 0.0), ranked


def _fitted(lists: Sequence[Ranked], fusion: float) -> Numbers:
    fit = fit_lists([one for one in lists if one.logits.size], fusion)
    slope, offset = fit.relevance
    return (round(slope, 3), round(offset, 3)), fit.fusion


def _measures(results: Sequence[tuple[Outcome, Ranked]]) -> Measures:
    outcomes = [outcome for outcome, _ in results]
    return {"retrieval": retrieval_measures(outcomes), "abstention": abstention_measures(outcomes)}

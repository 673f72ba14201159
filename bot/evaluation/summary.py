"""The measures of an evaluation: each with its interval, as data for the table, the JSON and the report."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from bot.evaluation.metrics import (
    Measure,
    contained,
    exact_match,
    ndcg_at,
    percentile,
    recall_at,
    reciprocal_rank,
    share,
    token_f1,
    with_stand_ins,
)
from bot.evaluation.outcomes import Evaluation, Outcome

CUTS = (1, 3, 5, 10)
PERCENTILES = (50, 90, 95, 99)


@dataclass(frozen=True)
class Summary:
    """The measures of one evaluation, by name in the order they are shown; times are in milliseconds."""

    name: str
    questions: int
    unanswerable: int
    documents: int
    chunks: int
    ingest_s: float
    retrieval: dict[str, Measure]
    answers: dict[str, Measure]
    abstention: dict[str, Measure]
    citations: dict[str, Measure]
    latency: dict[str, dict[str, float | None]]
    kinds: dict[str, int]
    problems: list[str]

    def as_json(self) -> dict[str, Any]:
        """The summary as one JSON object, numbers cut to four digits."""
        return dict(rounded(asdict(self)))


def summarise(evaluation: Evaluation) -> Summary:
    """Every measure; one that the set has no labels for is None, on 0 questions."""
    outcomes = evaluation.outcomes
    asked = [] if evaluation.retrieval_only else list(outcomes)
    return Summary(
        name=evaluation.labelled.name,
        questions=len(outcomes),
        unanswerable=sum(not outcome.question.answerable for outcome in outcomes),
        documents=evaluation.documents,
        chunks=evaluation.chunks,
        ingest_s=evaluation.ingest_s,
        retrieval=retrieval_measures(outcomes),
        answers=_answers(asked),
        abstention=abstention_measures(asked),
        citations=_citations(asked),
        latency=_latency(outcomes, evaluation.retrieval_only),
        kinds=dict(Counter(outcome.kind for outcome in asked).most_common()),
        problems=[f"{found.document}: {found.problem}" for found in evaluation.problems],
    )


def recall_curve(outcomes: Sequence[Outcome], deepest: int) -> list[Measure]:
    """Recall at 1, 2, … `deepest`."""
    judged = [outcome for outcome in outcomes if outcome.question.relevant]
    return [_mean(judged, partial(_recall, k)) for k in range(1, deepest + 1)]


def _recall(k: int, outcome: Outcome) -> float:
    return recall_at(k, judged_ranking(outcome), outcome.question.relevant)


def judged_ranking(outcome: Outcome) -> list[str]:
    """The document ids of a question's ranking, a document that holds the answer too counted as the gold one."""
    ids = [ranked.document for ranked in outcome.ranking]
    return with_stand_ins(ids, outcome.question.relevant, outcome.question.stand_ins)


def _mean(outcomes: Sequence[Outcome], measure: Callable[[Outcome], float]) -> Measure:
    return _share(outcomes, lambda outcome: (measure(outcome), 1.0))


def _share(outcomes: Sequence[Outcome], part: Callable[[Outcome], tuple[float, float]]) -> Measure:
    return share([part(outcome) for outcome in outcomes], [outcome.question.group for outcome in outcomes])


def retrieval_measures(outcomes: Sequence[Outcome]) -> dict[str, Measure]:
    """Recall, MRR and nDCG of the questions that have judgments."""
    judged = [outcome for outcome in outcomes if outcome.question.relevant]
    curve = recall_curve(judged, max(CUTS))
    measures = {f"recall@{k}": curve[k - 1] for k in CUTS}
    measures["mrr"] = _mean(judged, lambda o: reciprocal_rank(judged_ranking(o), o.question.relevant))
    measures["ndcg@10"] = _mean(judged, lambda o: ndcg_at(10, judged_ranking(o), o.question.relevant))
    if paged := [outcome for outcome in judged if outcome.question.pages]:
        measures["page@5"] = _mean(paged, _page_found)
    return measures


def _page_found(outcome: Outcome) -> float:
    """1 if one of the first passages stands on a page that holds the answer, in the gold document."""
    question = outcome.question
    first = outcome.pages[:5]
    return float(any(document in question.relevant and page in question.pages for document, page in first))


def _answers(asked: Sequence[Outcome]) -> dict[str, Measure]:
    """An answer that was not given counts as wrong: silence must not look like quality."""
    labelled = [o for o in asked if o.question.answerable and o.question.accepted]
    said = {id(o): o.text if o.answered else "" for o in labelled}
    return {
        "exact_match": _mean(labelled, lambda o: exact_match(said[id(o)], o.question.accepted)),
        "token_f1": _mean(labelled, lambda o: token_f1(said[id(o)], o.question.accepted)),
        "contained": _mean(labelled, lambda o: contained(said[id(o)], o.question.accepted)),
    }


def abstention_measures(asked: Sequence[Outcome]) -> dict[str, Measure]:
    """Positive is an unanswerable question, found by abstaining."""
    judged = [outcome for outcome in asked if outcome.question.judges_abstention]
    return {
        "precision": _share(judged, lambda o: (o.abstained and not o.question.answerable, o.abstained)),
        "recall": _share(judged, lambda o: (o.abstained and not o.question.answerable, not o.question.answerable)),
        "answered_of_answerable": _share(
            judged, lambda o: (o.answered and o.question.answerable, o.question.answerable)
        ),
    }


def _citations(asked: Sequence[Outcome]) -> dict[str, Measure]:
    judged = [outcome for outcome in asked if outcome.question.relevant]
    return {
        "precision": _share(judged, lambda o: (sum(map(_is_gold(o), o.cited_documents)), len(o.cited_documents))),
        "gold_cited": _share(judged, lambda o: (any(map(_is_gold(o), o.cited_documents)), o.answered)),
        "verbatim_quotes": _share(asked, lambda o: (sum(c.verbatim for c in o.citations), len(o.citations))),
        "answers_with_citation": _share(asked, lambda o: (o.answered and bool(o.citations), o.answered)),
    }


def _is_gold(outcome: Outcome) -> Callable[[str], bool]:
    right = set(outcome.question.relevant) | outcome.question.stand_ins
    return lambda document: document in right


def _latency(outcomes: Sequence[Outcome], retrieval_only: bool) -> dict[str, dict[str, float | None]]:
    if retrieval_only:
        return {"search": _percentiles([outcome.ms for outcome in outcomes])}
    finished = [outcome for outcome in outcomes if outcome.kind != "failed"]
    return {
        "search": _percentiles([outcome.timings.search_ms for outcome in finished]),
        "first_token": _percentiles([outcome.first_text_ms for outcome in finished]),
        "total": _percentiles([outcome.ms for outcome in finished]),
    }


def _percentiles(values: Sequence[float]) -> dict[str, float | None]:
    return {f"p{percent}": percentile(values, percent) for percent in PERCENTILES}


def rounded(value: Any) -> Any:
    """A value of JSON with its numbers cut to four digits."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value

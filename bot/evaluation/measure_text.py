"""The names of the measures of a summary and the text of their values, for the terminal and the report alike."""

from bot.evaluation.metrics import Measure

MEASURE_NAMES = {
    "retrieval": {
        "recall@1": "Recall at 1",
        "recall@3": "Recall at 3",
        "recall@5": "Recall at 5",
        "recall@10": "Recall at 10",
        "mrr": "Mean reciprocal rank",
        "ndcg@10": "nDCG at 10",
        "page@5": "Right page in 5 passages",
    },
    "answers": {
        "exact_match": "Exact match",
        "token_f1": "Token F1",
        "contained": "Accepted answer contained",
    },
    "abstention": {
        "precision": "Abstention precision",
        "recall": "Abstention recall",
        "answered_of_answerable": "Answerable questions answered",
    },
    "citations": {
        "precision": "Citation precision",
        "gold_cited": "Answers citing a right document",
        "verbatim_quotes": "Quotes verbatim",
        "answers_with_citation": "Answers with a citation",
    },
}

KIND_NAMES = {
    "grounded": "grounded",
    "extract": "extract",
    "not_found": "not found",
    "clarify": "asked back",
    "chat": "chat",
    "pinned": "pinned",
    "failed": "failed",
    "not_asked": "not asked",
}

STAGE_NAMES = {"search": "Search", "first_token": "First text", "total": "Whole answer"}


def share_text(measure: Measure) -> str:
    """The value with three digits, a dash where nothing was measured."""
    return "–" if measure.value is None else f"{measure.value:.3f}"


def interval_text(measure: Measure) -> str:
    """The 95% interval, empty where nothing was measured."""
    return "" if measure.low is None or measure.high is None else f"{measure.low:.3f} to {measure.high:.3f}"


def time_text(ms: float | None) -> str:
    """A time with its unit, about three digits."""
    if ms is None:
        return "–"
    if ms >= 1000:
        return f"{ms / 1000:.2f} s"
    return f"{ms:.0f} ms" if ms >= 10 else f"{ms:.1f} ms"

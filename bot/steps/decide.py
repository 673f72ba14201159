"""Step 4: decide. Is the answer there at all? Saying "not found" is a good answer; guessing is not."""

from math import exp

from bot.steps.evidence import Signals

# A logistic regression on an earlier reader's signals of workarena, northwind and three handbooks. Fitted again on the
# signals of today (`benchmarks/quality/calibrate.py`), it separates the set that was left out less well.
BIAS = -4.213
COSINE_WEIGHT, LEAD_WEIGHT = 1.701, 1.319
PASSAGE_WEIGHT, SPAN_WEIGHT, UNIT_WEIGHT = 1.995, 2.057, 1.899

THRESHOLD = 0.46
"""About the best mean F1 of silence on workarena, northwind and four collections that the reader has never seen."""

SURE = 0.6
"""Probability from which the signals outvote a writer who says that the notes do not answer the question."""


def probability_of_answer(signals: Signals) -> float:
    """How likely it is that the passages answer the question, 0 to 1."""
    if signals.unknown_code:
        return 0.0
    logit = (
        BIAS
        + COSINE_WEIGHT * signals.cosine
        + LEAD_WEIGHT * signals.lead
        + PASSAGE_WEIGHT * signals.passage_relevance
        + SPAN_WEIGHT * signals.span_probability
        + UNIT_WEIGHT * signals.unit_relevance
    )
    return 1 / (1 + exp(-logit))


def is_answerable(signals: Signals) -> bool:
    """True if an answer should be attempted."""
    return probability_of_answer(signals) >= THRESHOLD


def is_sure(signals: Signals) -> bool:
    """True if the answer is there whatever the writer says."""
    return probability_of_answer(signals) >= SURE

"""Step 4: decide. Is the answer there at all? Saying "not found" is a good answer; guessing is not."""

from math import exp

from bot.steps.reading import Signals

# Logistic regression on workarena, northwind and three handbooks, of an earlier reader's signals: fitted again on those
# of today (`benchmarks/quality/calibrate.py`), it tells apart less well what was left out. The threshold is today's:
# about the best mean F1 of silence on workarena, northwind and four collections that the reader has never seen.
BIAS, SENTENCE, LEAD, READER, EVIDENCE, BEST = -4.213, 1.701, 1.319, 1.995, 2.057, 1.899
THRESHOLD = 0.46

SURE = 0.6
"""From here on the signals outvote a writer that says that the notes do not answer the question."""


def probability_of_answer(signals: Signals) -> float:
    """How likely it is that the passages answer the question, 0 to 1."""
    if signals.unknown_code:
        return 0.0
    vectors = SENTENCE * signals.sentence + LEAD * signals.lead
    reader = READER * signals.reader + EVIDENCE * signals.evidence + BEST * signals.best
    return 1 / (1 + exp(-(BIAS + vectors + reader)))


def is_answerable(signals: Signals) -> bool:
    """True if an answer should be attempted."""
    return probability_of_answer(signals) >= THRESHOLD


def is_sure(signals: Signals) -> bool:
    """True if the answer is there whatever the writer says."""
    return probability_of_answer(signals) >= SURE

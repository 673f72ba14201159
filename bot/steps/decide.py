"""Step 4: decide. Is the answer there at all? Saying "not found" is a good answer; guessing is not."""

from math import exp

from bot.steps.read import Signals

# Logistic regression on the development sets; `benchmarks/quality/calibrate.py` fits and prints these again.
BIAS, SENTENCE, LEAD, READER = -6.549, 7.610, 7.983, 0.562
THRESHOLD = 0.26

SURE = 0.6
"""From here on the signals outvote a writer that says that the notes do not answer the question."""


def probability_of_answer(signals: Signals) -> float:
    """How likely it is that the passages answer the question, 0 to 1."""
    if signals.unknown_code:
        return 0.0
    return 1 / (1 + exp(-(BIAS + SENTENCE * signals.sentence + LEAD * signals.lead + READER * signals.reader)))


def is_answerable(signals: Signals) -> bool:
    """True if an answer should be attempted."""
    return probability_of_answer(signals) >= THRESHOLD


def is_sure(signals: Signals) -> bool:
    """True if the answer is there whatever the writer says."""
    return probability_of_answer(signals) >= SURE

"""Step 4: decide. Is the answer there at all? Saying "not found" is a good answer; guessing is not."""

from math import exp

from bot.steps.read import Signals

# Logistic regression on workarena, northwind and three handbooks; `benchmarks/quality/calibrate.py` fits and prints
# these again. The threshold is the one with the best mean F1 of silence on the three. Overlap counts against an answer:
# of two sentences as near, the one that is near because it repeats the question's words answers less often.
BIAS, SENTENCE, OVERLAP, LEAD, READER, EVIDENCE = -5.157, 4.403, -2.750, 1.301, 4.240, 1.994
THRESHOLD = 0.39

SURE = 0.6
"""From here on the signals outvote a writer that says that the notes do not answer the question."""


def probability_of_answer(signals: Signals) -> float:
    """How likely it is that the passages answer the question, 0 to 1."""
    if signals.unknown_code:
        return 0.0
    found = SENTENCE * signals.sentence + OVERLAP * signals.overlap + LEAD * signals.lead
    return 1 / (1 + exp(-(BIAS + found + READER * signals.reader + EVIDENCE * signals.evidence)))


def is_answerable(signals: Signals) -> bool:
    """True if an answer should be attempted."""
    return probability_of_answer(signals) >= THRESHOLD


def is_sure(signals: Signals) -> bool:
    """True if the answer is there whatever the writer says."""
    return probability_of_answer(signals) >= SURE

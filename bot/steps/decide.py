"""Step 3: decide. Is the answer there at all? Saying "not found" is a good answer; guessing is not."""

from math import exp

from bot.steps.read import Signals

# Logistic regression on the development sets; `benchmarks/quality/calibrate.py` fits and prints these again.
BIAS = -5.0
PASSAGE, SENTENCE, COVERAGE, EXACT = 3.0, 4.0, 2.0, 1.5
THRESHOLD = 0.5


def probability_of_answer(signals: Signals) -> float:
    """How likely it is that the passages answer the question, 0 to 1."""
    total = (
        BIAS
        + PASSAGE * signals.passage
        + SENTENCE * signals.sentence
        + COVERAGE * signals.coverage
        + EXACT * signals.exact
    )
    return 1 / (1 + exp(-total))


def is_answerable(signals: Signals) -> bool:
    """True if an answer should be attempted."""
    return probability_of_answer(signals) >= THRESHOLD

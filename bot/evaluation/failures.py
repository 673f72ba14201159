"""The outcomes worth a person's look, worst first: what went wrong with each, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.evaluation.metrics import contained, token_f1
from bot.evaluation.outcomes import Outcome
from bot.evaluation.summary import judged_ranking

GOOD_F1 = 0.3
"""An answer whose words fit the reference at least this well is not shown as wrong."""


class Fault(IntEnum):
    """What is wrong with an outcome, the worst first."""

    FAILED = 1
    NOT_VERBATIM = 2
    INVENTED = 3
    WRONG_SOURCE = 4
    WRONG_ANSWER = 5
    SILENT = 6
    NOT_FOUND = 7

    @property
    def words(self) -> str:
        """The fault as a person would name it."""
        return _WORDS[self]


_WORDS = {
    Fault.FAILED: "failed",
    Fault.NOT_VERBATIM: "quote not verbatim",
    Fault.INVENTED: "answered the unanswerable",
    Fault.WRONG_SOURCE: "cites no right document",
    Fault.WRONG_ANSWER: "far from the accepted answer",
    Fault.SILENT: "silent although found",
    Fault.NOT_FOUND: "not in the first ten",
}


@dataclass(frozen=True)
class Failure:
    """An outcome with its worst fault; `place` is where the first right document was ranked, None if nowhere."""

    outcome: Outcome
    fault: Fault
    place: int | None


def failures(outcomes: Sequence[Outcome]) -> list[Failure]:
    """Every outcome with a fault, worst first, in the order of the set within one fault."""
    found = []
    for outcome in outcomes:
        place = gold_place(outcome)
        fault = _fault(outcome, place)
        if fault is not None:
            found.append(Failure(outcome, fault, place))
    return sorted(found, key=lambda failure: failure.fault)


def gold_place(outcome: Outcome) -> int | None:
    """The place of the first right document in the ranking, from 1."""
    relevant = outcome.question.relevant
    ranking = enumerate(judged_ranking(outcome), start=1)
    return next((place for place, document in ranking if document in relevant), None)


def _fault(outcome: Outcome, place: int | None) -> Fault | None:
    question = outcome.question
    if outcome.kind == "failed":
        return Fault.FAILED
    if any(not cited.verbatim for cited in outcome.citations):
        return Fault.NOT_VERBATIM
    if outcome.answered and not question.answerable and question.judges_abstention:
        return Fault.INVENTED
    if question.relevant and (place is None or place > 10):
        return Fault.NOT_FOUND
    if not question.answerable or outcome.kind == "not_asked":
        return None
    if not outcome.answered:
        return Fault.SILENT
    right = set(question.relevant) | question.stand_ins
    if question.relevant and right.isdisjoint(outcome.cited_documents):
        return Fault.WRONG_SOURCE
    return Fault.WRONG_ANSWER if _is_far_off(outcome) else None


def _is_far_off(outcome: Outcome) -> bool:
    accepted = outcome.question.accepted
    if not accepted or contained(outcome.text, accepted):
        return False
    return token_f1(outcome.text, accepted) < GOOD_F1

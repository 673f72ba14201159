"""The questions of a team's own labelled set, posed for tuning."""

from bot.evaluation.labelled_set import LabelledQuestion, LabelledSet
from bot.tuning.posed import Posed

LONGEST_FACT = 12
"""Words of an accepted answer that a sentence may hold word for word; a longer one retells a whole place."""


def posed_by(labelled: LabelledSet) -> list[Posed]:
    """The set's questions that words can be answered to; small talk and pictures without a question are left out."""
    return [
        _posed(labelled, question)
        for question in labelled.questions
        if question.text.strip() and question.judges_abstention and (question.relevant or not question.answerable)
    ]


def _posed(labelled: LabelledSet, question: LabelledQuestion) -> Posed:
    if not question.answerable:
        return Posed(question.text, frozenset(), history=question.history)
    right = question.stand_ins | set(question.relevant)
    documents = frozenset(name for name, identity in labelled.ids.items() if identity in right)
    answers = tuple(answer for answer in question.accepted if len(answer.split()) <= LONGEST_FACT)
    return Posed(question.text, documents, answers=answers, history=question.history)

"""The questions of a labelled set with what the search finds for each, in a knowledge base that holds the set alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.evaluation.labelled_set import LabelledQuestion, LabelledSet
from bot.evaluation.run import SPACE, corpus_documents, nothing_ingested
from bot.steps.search import queries_for
from knowledge.documents import Passage
from knowledge.knowledge_base import KnowledgeBase
from models.progress import Progress, silent

PASSAGES = 10


@dataclass(frozen=True)
class Searched:
    """A question, as it reads without its conversation, and its passages."""

    question: LabelledQuestion
    standalone: str
    passages: tuple[Passage, ...]


def add_set(knowledge: KnowledgeBase, labelled: LabelledSet, progress: Progress = silent) -> None:
    """Adds the set's documents to the default space; raises `NothingIngested` if none could be read."""
    if labelled.documents is not None:
        report = knowledge.add([str(labelled.documents)], SPACE, progress)
    else:
        report = knowledge.add_documents(corpus_documents(labelled), SPACE, progress)
    if not report.added + report.changed + report.unchanged:
        raise nothing_ingested(labelled, report)


def searched(knowledge: KnowledgeBase, labelled: LabelledSet) -> Iterator[Searched]:
    """Each question in words of which it is known whether it has an answer, with its passages."""
    for question in labelled.questions:
        if question.judges_abstention and question.text.strip():
            queries = queries_for(question.text, question.history, lambda terms: knowledge.rarity(terms, [SPACE]))
            yield Searched(question, queries.standalone, tuple(knowledge.search(queries.texts, [SPACE], PASSAGES)))

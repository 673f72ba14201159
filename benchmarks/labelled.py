"""The documents of a labelled set in a knowledge base, for every benchmark that searches one."""

from bot.evaluation.labelled_set import LabelledSet
from bot.evaluation.run import SPACE, corpus_documents
from knowledge.knowledge_base import KnowledgeBase


def add_set(knowledge: KnowledgeBase, labelled: LabelledSet) -> None:
    """Adds the set's documents to the default space."""
    if labelled.documents is not None:
        knowledge.add([str(labelled.documents)], SPACE)
    else:
        knowledge.add_documents(corpus_documents(labelled), SPACE)

"""Reads what was found for the questions of labelled sets, each set in a knowledge base of its own that is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.engine_models import model_store
from bot.evaluation.labelled_set import LabelledQuestion, LabelledSet
from bot.evaluation.searched import add_set, searched
from bot.settings import load_settings
from bot.steps.evidence import Reading
from bot.steps.read import read
from bot.steps.rerank import rerank
from knowledge.knowledge_base import KnowledgeBase
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader


@dataclass(frozen=True)
class ReadingModels:
    """The models that a question meets before anything is written."""

    embedder: Embedder
    reader: Reader

    @classmethod
    def open(cls) -> "ReadingModels":
        """Those that the settings name."""
        settings = load_settings()
        store = model_store(settings)
        return cls(Embedder.open(store.find(settings.embedder)), Reader.open(store.find(settings.reader)))


def readings(labelled: LabelledSet, home: Path, models: ReadingModels) -> Iterator[tuple[LabelledQuestion, Reading]]:
    """Each question in words that can be judged, with its reading; `home` keeps the ingested documents."""
    knowledge = KnowledgeBase.open(home / labelled.name, models.embedder)
    try:
        if not knowledge.spaces():
            add_set(knowledge, labelled)
        for found in searched(knowledge, labelled):
            reranked = rerank(found.standalone, found.passages, models.reader)
            yield found.question, read(found.standalone, reranked, knowledge, models.embedder, models.reader)
    finally:
        knowledge.close()

"""The plain pipeline that the product is measured against: nearest passages, no reader, the model's words unchecked."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter

from bot import locations
from bot.engine_models import model_store
from bot.evaluation.run import SPACE, EngineIn
from bot.events import Answer, Delta, Event, Found, Question, Timings
from bot.settings import Settings
from knowledge.documents import Document, Passage
from knowledge.knowledge_base import KnowledgeBase
from knowledge.reports import SyncReport
from knowledge.retrieval import passages_of, rank
from models.encoders.embedder import Embedder
from models.progress import Progress, silent
from models.writing.chat_template import Message
from models.writing.writer import Writer

RANKED, SHOWN = 50, 3
"""Passages that are ranked, and the best ones that the model is shown."""

INSTRUCTION = 'Answer the question from the notes in one to three sentences. If they do not say it, say "Not found".'
REFUSAL = "not found"


class PlainEngine:
    """The evaluation's engine over dense retrieval and an unchecked model."""

    def __init__(self, knowledge: KnowledgeBase, embedder: Embedder, writer: Writer, max_tokens: int) -> None:
        self._knowledge, self._embedder, self._writer, self._max_tokens = knowledge, embedder, writer, max_tokens

    async def add(self, places: Sequence[str], space: str | None = None, progress: Progress = silent) -> SyncReport:
        return await asyncio.to_thread(self._knowledge.add, places, space or SPACE, progress)

    async def add_documents(
        self, documents: Sequence[tuple[str, Document]], space: str, progress: Progress = silent
    ) -> SyncReport:
        return await asyncio.to_thread(self._knowledge.add_documents, documents, space, progress)

    async def document(self, document_key: int) -> Document:
        return await asyncio.to_thread(self._knowledge.document, document_key)

    async def ask(self, question: Question) -> AsyncGenerator[Event, None]:
        started = perf_counter()
        passages = await asyncio.to_thread(self._nearest, question.text)
        yield Found(tuple(passages))
        text = await asyncio.to_thread(self._written, question.text, passages)
        yield Delta(text)
        kind = "not_found" if text.lower().startswith(REFUSAL) else "grounded"
        yield Answer(text, kind, timings=Timings(total_ms=1000 * (perf_counter() - started)))

    def _nearest(self, text: str) -> list[Passage]:
        catalog, vectors = self._knowledge._catalog, self._knowledge._vectors
        (ranking,) = rank(catalog, vectors, catalog.spaces()[SPACE], [text], self._embedder.embed([text]))
        best = list(ranking.dense)[:RANKED]
        return passages_of(catalog, best, ranking.dense, {key: {} for key in best})

    def _written(self, text: str, passages: Sequence[Passage]) -> str:
        notes = "\n\n".join(f"{passage.title}:\n{passage.text}" for passage in passages[:SHOWN])
        messages = [Message("system", INSTRUCTION), Message("user", f"Notes:\n{notes}\n\nQuestion: {text}")]
        return "".join(self._writer.write(messages, self._max_tokens, lambda: False)).strip()


def plain_in_home(settings: Settings) -> EngineIn:
    """Opens the plain pipeline with these settings' models, on another home."""

    @asynccontextmanager
    async def opened(home: Path) -> AsyncIterator[PlainEngine]:
        store = model_store(settings)
        embedder = Embedder.open(store.find(settings.embedder), settings.threads)
        writer = Writer.open(store.find(settings.llm), settings.threads)
        knowledge = KnowledgeBase.open(locations.knowledge_folder(home), embedder)
        try:
            yield PlainEngine(knowledge, embedder, writer, settings.max_answer_tokens)
        finally:
            knowledge.close()
            writer.close()
            embedder.close()

    return opened

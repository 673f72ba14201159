"""What the engine hands to whoever answers: its parts, opened once and shared by all questions."""

from dataclasses import dataclass

from bot.engine_threads import EngineThreads
from bot.lazy_writer import LazyWriter
from bot.writer_queue import WriterQueue
from knowledge.knowledge_base import KnowledgeBase
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader


@dataclass(frozen=True)
class EngineParts:
    """What an answer needs: the knowledge, the models, the queue before the writer, and the threads they work in.

    `phrases` is whether the writer is waited for where the reader is sure, and its answer could be quoted.
    """

    knowledge: KnowledgeBase
    embedder: Embedder
    reader: Reader
    writer: LazyWriter
    writer_queue: WriterQueue
    threads: EngineThreads
    passages: int
    max_answer_tokens: int
    phrases: bool

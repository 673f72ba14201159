"""Asks each question through the product's own search, reading and prompt, and writes down what should be answered.

So the notes of a row are what retrieval really returns: near misses beside the answer, or near misses alone.
"""

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.steps.decide import is_answerable
from bot.steps.evidence import Reading
from bot.steps.read import read
from bot.steps.rerank import rerank
from bot.steps.search import queries_for
from bot.steps.write import REFUSAL, prompt, shown_units
from bot.tuning.posed import Posed
from bot.tuning.target import target_of, without_units
from knowledge.documents import Document
from knowledge.knowledge_base import KnowledgeBase
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader
from models.progress import Progress, Step, silent
from models.training.tuning_rows import TuningRow
from models.writing.writer import Writer

SPACE = "tuning"
PASSAGES = 10

ONLY_WITHHELD, ALSO_WITHHELD = 0.03, 0.08
"""Share of answered questions that are asked only with their answer taken away, and up to which share also so.

Few, as the refusal is one sentence and an answer may begin in many ways: with 30% refusals among the rows the writer
refused 64 of 100 answerable questions, with 11% 16 of 109.
"""


@dataclass(frozen=True)
class ReadingModels:
    """The models that a question meets before an answer is written; the writer only counts tokens here."""

    embedder: Embedder
    reader: Reader
    writer: Writer


def build_rows(
    documents: Sequence[tuple[str, Document]],
    questions: Sequence[Posed],
    models: ReadingModels,
    seed: int = 7,
    progress: Progress = silent,
    folders: Sequence[str] = (),
) -> list[TuningRow]:
    """The rows of these questions, asked of a throw-away knowledge base that holds these documents and folders.

    The same arguments give the same rows.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret is drawn
    rows: list[TuningRow] = []
    with (
        tempfile.TemporaryDirectory(prefix="deskside-tuning-", ignore_cleanup_errors=True) as home,
        closing(KnowledgeBase.open(Path(home), models.embedder)) as knowledge,
    ):
        knowledge.add(folders, SPACE, progress)
        knowledge.add_documents(documents, SPACE, progress)
        for done, posed in enumerate(questions):
            progress(Step(f"Asking questions: {len(rows)} rows", done, len(questions)))
            reading = _read(posed, knowledge, models)
            rows += rows_of(posed, reading, models.writer, rng)
    return rows


def _read(posed: Posed, knowledge: KnowledgeBase, models: ReadingModels) -> Reading:
    queries = queries_for(posed.question, posed.history, lambda terms: knowledge.rarity(terms, [SPACE]))
    reranked = rerank(queries.standalone, knowledge.search(queries.texts, [SPACE], PASSAGES), models.reader)
    return read(queries.standalone, reranked, knowledge, models.embedder, models.reader)


def rows_of(posed: Posed, reading: Reading, writer: Writer, rng: random.Random) -> Iterator[TuningRow]:
    """The rows of one question: its answer, at times the refusal once its answer is taken away, or neither.

    A question whose answer retrieval missed is refused, unless something else in the notes may answer it.
    """
    seen = shown_units(reading, writer)
    target = target_of(posed, reading, seen)
    if target is None:
        is_near = any(posed.is_held_by(reading.excerpts[number]) for number in seen)
        is_missed = not posed.documents or (posed.names_its_answer and not is_near)
        if is_missed and is_answerable(reading.signals):
            yield from _refused(posed, reading, writer)
        return
    drawn = rng.random()
    whole_passage = rng.random() < 0.5
    if drawn < ALSO_WITHHELD:
        yield from _refused(posed, _withheld(posed, reading, whole_passage), writer)
    if drawn >= ONLY_WITHHELD:
        yield _row(posed, reading, writer, target)


def _withheld(posed: Posed, reading: Reading, whole_passage: bool) -> Reading:
    """The reading without the answer: without the sentences that give it, or without all of its passages."""
    gone = {}
    for number, excerpt in enumerate(reading.excerpts):
        units = frozenset(range(len(excerpt.units)))
        answering = frozenset(n for n in units if posed.is_answered_by(excerpt, n) or posed.says_answer(excerpt, n))
        gone[number] = units if whole_passage and answering else answering
    return without_units(reading, gone)


def _refused(posed: Posed, reading: Reading, writer: Writer) -> Iterator[TuningRow]:
    """A row with the refusal, if there are notes and none of them says the answer."""
    seen = shown_units(reading, writer)
    says_it = any(posed.says_answer(reading.excerpts[number], n) for number, units in seen.items() for n in units)
    if seen and not says_it:
        yield _row(posed, reading, writer, REFUSAL)


def _row(posed: Posed, reading: Reading, writer: Writer, answer: str) -> TuningRow:
    messages = prompt(posed.question, posed.history, reading, writer)
    return TuningRow(tuple(messages), answer, min(posed.documents, default=posed.question))

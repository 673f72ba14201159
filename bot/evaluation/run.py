"""Runs a labelled set through the real engine, in a throw-away home, and writes what came of it.

The models are the user's own; documents, vectors and conversations live in a temporary folder that is gone afterwards.
"""

import asyncio
import json
import re
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from time import perf_counter
from typing import Protocol

from bot import locations
from bot.evaluation.labelled_set import CorpusText, LabelledQuestion, LabelledSet
from bot.evaluation.metrics import is_verbatim
from bot.evaluation.outcomes import Cited, Evaluation, Outcome, OutcomeKind, Ranked
from bot.events import Answer, Attachment, Citation, Event, Failed, Found, Question, Timings
from bot.settings import Settings
from knowledge.documents import Document, Figure, Passage
from knowledge.readers.image import PICTURE_SUFFIXES
from knowledge.readers.markdown import read_markdown
from knowledge.reports import FileProblem, SyncReport
from models.errors import DesksideError
from models.progress import Progress, Step, silent

SPACE = "default"

PASSAGES_RANKED = 50
"""Passages that a search returns here: more than an answer reads, so that ten documents are ranked."""


class NothingIngested(DesksideError):
    """Not one document of a labelled set could be read, so there is nothing to measure."""

    code = "nothing-ingested"


class MeasuredEngine(Protocol):
    """What an evaluation needs of an engine."""

    def ask(self, question: Question) -> AsyncGenerator[Event, None]:
        """The events of one question."""

    async def add(self, places: Sequence[str], space: str | None = None, progress: Progress = silent) -> SyncReport:
        """Ingests files and folders."""

    async def add_documents(
        self, documents: Sequence[tuple[str, Document]], space: str, progress: Progress = silent
    ) -> SyncReport:
        """Ingests documents that are read already, each with its name."""

    async def document(self, document_key: int) -> Document:
        """An ingested document."""


EngineIn = Callable[[Path], AbstractAsyncContextManager[MeasuredEngine]]
"""Opens an engine on the data home at a path."""


def engine_in_home(settings: Settings) -> EngineIn:
    """Opens the real engine with these settings and the models of their home, on another home."""

    @asynccontextmanager
    async def opened(home: Path) -> AsyncIterator[MeasuredEngine]:
        from bot.engine import Engine

        models = locations.models_folder(settings.home).resolve()
        locations.models_folder(home).symlink_to(models, target_is_directory=True)
        throw_away = settings.model_copy(update={"home": home, "space": SPACE, "passages": PASSAGES_RANKED})
        async with Engine.open(throw_away) as engine:
            yield engine

    return opened


async def evaluate(
    labelled: LabelledSet, engine_in: EngineIn, progress: Progress = silent, retrieval_only: bool = False
) -> Evaluation:
    """Ingests the set into a throw-away home and asks every question, each with its history.

    With `retrieval_only`, a question is dropped as soon as its passages are found. Raises `NothingIngested` if no
    document could be read; a question that fails is an outcome, not an error.
    """
    with tempfile.TemporaryDirectory(prefix="deskside-eval-", ignore_cleanup_errors=True) as home:
        async with engine_in(Path(home)) as engine:
            started = perf_counter()
            report = await _ingest(labelled, engine, progress)
            ingest_s = perf_counter() - started
            if not report.added:
                raise nothing_ingested(labelled, report)
            outcomes = []
            for done, question in enumerate(labelled.questions):
                progress(Step("Asking", done, len(labelled.questions)))
                outcomes.append(await _outcome(labelled, engine, question, retrieval_only))
            progress(Step("Asking", len(outcomes), len(outcomes)))
    return Evaluation(
        labelled=labelled,
        outcomes=tuple(outcomes),
        documents=report.added,
        chunks=report.chunks,
        ingest_s=ingest_s,
        problems=_problems(labelled, report),
        retrieval_only=retrieval_only,
    )


def write_results(evaluation: Evaluation, out: Path) -> None:
    """Writes `run.tsv` (query-id, document id, rank, score) and, if answers were asked for, `answers.jsonl`."""
    with (out / "run.tsv").open("w", encoding="utf-8", newline="") as file:
        file.write("query-id\tcorpus-id\trank\tscore\n")
        for outcome in evaluation.outcomes:
            for rank, ranked in enumerate(outcome.ranking, start=1):
                ids = f"{_cell(outcome.question.id)}\t{_cell(ranked.document)}"
                file.write(f"{ids}\t{rank}\t{ranked.score:.6f}\n")
    answers = out / "answers.jsonl"
    if evaluation.retrieval_only:
        # One of an earlier run would stand beside rankings that it does not belong to.
        answers.unlink(missing_ok=True)
        return
    with answers.open("w", encoding="utf-8") as file:
        for outcome in evaluation.outcomes:
            file.write(json.dumps(_answer_row(outcome), ensure_ascii=False) + "\n")


def _cell(text: str) -> str:
    """An id as it stands in a table that has no quotes and no escapes; what would end its cell becomes a blank."""
    return re.sub(r"[\t\r\n]", " ", text)


def _answer_row(outcome: Outcome) -> dict[str, object]:
    return {
        "id": outcome.question.id,
        "answer": outcome.text,
        "abstained": outcome.abstained,
        "citations": list(outcome.cited_documents),
        "quotes": [cited.quote for cited in outcome.citations],
        "ms": round(outcome.ms, 1),
    }


async def _ingest(labelled: LabelledSet, engine: MeasuredEngine, progress: Progress) -> SyncReport:
    if labelled.documents is not None:
        return await engine.add([str(labelled.documents)], progress=progress)
    return await engine.add_documents(corpus_documents(labelled), SPACE, progress)


def corpus_documents(labelled: LabelledSet) -> list[tuple[str, Document]]:
    """The documents of a set's corpus file, each with its name."""
    return [(name, _document(name, row)) for name, row in labelled.texts.items()]


def _document(name: str, row: CorpusText) -> Document:
    """A corpus text as a document; one without title and headings stays untitled, as an id tells a search nothing."""
    document = read_markdown(row.text, name, row.title)
    titled = row.title or any(section.headings for section in document.sections)
    return document if titled else replace(document, title="")


def _problems(labelled: LabelledSet, report: SyncReport) -> tuple[FileProblem, ...]:
    """What could not be read, with one entry for the files that a folder's sync passes over without a word."""
    passed_over = len(labelled.ids) - report.added - sum(not problem.is_partial for problem in report.problems)
    if passed_over <= 0:
        return report.problems
    files = FileProblem(
        f"{passed_over:,} of {len(labelled.ids):,} documents",
        f"They were passed over: the set holds {_endings(labelled)}.",
        "Check that they are of a kind that `deskside add` reads, and not empty or copies of each other.",
    )
    return (*report.problems, files)


def nothing_ingested(labelled: LabelledSet, report: SyncReport) -> NothingIngested:
    """The failure to read any document of a set, with the first one's problem."""
    first = f" The first: {report.problems[0].document}: {report.problems[0].problem}" if report.problems else ""
    return NothingIngested(
        f"Not one of the {len(labelled.ids)} documents of {labelled.name} could be read; they are "
        f"{_endings(labelled)}.{first}",
        "Check that the documents are of a kind that `deskside add` reads.",
    )


def _endings(labelled: LabelledSet) -> str:
    """How many files of which ending a set has: "440 .png" (a corpus file has texts only)."""
    if labelled.documents is None:
        return f"{len(labelled.texts):,} texts"
    endings = Counter(PurePosixPath(name).suffix or "without ending" for name in labelled.ids)
    return ", ".join(f"{count:,} {ending}" for ending, count in endings.most_common())


async def _outcome(
    labelled: LabelledSet, engine: MeasuredEngine, asked: LabelledQuestion, retrieval_only: bool
) -> Outcome:
    passages: tuple[Passage, ...] = ()
    figures: tuple[Figure, ...] = ()
    kind: OutcomeKind = "not_asked"
    text, timings = "", Timings()
    citations: tuple[Citation, ...] = ()
    started = perf_counter()
    try:
        images = [await asyncio.to_thread(Attachment.of, path) for path in asked.images]
    except DesksideError as error:
        # Hours of questions may lie behind it, as those may that the engine fails on.
        ms = (perf_counter() - started) * 1000
        return Outcome(asked, (), (), "failed", str(error), (), ms)
    question = Question(asked.text, images=tuple(images), history=asked.history)
    # The engine's stream is a generator, and closing it early is what frees the engine for the next question.
    async with aclosing(engine.ask(question)) as events:
        async for event in events:
            match event:
                case Found(found, alike):
                    passages, figures = found, alike
                    if retrieval_only:
                        break
                case Answer():
                    kind, text, timings = event.kind, event.text, event.timings
                    citations = event.citations
                case Failed():
                    kind, text = "failed", f"{event.problem} {event.next_step}"
    ms = (perf_counter() - started) * 1000
    return Outcome(
        question=asked,
        ranking=ranked_documents(labelled, passages, figures),
        pages=tuple((labelled.document_id(passage.document), passage.page) for passage in passages),
        kind=kind,
        text=text,
        citations=tuple([await _checked(labelled, engine, citation) for citation in citations]),
        ms=ms,
        timings=timings,
    )


async def _checked(labelled: LabelledSet, engine: MeasuredEngine, citation: Citation) -> Cited:
    """The citation, with its quote looked up in the document it names rather than believed."""
    document = await engine.document(citation.document_key)
    return Cited(labelled.document_id(citation.document), citation.quote, is_verbatim(citation.quote, document.text))


def ranked_documents(
    labelled: LabelledSet, passages: Iterable[Passage], figures: Sequence[Figure] = ()
) -> tuple[Ranked, ...]:
    """The documents of the passages, each with the score of its best one, best first (ties keep their order).

    One that is a picture itself is ranked as a figure, by its words and its looks together, as `search --figures` does.
    """
    best: dict[str, float] = {}
    pictures = {figure.document: figure.score for figure in reversed(figures) if _is_whole(figure)}
    least = min(pictures.values(), default=0.0)
    for passage in passages:
        document, score = labelled.document_id(passage.document), passage.score
        if pictures and PurePosixPath(passage.document).suffix.lower() in PICTURE_SUFFIXES:
            # Not among the figures that were found: below all of them.
            score = pictures.get(passage.document, least * passage.score)
        best[document] = max(score, best.get(document, score))
    for name, score in pictures.items():
        document = labelled.document_id(name)
        best[document] = max(score, best.get(document, score))
    ordered = sorted(best.items(), key=lambda item: -item[1])
    return tuple(Ranked(document, score) for document, score in ordered)


def _is_whole(figure: Figure) -> bool:
    """True if the figure is a document of its own, not one that stands in a document."""
    return figure.name == PurePosixPath(figure.document).name

"""The life of a question: search, rerank, read, decide, write, verify, as one stream of events.

Each step is a file in `bot/steps`; this module only puts them in order and keeps the time.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass, replace
from time import perf_counter

from bot.engine_threads import EngineThreads
from bot.events import (
    Answer,
    AnswerKind,
    Closest,
    Delta,
    Event,
    Found,
    Looking,
    Question,
    Queued,
    Timings,
    Turn,
)
from bot.grounding.citations import Citations
from bot.grounding.compose import Composer, cited, is_block
from bot.grounding.openings import opening
from bot.grounding.piece import Refused, Verified
from bot.grounding.quotation import quotation
from bot.lazy_writer import LazyWriter
from bot.small_talk import small_talk
from bot.steps.clarify import Choice, choices, question_back
from bot.steps.codes import about_code, tells_of_code
from bot.steps.decide import is_answerable, is_sure
from bot.steps.illustrate import figures_beside, likely
from bot.steps.look import QuestionPictures
from bot.steps.pictured import asked_in_words, by_looks, pictured
from bot.steps.read import read
from bot.steps.reading import Reading
from bot.steps.rerank import Judged, rerank
from bot.steps.rivals import meant
from bot.steps.search import SearchQueries, queries_for, says_nothing
from bot.steps.spelling import mended
from bot.steps.tell import nothing_made_out, told, told_by_looks
from bot.steps.tiers import within_tier
from bot.steps.verify import verify
from bot.steps.write import WriterState, prompt, split_refusal, until_unreachable
from bot.threads import stream_from_thread
from bot.writer_queue import WriterQueue
from knowledge.documents import Figure, Passage
from knowledge.knowledge_base import KnowledgeBase
from models.embedder import Embedder
from models.language_model import LanguageModel
from models.reader import Reader
from models.usage import Usage

NOT_FOUND = "I couldn't find the answer to that in the documents."
WHAT_ABOUT = "What is it about? Tell me in a few words more, and I look in the documents."
MOST_CLOSEST = 3


@dataclass(frozen=True)
class Parts:
    """What an answer needs: the knowledge, the models, the queue before the writer, and the threads they work in."""

    knowledge: KnowledgeBase
    embedder: Embedder
    reader: Reader
    writer: LazyWriter
    writer_queue: WriterQueue
    threads: EngineThreads
    passages: int
    max_answer_tokens: int


async def answer(
    question: Question, history: Sequence[Turn], pictures: QuestionPictures, parts: Parts
) -> AsyncGenerator[Event, None]:
    """Answers a question whose pictures were looked at; the last event is an `Answer`. Raises what goes wrong."""
    watch = _Watch()
    if not question.images and (reply := small_talk(question.text)) is not None:
        for event in _in_one_piece(Answer(reply, "chat", timings=watch.timings())):
            yield event
        return

    yield Looking("searching", asked_in_words(question.text, pictures.sightings))
    queries = await parts.threads.read(_queries, question, history, pictures, parts)
    if not question.images and says_nothing(queries.standalone):
        for event in _in_one_piece(Answer(WHAT_ABOUT, "clarify", timings=watch.timings())):
            yield event
        return
    passages, alike = await asyncio.gather(
        parts.threads.read(_searched, queries, question, parts),
        parts.threads.read(_figures, queries, question, parts),
    )
    yield Looking("reading")
    judged = await parts.threads.read(_reranked, queries.standalone, passages, parts.reader)
    watch.searched()
    yield Found(judged.passages, alike)
    # Nearest to words there is always some figure; one that looks like the asker's picture is worth showing anyway.
    shown = likely(alike, by_looks=not queries.standalone) if queries.pictures else ()
    if not queries.standalone and not shown:
        for event in _in_one_piece(_nothing_legible(pictures, judged.passages, watch.timings())):
            yield event
        return
    said = told(pictures) if queries.standalone else told_by_looks(pictures, shown[0])
    queries = queries if queries.standalone else by_looks(queries, shown[0])
    opening = f"{said}\n\n" if said else ""
    if opening:
        yield Delta(opening)
    retrieved = _Retrieved(question, history, queries, judged, alike, shown, opening)
    async with aclosing(_from_reading(retrieved, parts, watch)) as events:
        async for event in events:
            yield event


@dataclass(frozen=True)
class _Retrieved:
    """A question with what was found for it.

    Of the `figures` that were found, `shown` are shown even where nothing answers. `opening` is what was said already.
    """

    question: Question
    history: Sequence[Turn]
    queries: SearchQueries
    judged: Judged
    figures: tuple[Figure, ...]
    shown: tuple[Figure, ...]
    opening: str


async def _from_reading(retrieved: _Retrieved, parts: Parts, watch: "_Watch") -> AsyncGenerator[Event, None]:
    """Reads what was found, then says that it does not answer, asks back, or has the answer written."""
    queries, opening = retrieved.queries, retrieved.opening
    reading = await parts.threads.read(
        read, queries.standalone, retrieved.judged, parts.knowledge, parts.embedder, parts.reader
    )
    if not _is_answered_by(reading, queries):
        for event in _in_one_piece(_not_found(retrieved, watch.timings(), retrieved.shown), opening):
            yield event
        return
    # What the question itself names decides before what its conversation does: "and on a Mac?".
    reading = within_tier(queries.standalone, about_code(queries.standalone, reading))
    reading = meant(queries.standalone, meant(queries.for_writer, reading))
    if open_choices := choices(queries.standalone, reading):
        for event in _in_one_piece(_asked_back(open_choices, reading, watch.timings()), opening):
            yield event
        return
    async with aclosing(_written(retrieved, reading, parts, watch)) as events:
        async for event in events:
            yield event


def _in_one_piece(answer: Answer, opening: str = "") -> tuple[Event, Event]:
    """The events of an answer whose text is shown all at once, behind an opening that is shown already."""
    return Delta(answer.text), replace(answer, text=opening + answer.text)


def _is_answered_by(reading: Reading, queries: SearchQueries) -> bool:
    """True if what was read seems to answer."""
    # A screen shows its code and little else: a passage that tells of this very code is what is looked for.
    has_code = bool(queries.pictures) and tells_of_code(queries.standalone, reading)
    return bool(reading.evidence) and (has_code or is_answerable(reading.signals))


async def _written(
    retrieved: _Retrieved, reading: Reading, parts: Parts, watch: "_Watch"
) -> AsyncGenerator[Event, None]:
    """Waits for its turn, then writes and verifies; the last event is the `Answer`."""
    with parts.writer_queue.enter() as ticket:
        async for ahead in ticket.wait():
            yield Queued(ahead)
        yield Looking("writing")
        writer = await parts.writer.loaded()
        citations = Citations(reading.excerpts)
        composer = Composer(citations)
        written = refused = False
        state = WriterState()
        verified = stream_from_thread(
            parts.threads.writers, lambda stopped: _verified(retrieved, reading, writer, parts, stopped.is_set, state)
        )
        async with aclosing(verified) as pieces:
            async for piece in pieces:
                if isinstance(piece, Refused):
                    refused = True
                    break
                written = written or piece.source == "writer"
                watch.showed()
                yield Delta(composer.add(piece))
        usage = state.writing.usage if state.writing else Usage()
        parts.writer.last_usage = usage
    timings = watch.timings(usage.prompt_tokens, usage.answer_tokens)
    if refused:
        for event in _in_one_piece(_not_found(retrieved, timings), retrieved.opening):
            yield event
        return
    kind: AnswerKind = "grounded" if written else "extract"
    figures = await parts.threads.read(figures_beside, citations.cited_sections(), retrieved.figures, parts.knowledge)
    yield Answer(
        retrieved.opening + composer.text, kind, citations.listed(),
        timings=timings, figures=figures, interrupted=state.interrupted,
    )  # fmt: skip


def _queries(question: Question, history: Sequence[Turn], pictures: QuestionPictures, parts: Parts) -> SearchQueries:
    """The queries of the question, its slips mended; a picture without words leans on nothing that was asked before."""
    words = question.text
    queries = SearchQueries("", ())
    if words:
        words = mended(words, parts.embedder.is_word, lambda tokens: parts.knowledge.knows(tokens, question.spaces))
        queries = queries_for(words, history, lambda terms: parts.knowledge.rarity(terms, question.spaces))
    return pictured(queries, words, pictures.sightings)


def _searched(queries: SearchQueries, question: Question, parts: Parts) -> tuple[Passage, ...]:
    spaces, documents = question.spaces, question.documents
    return tuple(parts.knowledge.search(queries.texts, spaces, parts.passages, documents, queries.pictures))


def _figures(queries: SearchQueries, question: Question, parts: Parts) -> tuple[Figure, ...]:
    """The figures for the question; a choice of documents counts for them too."""
    found = parts.knowledge.search_figures(queries.texts, queries.pictures, question.spaces, parts.passages)
    return tuple(f for f in found if not question.documents or f.document_key in question.documents)


def _reranked(standalone: str, passages: Sequence[Passage], reader: Reader) -> Judged:
    return rerank(standalone, passages, reader) if standalone else Judged(tuple(passages))


def _verified(
    retrieved: _Retrieved,
    reading: Reading,
    writer: LanguageModel,
    parts: Parts,
    cancelled: Callable[[], bool],
    state: WriterState,
) -> Iterator[Verified | Refused]:
    """What is shown of the writer's text; a refusal before it is a second judge, heard while the first is unsure."""
    asked = retrieved.queries.for_writer
    pictures = retrieved.question.images if writer.sees else ()
    messages = prompt(asked, retrieved.history, reading, writer, pictures)
    with closing(writer.write(messages, parts.max_answer_tokens, cancelled)) as text:
        state.writing = text
        refuses, pieces = split_refusal(until_unreachable(text, state))
        if refuses and not is_sure(reading.signals):
            yield Refused()
            return
        # A refusal that is not heard leaves the needed extract to speak.
        yield from verify(() if refuses else pieces, reading, asked)


def _nothing_legible(pictures: QuestionPictures, passages: Sequence[Passage], timings: Timings) -> Answer:
    """The answer to pictures alone where nothing in them can be read, and no figure looks the same."""
    return Answer(nothing_made_out(pictures), "clarify", closest=_closest(passages), timings=timings)


def _not_found(retrieved: _Retrieved, timings: Timings, figures: tuple[Figure, ...] = ()) -> Answer:
    """That nothing answers, with the documents that come closest."""
    closest = _closest(retrieved.judged.passages)
    return Answer(NOT_FOUND, "not_found", closest=closest, timings=timings, figures=figures)


def _asked_back(open_choices: Sequence[Choice], reading: Reading, timings: Timings) -> Answer:
    """The question that names the choices, with what the documents say of each, and where they say it."""
    citations = Citations(reading.excerpts)
    names = tuple(choice.name for choice in open_choices)
    paragraphs = [question_back(names)]
    for choice in open_choices:
        excerpt, units = reading.excerpts[choice.excerpt], range(choice.first, choice.last + 1)
        said = quotation(excerpt, units, under=choice.name)
        _, opener = opening(excerpt, units)
        number = citations.number(choice.excerpt, choice.first if opener is None else opener, choice.last)
        apart = "\n\n" if is_block(said) else " "
        paragraphs.append(cited(f"**{choice.name}**:{apart}{said}", number))
    return Answer("\n\n".join(paragraphs), "clarify", citations.listed(), timings=timings, options=names)


def _closest(passages: Sequence[Passage]) -> tuple[Closest, ...]:
    """The best passages' documents, each once: offered for reading, cited for nothing."""
    best = {passage.document_key: passage for passage in reversed(passages)}
    ranked = sorted(best.values(), key=lambda passage: -passage.score)
    return tuple(Closest(p.document, p.title, p.location, p.url) for p in ranked[:MOST_CLOSEST])


class _Watch:
    """Keeps the time of one answer."""

    def __init__(self) -> None:
        self._start = perf_counter()
        self._search = 0.0
        self._first = 0.0

    def searched(self) -> None:
        self._search = self._elapsed()

    def showed(self) -> None:
        self._first = self._first or self._elapsed()

    def timings(self, prompt_tokens: int = 0, answer_tokens: int = 0) -> Timings:
        total = self._elapsed()
        return Timings(self._search, self._first or total, total, prompt_tokens, answer_tokens)

    def _elapsed(self) -> float:
        return round(1000 * (perf_counter() - self._start), 1)

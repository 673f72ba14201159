"""The life of a question: search, rerank, read, decide, write, verify, as one stream of events.

Each step is a file in `bot/steps`; this module only puts them in order and keeps the time. The questions of a message
that asks several are searched, read and decided one by one, and written in one turn, a paragraph for each.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import ExitStack, aclosing, closing
from dataclasses import dataclass, field, replace
from time import perf_counter

from bot.engine_threads import EngineThreads
from bot.events import Answer, AnswerKind, Delta, Event, Found, Looking, Question, Queued, Timings, Turn
from bot.grounding.citations import Citations
from bot.grounding.compose import Composer
from bot.grounding.piece import Refused, Verified
from bot.lazy_writer import LazyWriter
from bot.replies import WHAT_ABOUT, asked_back, in_turn, joined, not_found, nothing_legible, nothing_more
from bot.small_talk import small_talk
from bot.steps.clarify import Choice, choices
from bot.steps.codes import about_code, tells_of_code
from bot.steps.decide import is_answerable, is_sure
from bot.steps.describe import description, look_alike_description
from bot.steps.evidence import Reading
from bot.steps.illustrate import figures_beside, likely_figures
from bot.steps.look import QuestionPictures
from bot.steps.picture_queries import for_look_alike, question_in_words, with_pictures
from bot.steps.read import read
from bot.steps.rerank import Reranked, rerank
from bot.steps.rivals import disambiguated
from bot.steps.search import SearchQueries, has_nothing_to_search_for, queries_for
from bot.steps.spelling import corrected
from bot.steps.split import parts_of
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

    asked = () if question.images or pictures.sightings else parts_of(question.text)
    if len(asked) > 1:
        async with aclosing(_one_by_one(asked, question, history, parts, watch)) as events:
            async for event in events:
                yield event
        return

    yield Looking("searching", question_in_words(question.text, pictures.sightings))
    queries = await parts.threads.read(_queries, question, history, pictures, parts)
    if not question.images and has_nothing_to_search_for(queries.standalone):
        for event in _in_one_piece(Answer(WHAT_ABOUT, "clarify", timings=watch.timings())):
            yield event
        return
    passages, alike = await _found(queries, question, parts)
    yield Looking("reading")
    judged = await parts.threads.read(_reranked, queries.standalone, passages, parts.reader)
    watch.searched()
    yield Found(judged.passages, alike)
    # Nearest to words there is always some figure; one that looks like the asker's picture is worth showing anyway.
    shown = likely_figures(alike, by_looks=not queries.standalone) if queries.pictures else ()
    if not queries.standalone and not shown:
        for event in _in_one_piece(nothing_legible(pictures, judged.passages, watch.timings())):
            yield event
        return
    said = description(pictures) if queries.standalone else look_alike_description(pictures, shown[0])
    queries = queries if queries.standalone else for_look_alike(queries, shown[0])
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
    `part` is the question in its own words where its message asks others too, and what is said of it must name it.
    """

    question: Question
    history: Sequence[Turn]
    queries: SearchQueries
    judged: Reranked
    figures: tuple[Figure, ...]
    shown: tuple[Figure, ...] = ()
    opening: str = ""
    part: str = ""


@dataclass(frozen=True)
class _Decided:
    """What reading came to: whether anything answers, and the choices that the question leaves open."""

    reading: Reading
    is_answered: bool
    choices: tuple[Choice, ...] = ()


@dataclass
class _Telling:
    """How far a message is answered: the pieces said of the questions before this one, and how many places they cite.

    `turn` holds the turn with the writer from when `has_turn` on; it lasts for all questions of the message.
    """

    turn: ExitStack
    has_turn: bool = False
    pieces: set[str] = field(default_factory=set)
    citations: int = 0

    def has_said(self, piece: str) -> bool:
        """True for a piece of a question before, and for a whole sentence out of one."""
        return piece in self.pieces or (piece.endswith(".") and any(f" {piece}" in f" {said}" for said in self.pieces))


async def _from_reading(retrieved: _Retrieved, parts: Parts, watch: "_Watch") -> AsyncGenerator[Event, None]:
    """Reads what was found, then says that it does not answer, asks back, or has the answer written."""
    decided = await _decided(retrieved, parts)
    with ExitStack() as turn:
        async with aclosing(_answered(retrieved, decided, _Telling(turn), parts, watch)) as events:
            async for event in events:
                yield event


async def _one_by_one(
    asked: Sequence[str], question: Question, history: Sequence[Turn], parts: Parts, watch: "_Watch"
) -> AsyncGenerator[Event, None]:
    """Answers the questions of a message, each in a paragraph of its own; the last event is the `Answer` to all."""
    yield Looking("searching", question.text)
    found = [await _retrieved(asked, n, question, history, parts) for n in range(len(asked))]
    yield Looking("reading")
    for n, one in enumerate(found):
        judged = await parts.threads.read(_reranked, one.queries.standalone, one.judged.passages, parts.reader)
        found[n] = replace(one, judged=judged)
    watch.searched()
    passages = in_turn([one.judged.passages for one in found], lambda passage: passage.chunk_key)
    yield Found(passages, in_turn([one.figures for one in found], lambda figure: figure.key))
    outcomes = [await _decided(one, parts) for one in found]
    if not any(outcome.is_answered for outcome in outcomes):
        for event in _in_one_piece(not_found(passages, watch.timings())):
            yield event
        return
    answers: list[Answer] = []
    with ExitStack() as turn:
        telling = _Telling(turn)
        for one, outcome in zip(found, outcomes, strict=True):
            if answers:
                yield Delta("\n\n")
            async with aclosing(_answered(one, outcome, telling, parts, watch)) as events:
                async for event in events:
                    if isinstance(event, Answer):
                        answers.append(event)
                    else:
                        yield event
            telling.citations += len(answers[-1].citations)
    prompt_tokens = sum(answer.timings.prompt_tokens for answer in answers)
    answer_tokens = sum(answer.timings.answer_tokens for answer in answers)
    yield joined(answers, watch.timings(prompt_tokens, answer_tokens))


async def _retrieved(
    asked: Sequence[str], n: int, question: Question, history: Sequence[Turn], parts: Parts
) -> _Retrieved:
    """What was found for the part of number `n`, in no order yet; to it the parts before are what was said before."""
    one = replace(question, text=asked[n])
    before = (*history, *(Turn("user", text) for text in asked[:n]))
    queries = await parts.threads.read(_queries, one, before, QuestionPictures(), parts)
    passages, alike = await _found(queries, one, parts)
    return _Retrieved(one, before, queries, Reranked(passages), alike, part=asked[n])


async def _decided(retrieved: _Retrieved, parts: Parts) -> _Decided:
    """Reads what was found, and decides whether it answers, and what exactly."""
    queries = retrieved.queries
    reading = await parts.threads.read(
        read, queries.standalone, retrieved.judged, parts.knowledge, parts.embedder, parts.reader
    )
    if not _is_answered_by(reading, queries):
        return _Decided(reading, is_answered=False)
    # What the question itself names decides before what its conversation does: "and on a Mac?".
    reading = within_tier(queries.standalone, about_code(queries.standalone, reading))
    reading = disambiguated(queries.standalone, disambiguated(queries.for_writer, reading))
    return _Decided(reading, True, choices(queries.standalone, reading))


async def _answered(
    retrieved: _Retrieved, decided: _Decided, telling: _Telling, parts: Parts, watch: "_Watch"
) -> AsyncGenerator[Event, None]:
    """Says what was decided, or has it written in its turn; the last event is the `Answer`."""
    if not decided.is_answered:
        silent = not_found(retrieved.judged.passages, watch.timings(), retrieved.shown, retrieved.part)
        for event in _in_one_piece(silent, retrieved.opening):
            yield event
        return
    if decided.choices:
        back = asked_back(decided.choices, decided.reading, watch.timings(), telling.citations + 1)
        for event in _in_one_piece(back, retrieved.opening):
            yield event
        return
    if not telling.has_turn:
        ticket = telling.turn.enter_context(parts.writer_queue.enter())
        async for ahead in ticket.wait():
            yield Queued(ahead)
        telling.has_turn = True
        yield Looking("writing")
    async with aclosing(_written(retrieved, decided.reading, telling, parts, watch)) as events:
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
    retrieved: _Retrieved, reading: Reading, telling: _Telling, parts: Parts, watch: "_Watch"
) -> AsyncGenerator[Event, None]:
    """Writes and verifies what was not said yet; the last event is the `Answer`."""
    writer = await parts.writer.loaded()
    citations = Citations(reading.excerpts, telling.citations + 1)
    composer = Composer(citations)
    said: set[str] = set()
    written = refused = repeats = False
    state = WriterState()
    verified = stream_from_thread(
        parts.threads.writers, lambda stopped: _verified(retrieved, reading, writer, parts, stopped.is_set, state)
    )
    async with aclosing(verified) as pieces:
        async for piece in pieces:
            if isinstance(piece, Refused):
                refused = True
                break
            if telling.has_said(piece.text):
                repeats = True
                continue
            said.add(piece.text)
            written = written or piece.source == "writer"
            watch.showed()
            yield Delta(composer.add(piece))
    usage = state.writing.usage if state.writing else Usage()
    parts.writer.last_usage = usage
    timings = watch.timings(usage.prompt_tokens, usage.answer_tokens)
    if refused:
        silent = not_found(retrieved.judged.passages, timings, part=retrieved.part)
        for event in _in_one_piece(silent, retrieved.opening):
            yield event
        return
    if repeats and not said:
        for event in _in_one_piece(nothing_more(retrieved.part, timings)):
            yield event
        return
    telling.pieces |= said
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
        words = corrected(
            words, parts.embedder.is_word, lambda tokens: parts.knowledge.passage_counts(tokens, question.spaces)
        )
        queries = queries_for(words, history, lambda terms: parts.knowledge.rarity(terms, question.spaces))
    return with_pictures(queries, words, pictures.sightings)


async def _found(
    queries: SearchQueries, question: Question, parts: Parts
) -> tuple[tuple[Passage, ...], tuple[Figure, ...]]:
    return await asyncio.gather(
        parts.threads.read(_searched, queries, question, parts),
        parts.threads.read(_figures, queries, question, parts),
    )


def _searched(queries: SearchQueries, question: Question, parts: Parts) -> tuple[Passage, ...]:
    spaces, documents = question.spaces, question.documents
    return tuple(parts.knowledge.search(queries.texts, spaces, parts.passages, documents, queries.pictures))


def _figures(queries: SearchQueries, question: Question, parts: Parts) -> tuple[Figure, ...]:
    """The figures for the question; a choice of documents counts for them too."""
    found = parts.knowledge.search_figures(queries.texts, queries.pictures, question.spaces, parts.passages)
    return tuple(f for f in found if not question.documents or f.document_key in question.documents)


def _reranked(standalone: str, passages: Sequence[Passage], reader: Reader) -> Reranked:
    return rerank(standalone, passages, reader) if standalone else Reranked(tuple(passages))


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

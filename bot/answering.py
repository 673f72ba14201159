"""The life of a question: search, rerank, read, decide, write, verify, as one stream of events.

Each step is a file in `bot/steps`; this module only puts them in order and keeps the time. The questions of a message
that asks several, and the things that a question names side by side, are considered one by one (`bot/consider.py`) and
written in one turn, a paragraph for each.
"""

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import ExitStack, aclosing, closing
from dataclasses import dataclass, field, replace
from time import perf_counter

from bot.consider import (
    Considered,
    Decided,
    Parts,
    Retrieved,
    consider_sides,
    decide,
    find_overview,
    known_documents,
    more_of,
    queries_of,
    rank,
    retrieve,
)
from bot.events import Answer, AnswerKind, Delta, Event, Found, Looking, Question, Queued, Timings, Turn
from bot.grounding.citations import Citations
from bot.grounding.compose import Composer
from bot.grounding.piece import Refused, Verified
from bot.replies import (
    WHAT_ABOUT,
    WHICH_PART,
    asked_back,
    documents_known,
    in_turn,
    joined,
    not_found,
    nothing_legible,
    nothing_more,
    overviewed,
)
from bot.small_talk import asks_for_documents, small_talk
from bot.steps.decide import is_sure
from bot.steps.describe import description, look_alike_description
from bot.steps.evidence import Reading
from bot.steps.illustrate import figures_beside, likely_figures
from bot.steps.look import QuestionPictures
from bot.steps.more import asked_before, wants_more
from bot.steps.opening import asked_in
from bot.steps.picture_queries import for_look_alike, question_in_words
from bot.steps.search import has_nothing_to_search_for
from bot.steps.sides import names_several
from bot.steps.split import parts_of
from bot.steps.verify import verify
from bot.steps.write import WriterState, prompt, split_refusal, until_unreachable
from bot.threads import stream_from_thread
from models.language_model import LanguageModel
from models.usage import Usage


async def answer(
    question: Question, history: Sequence[Turn], pictures: QuestionPictures, parts: Parts
) -> AsyncGenerator[Event, None]:
    """Answers a question whose pictures were looked at; the last event is an `Answer`. Raises what goes wrong."""
    watch = _Watch()
    if not question.images and (reply := small_talk(question.text)) is not None:
        if asks_for_documents(question.text):
            reply = documents_known(*await known_documents(question.spaces, parts))
        for event in _in_one_piece(Answer(reply, "chat", timings=watch.timings())):
            yield event
        return

    is_pictured = bool(question.images or pictures.sightings)
    if not is_pictured and wants_more(question.text):
        before = asked_before(history)
        if before is None:
            for event in _in_one_piece(Answer(WHAT_ABOUT, "clarify", timings=watch.timings())):
                yield event
            return
        async with aclosing(_more(replace(question, text=before[0]), before[1], parts, watch)) as events:
            async for event in events:
                yield event
        return

    question = replace(question, text=asked_in(question.text))
    asked = () if is_pictured else parts_of(question.text)
    if len(asked) > 1:
        async with aclosing(_one_by_one(asked, question, history, parts, watch)) as events:
            async for event in events:
                yield event
        return

    yield Looking("searching", question_in_words(question.text, pictures.sightings))
    queries = await queries_of(question, history, pictures, parts)
    if not question.images and has_nothing_to_search_for(queries.standalone):
        for event in _in_one_piece(Answer(WHAT_ABOUT, "clarify", timings=watch.timings())):
            yield event
        return
    retrieved = await retrieve(question, history, parts, queries)
    yield Looking("reading")
    retrieved = await rank(retrieved, parts)
    watch.searched()
    if not queries.pictures and (overview := await find_overview(retrieved, parts)):
        yield Found(retrieved.reranked.passages, retrieved.figures)
        for event in _in_one_piece(overviewed(overview, watch.timings())):
            yield event
        return
    if not queries.pictures and names_several(question.text):
        async with aclosing(_side_by_side(retrieved, parts, watch)) as events:
            async for event in events:
                yield event
        return
    yield Found(retrieved.reranked.passages, retrieved.figures)
    # Nearest to words there is always some figure; one that looks like the asker's picture is worth showing anyway.
    shown = likely_figures(retrieved.figures, by_looks=not queries.standalone) if queries.pictures else ()
    if not queries.standalone and not shown:
        for event in _in_one_piece(nothing_legible(pictures, retrieved.reranked.passages, watch.timings())):
            yield event
        return
    said = description(pictures) if queries.standalone else look_alike_description(pictures, shown[0])
    queries = queries if queries.standalone else for_look_alike(queries, shown[0])
    opening = f"{said}\n\n" if said else ""
    if opening:
        yield Delta(opening)
    retrieved = replace(retrieved, queries=queries, shown=shown, opening=opening)
    async with aclosing(_alone(retrieved, await decide(retrieved, parts), parts, watch)) as events:
        async for event in events:
            yield event


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


async def _alone(retrieved: Retrieved, decided: Decided, parts: Parts, watch: "_Watch") -> AsyncGenerator[Event, None]:
    """Answers one question, in a turn with the writer of its own if it takes one."""
    with ExitStack() as turn:
        async with aclosing(_answered(retrieved, decided, _Telling(turn), parts, watch)) as events:
            async for event in events:
                yield event


async def _more(
    question: Question, history: Sequence[Turn], parts: Parts, watch: "_Watch"
) -> AsyncGenerator[Event, None]:
    """Shows the section in which an earlier question was answered; of an answer in parts, asks which is meant."""
    yield Looking("searching", question.text)
    retrieved = await retrieve(question, history, parts)
    yield Looking("reading")
    retrieved = await rank(retrieved, parts)
    watch.searched()
    yield Found(retrieved.reranked.passages, retrieved.figures)
    decided = await decide(retrieved, parts)
    has_parts = len(parts_of(question.text)) > 1 or await find_overview(retrieved, parts) is not None
    if has_parts or await consider_sides(retrieved, decided, parts):
        reply = Answer(WHICH_PART, "clarify", timings=watch.timings())
    elif decided.is_answered and (section := await more_of(retrieved, decided.reading, parts)):
        reply = overviewed(section, watch.timings())
    else:
        reply = not_found(retrieved.reranked.passages, watch.timings())
    for event in _in_one_piece(reply):
        yield event


async def _side_by_side(retrieved: Retrieved, parts: Parts, watch: "_Watch") -> AsyncGenerator[Event, None]:
    """Answers a question that names several things: in one where a place tells of all of them, else one by one."""
    whole = await decide(retrieved, parts)
    if sides := await consider_sides(retrieved, whole, parts):
        stream = _in_paragraphs(sides, parts, watch)
    else:
        yield Found(retrieved.reranked.passages, retrieved.figures)
        stream = _alone(retrieved, whole, parts, watch)
    async with aclosing(stream) as events:
        async for event in events:
            yield event


async def _one_by_one(
    asked: Sequence[str], question: Question, history: Sequence[Turn], parts: Parts, watch: "_Watch"
) -> AsyncGenerator[Event, None]:
    """Answers the questions of a message, each in a paragraph of its own; the last event is the `Answer` to all."""
    yield Looking("searching", question.text)
    found: list[Retrieved] = []
    for n, text in enumerate(asked):
        # To a question of the message those before it are what was said before.
        before = (*history, *(Turn("user", earlier) for earlier in asked[:n]))
        found.append(replace(await retrieve(replace(question, text=text), before, parts), part=text))
    yield Looking("reading")
    found = [await rank(one, parts) for one in found]
    watch.searched()
    considered = [(one, await decide(one, parts)) for one in found]
    async with aclosing(_in_paragraphs(considered, parts, watch)) as events:
        async for event in events:
            yield event


async def _in_paragraphs(
    considered: Sequence[Considered], parts: Parts, watch: "_Watch"
) -> AsyncGenerator[Event, None]:
    """Answers what was considered one by one, in paragraphs; the last event is the `Answer` to all."""
    passages = in_turn([one.reranked.passages for one, _ in considered], lambda passage: passage.chunk_key)
    yield Found(passages, in_turn([one.figures for one, _ in considered], lambda figure: figure.key))
    if not any(outcome.is_answered for _, outcome in considered):
        for event in _in_one_piece(not_found(passages, watch.timings())):
            yield event
        return
    answers: list[Answer] = []
    with ExitStack() as turn:
        telling = _Telling(turn)
        for one, outcome in considered:
            if gap := ("\n\n" if answers else "") + one.opening:
                yield Delta(gap)
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


async def _answered(
    retrieved: Retrieved, decided: Decided, telling: _Telling, parts: Parts, watch: "_Watch"
) -> AsyncGenerator[Event, None]:
    """Says what was decided, or has it written in its turn; the last event is the `Answer`."""
    if not decided.is_answered:
        asked = retrieved.question.text
        silent = not_found(retrieved.reranked.passages, watch.timings(), retrieved.shown, retrieved.part, asked)
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


async def _written(
    retrieved: Retrieved, reading: Reading, telling: _Telling, parts: Parts, watch: "_Watch"
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
        silent = not_found(retrieved.reranked.passages, timings, part=retrieved.part, asked=retrieved.question.text)
        for event in _in_one_piece(silent, retrieved.opening):
            yield event
        return
    if repeats and not said:
        for event in _in_one_piece(nothing_more(retrieved.part, timings), retrieved.opening):
            yield event
        return
    telling.pieces |= said
    kind: AnswerKind = "grounded" if written else "extract"
    figures = await parts.threads.read(figures_beside, citations.cited_sections(), retrieved.figures, parts.knowledge)
    yield Answer(
        retrieved.opening + composer.text, kind, citations.listed(),
        timings=timings, figures=figures, interrupted=state.interrupted,
    )  # fmt: skip


def _verified(
    retrieved: Retrieved,
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

"""The life of a question: search, rerank, read, decide, write, verify, as one stream of events.

Each step is a file in `bot/steps`. What to answer is decided in `consider.py` and said in `responder.py`; this module
finds out what kind of message it is, and puts them in order. The questions of a message that asks several, and the
things that a question names side by side, are decided one by one and answered in one turn, a paragraph each.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, closing
from dataclasses import replace

from bot.answering.consider import (
    Considered,
    Decided,
    Retrieved,
    consider_alone,
    consider_pictures,
    consider_sides,
    decide,
    queries_of,
    rank,
    retrieve,
    without_told_by_row,
)
from bot.answering.extracts import find_extreme, find_overview, more_of
from bot.answering.known_documents import known_documents
from bot.answering.replies import WHAT_ABOUT, WHICH_PART, in_turn, joined, not_found, nothing_legible, shown
from bot.answering.responder import Responder, fully_shown
from bot.answering.stopwatch import Stopwatch
from bot.engine_parts import EngineParts
from bot.events import Answer, Delta, Event, Found, Looking, Question, Turn
from bot.small_talk import asks_for_documents, small_talk
from bot.steps.asking.earlier_questions import asked_before
from bot.steps.asking.extracts import wants_more
from bot.steps.asking.opening import asked_in
from bot.steps.asking.sides import names_several
from bot.steps.asking.split import parts_of
from bot.steps.describe import description, look_alike_description
from bot.steps.extracts.entries import entries_compared
from bot.steps.extracts.extremes import section_of
from bot.steps.illustrate import likely_figures
from bot.steps.look import QuestionPictures
from bot.steps.picture_queries import for_look_alike, question_in_words
from bot.steps.search import has_nothing_to_search_for
from knowledge.documents import Figure


def answer(
    question: Question, history: Sequence[Turn], pictures: QuestionPictures, parts: EngineParts
) -> AsyncGenerator[Event, None]:
    """Answers a question whose pictures were looked at; the last event is an `Answer`. Raises what goes wrong."""
    watch = Stopwatch()
    is_pictured = bool(question.images or pictures.sightings)
    if not question.images and (reply := small_talk(question.text)) is not None:
        stream = _chat(question, reply, parts, watch)
    elif not question.images and len(pictures.sightings) < 2 and wants_more(question.text):
        stream = _more(question, history, pictures, parts, watch)
    else:
        question = replace(question, text=asked_in(question.text))
        asked = () if is_pictured else parts_of(question.text)
        if len(asked) > 1:
            stream = _one_by_one(asked, question, history, parts, watch)
        else:
            stream = _one(question, history, pictures, parts, watch)
    return fully_shown(stream)


async def _chat(question: Question, reply: str, parts: EngineParts, watch: Stopwatch) -> AsyncGenerator[Event, None]:
    """Says the reply to small talk; asked which documents there are, names some instead."""
    if asks_for_documents(question.text):
        reply = await parts.threads.read(known_documents, question.spaces, parts.knowledge)
    yield Answer(reply, "chat", timings=watch.timings())


async def _one(
    question: Question, history: Sequence[Turn], pictures: QuestionPictures, parts: EngineParts, watch: Stopwatch
) -> AsyncGenerator[Event, None]:
    """Answers a message that asks one question, or shows pictures."""
    yield Looking("searching", question_in_words(question.text, pictures.sightings))
    queries = await queries_of(question, history, pictures, parts)
    if not question.images and has_nothing_to_search_for(queries.standalone):
        yield Answer(WHAT_ABOUT, "clarify", timings=watch.timings())
        return
    if each := await consider_pictures(question, history, pictures, parts):
        watch.searched()
        async with aclosing(_in_paragraphs(_described(each, pictures), parts, watch)) as events:
            async for event in events:
                yield event
        return
    retrieved = await retrieve(question, history, parts, queries)
    yield Looking("reading")
    retrieved = await rank(retrieved, parts)
    watch.searched()
    if not queries.pictures and (
        extract := await find_overview(retrieved, parts) or await find_extreme(retrieved, parts)
    ):
        yield Found(retrieved.reranked.passages, retrieved.figures)
        yield shown(extract, watch.timings())
        return
    if not queries.pictures and names_several(question.text):
        async with aclosing(_side_by_side(retrieved, parts, watch)) as events:
            async for event in events:
                yield event
        return
    yield Found(retrieved.reranked.passages, retrieved.figures)
    # Nearest to words there is always some figure; one that looks like the asker's picture is worth showing anyway.
    alike = likely_figures(retrieved.figures, by_looks=not queries.standalone) if queries.pictures else ()
    if not queries.standalone and not alike:
        yield nothing_legible(pictures, retrieved.reranked.passages, watch.timings())
        return
    retrieved = _pictured(retrieved, pictures, alike)
    if retrieved.opening:
        yield Delta(retrieved.opening)
    decided = await decide(retrieved, parts)
    if not decided.is_answered and (anew := await consider_alone(retrieved, parts)) is not None:
        retrieved, decided = anew
        yield Found(retrieved.reranked.passages, retrieved.figures)
    async with aclosing(_alone(retrieved, decided, parts, watch)) as events:
        async for event in events:
            yield event


def _pictured(retrieved: Retrieved, pictures: QuestionPictures, alike: tuple[Figure, ...]) -> Retrieved:
    """What was found, below what the pictures show; those without words ask about the figure that looks like them."""
    queries = retrieved.queries
    if queries.standalone:
        said = description(pictures)
    else:
        said, queries = look_alike_description(pictures, alike[0]), for_look_alike(queries, alike[0])
    return replace(retrieved, queries=queries, shown=alike, opening=f"{said}\n\n" if said else "")


def _described(each: Sequence[Considered], pictures: QuestionPictures) -> list[Considered]:
    """What was considered of each picture, with its figures, below what the new pictures show."""
    said = description(pictures)
    openings = [f"{said}\n\n" if said else "", *[""] * (len(each) - 1)]
    return [
        (replace(one, opening=opening + one.opening, shown=likely_figures(one.figures, by_looks=False)), outcome)
        for opening, (one, outcome) in zip(openings, each, strict=True)
    ]


async def _alone(
    retrieved: Retrieved, decided: Decided, parts: EngineParts, watch: Stopwatch
) -> AsyncGenerator[Event, None]:
    """Says what was decided of one question."""
    with closing(Responder(parts, watch)) as responder:
        async with aclosing(responder.respond(retrieved, decided)) as events:
            async for event in events:
                yield event


async def _more(
    question: Question, history: Sequence[Turn], pictures: QuestionPictures, parts: EngineParts, watch: Stopwatch
) -> AsyncGenerator[Event, None]:
    """Shows the section in which the question before was answered; of an answer in parts, asks which is meant."""
    asked = asked_before(history)
    if not asked:
        yield Answer(WHAT_ABOUT, "clarify", timings=watch.timings())
        return
    before, history = asked[-1]
    question = replace(question, text=before)
    yield Looking("searching", question.text)
    retrieved = await retrieve(question, history, parts, await queries_of(question, history, pictures, parts))
    yield Looking("reading")
    retrieved = await rank(retrieved, parts)
    watch.searched()
    yield Found(retrieved.reranked.passages, retrieved.figures)
    if (row := await find_extreme(retrieved, parts)) is not None:
        yield shown(section_of(row), watch.timings())
        return
    decided = await decide(retrieved, parts)
    has_parts = len(parts_of(question.text)) > 1 or await find_overview(retrieved, parts) is not None
    if has_parts or await consider_sides(retrieved, decided, parts):
        yield Answer(WHICH_PART, "clarify", timings=watch.timings())
    elif decided.is_answered and (section := await more_of(retrieved, decided.reading, parts)):
        yield shown(section, watch.timings())
    else:
        yield not_found(retrieved.reranked.passages, watch.timings())


async def _side_by_side(retrieved: Retrieved, parts: EngineParts, watch: Stopwatch) -> AsyncGenerator[Event, None]:
    """Answers a question that names several things: in one where a place tells of all of them, else one by one."""
    whole = await decide(retrieved, parts)
    if (entries := await parts.threads.read(entries_compared, retrieved.question.text, whole.reading)) is not None:
        yield Found(retrieved.reranked.passages, retrieved.figures)
        yield shown(entries, watch.timings())
        return
    if sides := await consider_sides(retrieved, whole, parts):
        stream = _in_paragraphs(sides, parts, watch)
    else:
        yield Found(retrieved.reranked.passages, retrieved.figures)
        stream = _alone(retrieved, whole, parts, watch)
    async with aclosing(stream) as events:
        async for event in events:
            yield event


async def _one_by_one(
    asked: Sequence[str], question: Question, history: Sequence[Turn], parts: EngineParts, watch: Stopwatch
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
    considered = without_told_by_row([(one, await decide(one, parts)) for one in found])
    async with aclosing(_in_paragraphs(considered, parts, watch)) as events:
        async for event in events:
            yield event


async def _in_paragraphs(
    considered: Sequence[Considered], parts: EngineParts, watch: Stopwatch
) -> AsyncGenerator[Event, None]:
    """Answers what was considered one by one, in paragraphs; the last event is the `Answer` to all."""
    passages = in_turn([one.reranked.passages for one, _ in considered], lambda passage: passage.chunk_key)
    yield Found(passages, in_turn([one.figures for one, _ in considered], lambda figure: figure.key))
    if not any(outcome.is_answered for _, outcome in considered):
        yield not_found(passages, watch.timings())
        return
    answers: list[Answer] = []
    with closing(Responder(parts, watch)) as responder:
        for one, outcome in considered:
            if gap := ("\n\n" if answers else "") + one.opening:
                yield Delta(gap)
            async with aclosing(fully_shown(responder.respond(one, outcome), one.opening)) as events:
                async for event in events:
                    if isinstance(event, Answer):
                        answers.append(event)
                    else:
                        yield event
    prompt_tokens = sum(answer.timings.prompt_tokens for answer in answers)
    answer_tokens = sum(answer.timings.answer_tokens for answer in answers)
    yield joined(answers, watch.timings(prompt_tokens, answer_tokens))

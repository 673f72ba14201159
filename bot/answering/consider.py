"""The first half of a question's life, after which nothing is said yet: search, rerank, read, decide.

Each step is a file in `bot/steps`. They work in threads, and what they found and decided is handed on in one piece.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.answering.replies import titled
from bot.engine_parts import EngineParts
from bot.events import Question, Turn
from bot.steps.asked_now import asked_now
from bot.steps.asking.follow_ups import may_begin_anew
from bot.steps.asking.sides import sides_of
from bot.steps.clarify import Choice, choices
from bot.steps.codes import about_code, speaks_of_another, speaks_of_code
from bot.steps.dated import on_days, speaks_of_other_days
from bot.steps.decide import is_answerable, is_sure
from bot.steps.evidence import Reading
from bot.steps.look import QuestionPictures
from bot.steps.named_row import names_missing_row
from bot.steps.picture_queries import failures_apart, with_pictures
from bot.steps.read import read
from bot.steps.rerank import Reranked, rerank
from bot.steps.rivals import disambiguated
from bot.steps.same_row import is_told_by_row_before
from bot.steps.search import SearchQueries, queries_for
from bot.steps.sides import have_own_places, is_spoken_of, one_place_speaks_of_all, sides_in_each
from bot.steps.signposts import without_signposts
from bot.steps.spelling import corrected
from bot.steps.tiers import within_tier
from knowledge.documents import Figure, Passage


@dataclass(frozen=True)
class Retrieved:
    """A question with what was found for it.

    Of the `figures` that were found, `shown` are shown even where nothing answers. `opening` stands above the answer.
    `part` is the question in its own words where its message asks others too, and what is said of it must name it.
    """

    question: Question
    history: Sequence[Turn]
    queries: SearchQueries
    reranked: Reranked
    figures: tuple[Figure, ...]
    shown: tuple[Figure, ...] = ()
    opening: str = ""
    part: str = ""


@dataclass(frozen=True)
class Decided:
    """What reading came to: whether anything answers, and the choices that the question leaves open."""

    reading: Reading
    is_answered: bool
    choices: tuple[Choice, ...] = ()


Considered = tuple[Retrieved, Decided]


async def queries_of(
    question: Question, history: Sequence[Turn], pictures: QuestionPictures, parts: EngineParts
) -> SearchQueries:
    """What is searched for, its spelling corrected; a picture without words refers to nothing that was asked before."""
    return await parts.threads.read(_queries, question, history, pictures, parts)


async def retrieve(
    question: Question, history: Sequence[Turn], parts: EngineParts, queries: SearchQueries | None = None
) -> Retrieved:
    """Searches passages and figures; `rank` puts the passages in order."""
    queries = queries or await queries_of(question, history, QuestionPictures(), parts)
    passages, figures = await asyncio.gather(
        parts.threads.read(_passages, queries, question, parts),
        parts.threads.read(_figures, queries, question, parts),
    )
    return Retrieved(question, history, queries, Reranked(passages), figures)


async def rank(retrieved: Retrieved, parts: EngineParts) -> Retrieved:
    """Puts the passages in the order in which they fit the question; a picture without words asks none."""
    asked = retrieved.queries.standalone
    if not asked:
        return retrieved
    reranked = await parts.threads.read(rerank, asked, retrieved.reranked.passages, parts.reader)
    return replace(retrieved, reranked=reranked)


async def by_itself(retrieved: Retrieved, parts: EngineParts) -> Retrieved:
    """With what a question finds that stands alone: the topic of its conversation was searched for with it."""
    queries = retrieved.queries
    if len(queries.texts) == 1 or queries.standalone != queries.for_writer or queries.pictures:
        return retrieved
    alone = replace(queries, texts=(queries.standalone,))
    found = await rank(await retrieve(retrieved.question, retrieved.history, parts, alone), parts)
    return replace(retrieved, reranked=found.reranked)


async def consider_alone(retrieved: Retrieved, parts: EngineParts) -> Considered | None:
    """A follow-up that stays unanswered behind the question before, where an answer to it alone is there for sure."""
    queries = retrieved.queries
    if queries.standalone == queries.for_writer or queries.pictures or not may_begin_anew(queries.for_writer):
        return None
    alone = replace(queries, standalone=queries.for_writer, texts=(queries.for_writer,))
    one = await rank(await retrieve(retrieved.question, retrieved.history, parts, alone), parts)
    outcome = await decide(one, parts)
    return (one, outcome) if outcome.is_answered and is_sure(outcome.reading.signals) else None


async def decide(retrieved: Retrieved, parts: EngineParts) -> Decided:
    """Reads what was found, and decides whether it answers, and what exactly."""
    queries = retrieved.queries
    reading = await parts.threads.read(
        read, queries.standalone, retrieved.reranked, parts.knowledge, parts.embedder, parts.reader
    )
    if not _is_answered_by(reading, queries):
        return Decided(reading, is_answered=False)
    reading = without_signposts(reading)
    # What the question itself names decides before what its conversation does: "and on a Mac?".
    if queries.standalone != queries.for_writer:
        reading = asked_now(queries.for_writer, reading)
    reading = within_tier(queries.standalone, about_code(queries.standalone, reading))
    for asked in dict.fromkeys((queries.for_writer, queries.standalone)):
        reading = on_days(asked, reading, _today())
    reading = disambiguated(queries.standalone, disambiguated(queries.for_writer, reading))
    return Decided(reading, True, choices(queries.standalone, reading))


def without_told_by_row(considered: Sequence[Considered]) -> list[Considered]:
    """The parts of a message without those that the row which tells the part before them tells as well."""
    told: list[Considered] = []
    for one, outcome in considered:
        is_pair = bool(told) and outcome.is_answered and told[-1][1].is_answered
        if not (is_pair and is_told_by_row_before(told[-1][1].reading, outcome.reading)):
            told.append((one, outcome))
    return told


async def consider_sides(retrieved: Retrieved, whole: Decided, parts: EngineParts) -> tuple[Considered, ...]:
    """Each thing that a question names side by side, considered by itself under its name.

    None where one place answers the whole question for all of them, and where the documents do not tell them apart.
    One that they do not speak of is left unanswered.
    """
    sides = sides_of(retrieved.question.text) or sides_in_each(retrieved.queries.standalone, whole.reading)
    if not sides or (whole.is_answered and one_place_speaks_of_all(whole.reading, sides)):
        return ()
    considered: list[Considered] = []
    for side in sides:
        question = replace(retrieved.question, text=side.question)
        one = await rank(await retrieve(question, retrieved.history, parts), parts)
        outcome = await decide(one, parts)
        speaks = outcome.is_answered and not outcome.choices and is_spoken_of(side, outcome.reading)
        considered.append((replace(one, opening=titled(side.name)), replace(outcome, is_answered=speaks)))
    return tuple(considered) if _are_told_apart(considered) else ()


async def consider_pictures(
    question: Question, history: Sequence[Turn], pictures: QuestionPictures, parts: EngineParts
) -> tuple[Considered, ...]:
    """Each picture that shows a failure of its own, considered by itself under its name.

    None where the documents say one thing of all of them: two pictures may show one problem.
    """
    considered: list[Considered] = []
    for sighting in failures_apart(question.text, pictures.sightings):
        queries = await queries_of(question, history, QuestionPictures((sighting,)), parts)
        one = await rank(await retrieve(question, history, parts, queries), parts)
        considered.append((replace(one, opening=titled(sighting.name)), await decide(one, parts)))
    return tuple(considered) if _are_told_apart(considered) else ()


def _are_told_apart(considered: Sequence[Considered]) -> bool:
    """Whether several of what was considered are answered, each by a place of its own."""
    answered = [outcome.reading for _, outcome in considered if outcome.is_answered]
    # A code that no document knows silences the whole question; what is known of the others is said.
    unknown = [outcome for _, outcome in considered if outcome.reading.signals.unknown_code]
    is_enough = len(answered) > 1 or (len(answered) == 1 and len(answered) + len(unknown) == len(considered) > 1)
    return is_enough and have_own_places(answered)


def _today() -> date:
    return datetime.now().astimezone().date()


def _is_answered_by(reading: Reading, queries: SearchQueries) -> bool:
    """True if what was read seems to answer."""
    # A screen shows its code and little else: a passage that tells of this very code is what is looked for.
    has_code = bool(queries.pictures) and speaks_of_code(queries.standalone, reading)
    if not reading.evidence or not (has_code or is_answerable(reading.signals)):
        return False
    return not (
        speaks_of_another(queries.standalone, reading)
        or speaks_of_other_days(queries.for_writer, reading, _today())
        or names_missing_row(queries.standalone, reading)
    )


def _queries(
    question: Question, history: Sequence[Turn], pictures: QuestionPictures, parts: EngineParts
) -> SearchQueries:
    words = question.text
    queries = SearchQueries("", ())
    if words:
        words = corrected(
            words, parts.embedder.is_word, lambda tokens: parts.knowledge.passage_counts(tokens, question.spaces)
        )
        queries = queries_for(words, history, lambda terms: parts.knowledge.rarity(terms, question.spaces))
    return with_pictures(queries, words, pictures.sightings)


def _passages(queries: SearchQueries, question: Question, parts: EngineParts) -> tuple[Passage, ...]:
    spaces, documents = question.spaces, question.documents
    return tuple(parts.knowledge.search(queries.texts, spaces, parts.passages, documents, queries.pictures))


def _figures(queries: SearchQueries, question: Question, parts: EngineParts) -> tuple[Figure, ...]:
    """The figures for the question; a choice of documents counts for them too."""
    found = parts.knowledge.search_figures(queries.texts, queries.pictures, question.spaces, parts.passages)
    return tuple(f for f in found if not question.documents or f.document_key in question.documents)

"""The first half of a question's life, after which nothing is said yet: search, rerank, read, decide.

Each step is a file in `bot/steps`. They work in threads, and what they found and decided is handed on in one piece.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.engine_threads import EngineThreads
from bot.events import Question, Turn
from bot.lazy_writer import LazyWriter
from bot.replies import titled
from bot.steps.asked_now import asked_now
from bot.steps.clarify import Choice, choices
from bot.steps.codes import about_code, speaks_of_another, speaks_of_code
from bot.steps.decide import is_answerable
from bot.steps.evidence import Reading
from bot.steps.extremes import extreme_of
from bot.steps.listing import listing_of
from bot.steps.look import QuestionPictures
from bot.steps.more import section_around
from bot.steps.overview import FEWEST_LISTED, Overview, documents_meant, listed_in, overview_of, topic_of
from bot.steps.picture_queries import failures_apart, with_pictures
from bot.steps.read import read
from bot.steps.rerank import Reranked, rerank
from bot.steps.rivals import disambiguated, needed_units
from bot.steps.search import SearchQueries, queries_for
from bot.steps.sides import have_own_places, is_spoken_of, one_place_speaks_of_all, sides_in_each, sides_of
from bot.steps.signposts import without_signposts
from bot.steps.spelling import corrected
from bot.steps.superlatives import Asked, superlatives_in
from bot.steps.tiers import within_tier
from bot.writer_queue import WriterQueue
from knowledge.documents import Document, Figure, Passage
from knowledge.knowledge_base import KnowledgeBase
from models.embedder import Embedder
from models.errors import UsageError
from models.reader import Reader

PASSAGES_LISTED_FROM = 10
"""Passages in whose sections a list is looked for."""

MOST_TITLES, LISTED_FROM = 10, 500
"""Titles of documents that are told, and the documents that they are drawn from."""


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
    """Puts the passages in the order in which they fit the question."""
    reranked = await parts.threads.read(
        _reranked, retrieved.queries.standalone, retrieved.reranked.passages, parts.reader
    )
    return replace(retrieved, reranked=reranked)


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
    reading = disambiguated(queries.standalone, disambiguated(queries.for_writer, reading))
    return Decided(reading, True, choices(queries.standalone, reading))


async def known_documents(spaces: Sequence[str], parts: EngineParts) -> tuple[list[str], int]:
    """The titles of some documents of the spaces, spread over all of them, and how many documents there are."""
    return await parts.threads.read(_known_documents, spaces, parts.knowledge)


async def find_overview(retrieved: Retrieved, parts: EngineParts) -> Overview | None:
    """What the documents that a question wants an overview of say as a whole; None if it wants or finds none.

    What it wants all of is a list or a table that is called so, or one document about it, a section for each.
    """
    asked, passages = retrieved.question.text, retrieved.reranked.passages
    if topic := topic_of(asked):
        fewest, meant = 1, documents_meant(topic, passages, retrieved.question.documents)
    elif topic := listed_in(asked):
        if listing := await parts.threads.read(_listing, topic, passages[:PASSAGES_LISTED_FROM], parts.knowledge):
            return listing
        fewest, meant = FEWEST_LISTED, documents_meant(topic, passages)
        meant = meant if len(meant) == 1 else ()
    else:
        return None
    overview = await parts.threads.read(_overview, meant, passages, parts.knowledge) if meant else None
    return overview if overview is not None and len(overview.pieces) >= fewest else None


async def find_extreme(retrieved: Retrieved, parts: EngineParts) -> Overview | None:
    """The row that has the most or the least of what a question asks for; None where that is open or not asked for."""
    if not (readings := superlatives_in(retrieved.question.text)):
        return None
    passages = retrieved.reranked.passages[:PASSAGES_LISTED_FROM]
    return await parts.threads.read(_extreme, readings, passages, parts.knowledge)


async def more_of(retrieved: Retrieved, reading: Reading, parts: EngineParts) -> Overview | None:
    """The section that the answer to a question stands in, or an overview of its document; None if that is gone."""
    asked = retrieved.queries.standalone
    if section := await parts.threads.read(section_around, asked, reading):
        return section
    key = reading.document_of(needed_units(asked, reading)[0])
    return await parts.threads.read(_overview, (key,), retrieved.reranked.passages, parts.knowledge)


async def consider_sides(retrieved: Retrieved, whole: Decided, parts: EngineParts) -> tuple[Considered, ...]:
    """Each thing that a question names side by side, considered by itself under its name.

    None where one place answers the whole question for all of them, and where the documents do not tell them apart.
    One that they do not speak of is left unanswered.
    """
    asked = retrieved.queries.standalone
    sides = sides_of(retrieved.question.text) or sides_in_each(asked, whole.reading)
    if not sides or (whole.is_answered and one_place_speaks_of_all(asked, whole.reading, sides)):
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


def _is_answered_by(reading: Reading, queries: SearchQueries) -> bool:
    """True if what was read seems to answer."""
    # A screen shows its code and little else: a passage that tells of this very code is what is looked for.
    has_code = bool(queries.pictures) and speaks_of_code(queries.standalone, reading)
    if not reading.evidence or speaks_of_another(queries.standalone, reading):
        return False
    return has_code or is_answerable(reading.signals)


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


def _known_documents(spaces: Sequence[str], knowledge: KnowledgeBase) -> tuple[list[str], int]:
    count = sum(source.documents for space in spaces for source in knowledge.sources(space))
    titles = [document.title for space in spaces for document in knowledge.find_documents(space, limit=LISTED_FROM)]
    distinct = sorted(set(titles), key=str.casefold)
    every = -(-len(distinct) // MOST_TITLES) or 1
    return distinct[::every], count


def _overview(keys: Sequence[int], passages: Sequence[Passage], knowledge: KnowledgeBase) -> Overview | None:
    found = {passage.document_key: passage for passage in reversed(passages)}
    with suppress(UsageError):  # a document that went since it was found leaves the question as it is
        return overview_of([(found[key], knowledge.document(key)) for key in keys if key in found])
    return None


def _listing(topic: str, passages: Sequence[Passage], knowledge: KnowledgeBase) -> Overview | None:
    with suppress(UsageError):  # as above
        return listing_of(topic, _with_documents(passages, knowledge))
    return None


def _extreme(readings: Sequence[Asked], passages: Sequence[Passage], knowledge: KnowledgeBase) -> Overview | None:
    with suppress(UsageError):  # as above
        return extreme_of(readings, _with_documents(passages, knowledge))
    return None


def _with_documents(passages: Sequence[Passage], knowledge: KnowledgeBase) -> list[tuple[Passage, Document]]:
    documents = {key: knowledge.document(key) for key in dict.fromkeys(p.document_key for p in passages)}
    return [(passage, documents[passage.document_key]) for passage in passages]


def _reranked(standalone: str, passages: Sequence[Passage], reader: Reader) -> Reranked:
    return rerank(standalone, passages, reader) if standalone else Reranked(tuple(passages))

"""The engine: a question goes in, a stream of events comes out. Everything a surface may do, it does through this.

Models and Chroma block, so they work in threads behind the engine; the event loop stays free.
"""

import asyncio
import logging
import threading
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import TypeVar

from bot import locations
from bot.acceptance import accepted
from bot.answered import Answered, RecentAnswers
from bot.answering import Parts, answer
from bot.conversations import Conversations, ConversationSummary, ConversationWindow
from bot.engine_models import fingerprints, models_in_use, open_embedder, open_reader, open_sight, open_writer
from bot.events import Answer, Attachment, Event, Failed, Looking, Question, Read, Turn
from bot.eyes import Eyes
from bot.failures import bug
from bot.feedback import Feedback, FeedbackStore, checked
from bot.ownership import owned
from bot.pin_board import PinBoard
from bot.pins import Pins
from bot.recall import Recall
from bot.settings import MEGABYTE, Settings
from bot.sightings import Sighting, asked_words
from bot.status import EngineStatus
from bot.steps.look import QUESTIONS_KEPT, QuestionPictures, pictures_leaned_on
from bot.steps.pictured import pictured
from bot.steps.search import SearchQueries, leans_back
from bot.threads import in_executor, opened_in_thread, stream_from_thread
from bot.writer_queue import WriterQueue
from knowledge.documents import Document, Figure, Passage
from knowledge.knowledge_base import KnowledgeBase
from knowledge.reports import DocumentSummary, SourceStatus, SyncReport
from knowledge.watch import watch
from models.embedder import Embedder
from models.errors import DesksideError, UsageError, place_of
from models.language_model import LanguageModel
from models.pictures.unreadable import PictureUnreadable
from models.progress import Progress, silent
from models.reader import Reader
from models.usage import Usage

log = logging.getLogger("deskside")

OpenWriter = Callable[[Settings], LanguageModel]

MOST_CHANGES = 32
"""Threads for changes of the knowledge: one works, the others wait for it, and who watches keeps one."""

Result = TypeVar("Result")


class Engine:
    """Owns the data home, the models and the threads; made by `Engine.open`."""

    def __init__(
        self,
        settings: Settings,
        knowledge: KnowledgeBase,
        embedder: Embedder,
        reader: Reader,
        eyes: Eyes,
        conversations: Conversations,
        feedback: FeedbackStore,
        pins: Pins,
        open_writer: OpenWriter,
    ) -> None:
        self._settings = settings
        self._knowledge = knowledge
        self._eyes = eyes
        self._conversations = conversations
        self._feedback = feedback
        self._recent = RecentAnswers()
        # A verdict must not bring back the words of a conversation that is being deleted.
        self._judging = threading.Lock()
        self._fingerprints = fingerprints(settings)
        self._readers: Executor = ThreadPoolExecutor(2, thread_name_prefix="deskside-read")
        # What takes a millisecond does not wait for those who search.
        self._glances: Executor = ThreadPoolExecutor(1, thread_name_prefix="deskside-glance")
        # A change waits for the one before it, so it must not stand in the way of those who ask.
        self._changers: Executor = ThreadPoolExecutor(MOST_CHANGES, thread_name_prefix="deskside-change")
        self._writers: Executor = ThreadPoolExecutor(settings.answers_at_once, thread_name_prefix="deskside-write")
        self._open_writer = open_writer
        self._writer: asyncio.Task[LanguageModel] | None = None
        self._last_usage = Usage()
        self._parts = Parts(
            knowledge=knowledge,
            embedder=embedder,
            reader=reader,
            writer=self._loaded_writer,
            writer_queue=WriterQueue(settings.max_waiting, settings.answers_at_once),
            readers=self._readers,
            writers=self._writers,
            passages=settings.passages,
            max_answer_tokens=settings.max_answer_tokens,
            wrote=self._wrote,
        )
        self._recall = Recall(knowledge, PinBoard(pins, embedder), self._readers)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, settings: Settings, writer: OpenWriter = open_writer, *, serves: bool = False
    ) -> AsyncIterator["Engine"]:
        """Opens the data home and what it holds; closes all of it at the end, whatever happens.

        `writer` opens the language model when it is first needed, the one that the settings name unless told otherwise.
        Where it `serves`, other processes wait until they are told its address. A cancelled opening ends soon, and the
        next one does what it left undone. Raises `HomeLocked` if another process owns the home and `ModelMissing` if
        the embedder was never built.
        """
        async with AsyncExitStack() as stack:
            stack.enter_context(owned(settings.home, serves=serves))
            embedder = await opened_in_thread(stack, open_embedder, settings)
            reader = await opened_in_thread(stack, open_reader, settings)
            eyes = await opened_in_thread(stack, Eyes, partial(open_sight, settings, embedder))
            folder = locations.knowledge_folder(settings.home)
            most = settings.max_file_mb * MEGABYTE
            known = partial(KnowledgeBase.open, folder, embedder, most, own=settings.home, eyes=eyes.sight)
            knowledge = await opened_in_thread(stack, known, cancellable=True)
            conversations = Conversations.open(locations.conversations_file(settings.home))
            stack.callback(conversations.close)
            feedback = FeedbackStore.open(locations.feedback_file(settings.home))
            stack.callback(feedback.close)
            pins = Pins.open(locations.pins_file(settings.home))
            stack.callback(pins.close)
            engine = cls(settings, knowledge, embedder, reader, eyes, conversations, feedback, pins, writer)
            stack.push_async_callback(engine._close)
            yield engine

    async def ask(self, question: Question) -> AsyncGenerator[Event, None]:
        """Answers a question as a stream of events that ends with exactly one `Answer` or `Failed`.

        Closing the iterator, or cancelling its task, frees the writer within one token.
        """
        try:
            question = accepted(question, self._settings)
            # Before anything is said: small talk and pinned answers need no search, which would find it out.
            await self._in_reader(self._knowledge.check_spaces, question.spaces)
            history = question.history
            if question.conversation is not None:
                history = await self._in_reader(self._conversations.turns, question.conversation)
            pictures = QuestionPictures(earlier=await self._pictures_leaned_on(question))
            for image in question.images:
                yield Looking("looking", image.name)
                pictures, read = await self._looked(image, question.spaces, pictures)
                yield read
            pictures.raise_if_nothing(question.text)
            fresh = partial(self._fresh_answer, question, history, pictures)
            async with aclosing(self._recall.answer(question, history, fresh)) as events:
                async for event in events:
                    if isinstance(event, Answer):
                        given = replace(event, id=uuid.uuid4().hex)
                        event = await self._recorded(question, history, pictures.fresh, given)
                    yield event
        except DesksideError as error:
            yield Failed(error.problem, error.next_step, error.code)
        except Exception as error:
            # The traceback of a bug may hold the question, so only where it happened is logged.
            log.error("answering failed: %s at %s", type(error).__name__, place_of(error))
            yield bug()

    async def start_conversation(self, asker: str) -> str:
        """Starts a conversation and returns its id."""
        return await self._in_reader(self._conversations.start, asker)

    async def conversations(self, asker: str, text: str = "", limit: int = 50) -> list[ConversationSummary]:
        """An asker's conversations with `text` in their title or in a turn, the last used first."""
        return await self._in_reader(self._conversations.listed, asker, text, limit)

    async def conversation(self, conversation: str, before: int | None = None, limit: int = 40) -> ConversationWindow:
        """The last turns of a conversation, or the last before number `before`; `UsageError` if it is not there."""
        return await self._in_reader(self._conversations.window, conversation, before, limit)

    async def rename_conversation(self, conversation: str, title: str) -> None:
        """Gives a conversation a title of its own; an empty one brings its first question back."""
        await self._in_reader(self._conversations.rename, conversation, title)

    async def delete_conversation(self, conversation: str) -> None:
        """Deletes a conversation and all that was said in it, also in what people think of its answers."""
        await self._in_reader(self._unjudged, self._conversations.delete, conversation)

    async def forget_conversations(self, askers: str, before: datetime) -> int:
        """Deletes the conversations last used before a moment of all whose name begins with `askers`; how many."""
        return await self._in_reader(self._unjudged, self._conversations.forget, askers, before)

    async def search(
        self, text: str, spaces: Sequence[str] = (), limit: int | None = None, images: Sequence[Attachment] = ()
    ) -> list[Passage]:
        """Retrieval alone: the passages for a text and the pictures that came with it, best first."""
        in_spaces, queries = await self._sought(text, spaces, images)
        limit = limit or self._settings.passages
        return await self._in_reader(self._knowledge.search, queries.texts, in_spaces, limit, (), queries.pictures)

    async def search_figures(
        self, text: str, spaces: Sequence[str] = (), limit: int | None = None, images: Sequence[Attachment] = ()
    ) -> list[Figure]:
        """The figures in the documents for a text and the pictures that came with it, best first."""
        in_spaces, queries = await self._sought(text, spaces, images)
        limit = limit or self._settings.passages
        return await self._in_reader(self._knowledge.search_figures, queries.texts, queries.pictures, in_spaces, limit)

    async def document_figures(self, document_key: int) -> list[Figure]:
        """The figures that stand in a document, in order."""
        return await self._in_reader(self._knowledge.figures_in, document_key)

    async def figure_picture(self, key: int) -> bytes:
        """A figure's own bytes, to show it; raises `UsageError` if it is gone."""
        return await self._in_reader(self._knowledge.figure_picture, key)

    async def add(self, places: Sequence[str], space: str | None = None, progress: Progress = silent) -> SyncReport:
        """Adds files, folders or addresses to a space and indexes them."""
        return await self._cancellable(self._knowledge.add, places, space or self._settings.space, progress)

    async def sync(self, space: str | None = None, progress: Progress = silent) -> SyncReport:
        """Brings a space, or all of them, up to date with its sources."""
        return await self._cancellable(self._knowledge.sync, space, progress)

    async def watch(self, space: str | None = None) -> AsyncGenerator[SyncReport, None]:
        """Syncs now and whenever a file of a source changes, for as long as the reports are asked for."""
        changes = stream_from_thread(self._changers, lambda stopped: watch(self._knowledge, space, stopped))
        async with aclosing(changes) as reports:
            async for report in reports:
                yield report

    async def add_documents(
        self, documents: Sequence[tuple[str, Document]], space: str, progress: Progress = silent
    ) -> SyncReport:
        """Adds documents whose text the caller has already."""
        return await self._cancellable(self._knowledge.add_documents, documents, space, progress)

    async def remove(self, place: str, space: str | None = None, location: str | None = None) -> int:
        """Removes a source or a document; the number of documents that are gone.

        `location` is what `place` means as a path where the caller stands, if that is another process.
        """
        return await self._in_changer(self._knowledge.remove, place, space, location)

    async def sources(self, space: str | None = None) -> list[SourceStatus]:
        """The sources of a space, or of all."""
        return await self._in_reader(self._knowledge.sources, space)

    async def spaces(self) -> list[str]:
        """The names of all spaces."""
        return await self._at_a_glance(self._knowledge.spaces)

    async def rebuild(self, progress: Progress = silent) -> int:
        """Makes the vectors again from the catalog; the number of chunks."""
        return await self._in_changer(self._knowledge.rebuild, progress)

    async def documents(self, space: str | None = None, text: str = "", limit: int = 20) -> list[DocumentSummary]:
        """The documents of a space, or of all, whose name or title holds `text`; those that begin with it first."""
        return await self._in_reader(self._knowledge.find_documents, space, text, limit)

    async def document(self, document_key: int) -> Document:
        """A document, by the key that passages and citations carry."""
        return await self._in_reader(self._knowledge.document, document_key)

    async def give_feedback(self, feedback: Feedback) -> None:
        """Keeps what a person thinks of an answer, and never gives a bad one again from memory.

        Raises `UsageError` for an answer that is neither among the last ones nor in a conversation.
        """
        feedback = checked(feedback)
        answered = await self._in_reader(self._judged, feedback)
        if feedback.verdict == "down":
            self._recall.forget(answered.question, answered.spaces)

    def _judged(self, feedback: Feedback) -> Answered:
        """Keeps a verdict; the answer that it is about."""
        with self._judging:
            answered = self._recent.find(feedback.answer_id) or self._conversations.answered(feedback.answer_id)
            if answered is None:
                raise UsageError("There is no such answer any more.", "Ask again, and rate that answer.")
            self._feedback.put(feedback, answered)
        return answered

    def _unjudged(self, delete: Callable[..., Result], *which: object) -> Result:
        """Deletes conversations, and the words of what people think of their answers."""
        with self._judging:
            return delete(*which, self._feedback.forget)

    async def status(self) -> EngineStatus:
        """The models in use, who waits, and how fast the last answer came."""
        loaded = self._writer is not None and self._writer.done() and not self._writer.exception()
        speed = self._last_usage.tokens_per_second
        models = await self._at_a_glance(models_in_use, self._settings, loaded)
        return EngineStatus(models, self._parts.writer_queue.waiting, loaded, round(speed, 1), version("deskside"))

    async def _pictures_leaned_on(self, question: Question) -> tuple[Sighting, ...]:
        """What earlier pictures of the conversation showed, where the question seems to be about them."""
        if question.conversation is None or question.images or not leans_back(question.text):
            return ()
        return pictures_leaned_on(
            await self._in_reader(self._conversations.last_questions, question.conversation, QUESTIONS_KEPT)
        )

    async def _looked(
        self, image: Attachment, spaces: Sequence[str], pictures: QuestionPictures
    ) -> tuple[QuestionPictures, Read]:
        """The pictures with one more, and what to say of it."""
        try:
            sighting = await self._eyes.sighting(image, partial(self._knowledge.knows, spaces=spaces))
        except PictureUnreadable as why:
            return pictures.and_unread(image.name, why), Read(image.name, None, "", f"{why.problem} {why.next_step}")
        return pictures.and_seen(sighting), Read(sighting.name, sighting.kind, sighting.text)

    async def _sought(
        self, text: str, spaces: Sequence[str], images: Sequence[Attachment]
    ) -> tuple[tuple[str, ...], SearchQueries]:
        """The spaces that a search is in, and its queries; raises what keeps a picture from being read."""
        question = accepted(Question(text, tuple(images), spaces=tuple(spaces)), self._settings)
        pictures = QuestionPictures()
        for image in question.images:
            pictures, _ = await self._looked(image, question.spaces, pictures)
        if pictures.unread:  # a list of passages cannot say that a picture has no part in it
            raise pictures.unread[0][1]
        words_alone = SearchQueries(question.text, (question.text,))
        return question.spaces, pictured(words_alone, question.text, pictures.sightings)

    def _fresh_answer(
        self, question: Question, history: Sequence[Turn], pictures: QuestionPictures
    ) -> AsyncGenerator[Event, None]:
        self._warm_writer()
        return answer(question, history, pictures, self._parts)

    async def _recorded(
        self, question: Question, history: Sequence[Turn], sightings: Sequence[Sighting], answered: Answer
    ) -> Answer:
        """Adds the turn to its conversation, if any; an answer that was shown is given even if it cannot be kept."""
        if question.conversation is None:
            asked, at = asked_words(question.text, sightings), datetime.now(UTC)
            self._recent.remember(Answered(asked, tuple(history), question.spaces, answered, at, self._fingerprints))
            return answered
        try:
            await self._in_reader(
                self._conversations.record, question.conversation, question, answered, self._fingerprints, sightings
            )
        except DesksideError as error:
            log.error("a turn was not recorded: %s", error.problem)
            return answered
        return replace(answered, conversation=question.conversation)

    def _wrote(self, usage: Usage) -> None:
        self._last_usage = usage

    def warm(self) -> None:
        """Starts loading the writer, so that the first question finds it loaded; a failure is told to who asks."""
        self._warm_writer()

    def _warm_writer(self) -> asyncio.Task[LanguageModel]:
        """Starts loading the writer if need be, so that it loads while the search runs."""
        if self._writer is None or (self._writer.done() and self._writer.exception()):
            self._writer = asyncio.create_task(asyncio.to_thread(self._open_writer, self._settings))
        return self._writer

    async def _loaded_writer(self) -> LanguageModel:
        # Shielded: an asker who leaves must not stop the load for those behind.
        return await asyncio.shield(self._warm_writer())

    async def _in_reader(self, work: Callable[..., Result], *arguments: object) -> Result:
        return await in_executor(self._readers, work, *arguments)

    async def _at_a_glance(self, work: Callable[..., Result], *arguments: object) -> Result:
        return await in_executor(self._glances, work, *arguments)

    async def _in_changer(self, work: Callable[..., Result], *arguments: object) -> Result:
        return await in_executor(self._changers, work, *arguments)

    async def _cancellable(self, work: Callable[..., Result], *arguments: object) -> Result:
        """Runs work that takes a `cancelled` callable last; a cancelled task waits until the work has stopped."""
        stopped = False
        running = asyncio.ensure_future(self._in_changer(work, *arguments, lambda: stopped))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            stopped = True
            await asyncio.wait([running])
            raise

    async def _close(self) -> None:
        if self._writer is not None:
            await asyncio.wait([self._writer])
            if not self._writer.exception():
                self._writer.result().close()
        for executor in (self._changers, self._readers, self._writers, self._glances):
            await asyncio.to_thread(executor.shutdown)

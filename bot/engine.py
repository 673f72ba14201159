"""The engine: a question goes in, a stream of events comes out. Everything a surface may do, it does through this.

Models and Chroma block, so they work in threads behind the engine; the event loop stays free.
"""

import logging
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib.metadata import version

from bot import locations
from bot.acceptance import accepted
from bot.answer_record import AnswerRecord
from bot.answering.answer import answer
from bot.conversations import Conversations, ConversationSummary, ConversationWindow
from bot.engine_models import fingerprints, models_in_use, open_embedder, open_reader, open_sight, open_writer, phrases
from bot.engine_parts import EngineParts
from bot.engine_threads import EngineThreads
from bot.events import Answer, Attachment, Event, Looking, Question, Read, Turn
from bot.eyes import Eyes
from bot.failures import bug, failure_of
from bot.feedback import Feedback, FeedbackStore, checked
from bot.interface import EngineInterface
from bot.lazy_writer import LazyWriter
from bot.ownership import owned
from bot.recall.pin_board import PinBoard
from bot.recall.pins import Pins
from bot.recall.recall import Recall
from bot.settings import MEGABYTE, Settings
from bot.sightings import Sighting
from bot.status import EngineStatus
from bot.steps.look import QUESTIONS_KEPT, QuestionPictures, pictures_referred_to, refers_to_pictures
from bot.steps.picture_queries import with_pictures
from bot.steps.search import SearchQueries
from bot.threads import opened_in_thread, stream_from_thread
from bot.usual_space import usual_space
from bot.writer_queue import WriterQueue
from knowledge.documents import Document, Figure, Passage
from knowledge.knowledge_base import KnowledgeBase
from knowledge.reports import DocumentSummary, SourceStatus, SyncReport
from knowledge.sources.watch import watch
from models.errors import DesksideError, place_of
from models.pictures.unreadable import PictureUnreadable
from models.progress import Progress, silent
from models.writing.language_model import LanguageModel

log = logging.getLogger("deskside")

OpenWriter = Callable[[Settings], LanguageModel]


class Engine(EngineInterface):
    """Owns the data home, the models and the threads; made by `Engine.open`."""

    def __init__(
        self, settings: Settings, eyes: Eyes, record: AnswerRecord, recall: Recall, parts: EngineParts
    ) -> None:
        self._settings = settings
        self._eyes = eyes
        self._record = record
        self._recall = recall
        self._parts = parts
        self._knowledge = parts.knowledge
        self._threads = parts.threads

    @classmethod
    @asynccontextmanager
    async def open(
        cls, settings: Settings, writer: OpenWriter = open_writer, *, serves: bool = False
    ) -> AsyncIterator["Engine"]:
        """Opens the data home and what it holds; closes all of it at the end, whatever happens.

        `writer` opens the language model when it is first needed; by default it is the one that the settings name.
        Where the engine `serves`, other processes wait until they are told its address. A cancelled opening ends soon,
        and the next one does what it left undone. Raises `HomeLocked` if another process owns the home and
        `ModelMissing` if the embedder was never built.
        """
        async with AsyncExitStack() as stack:
            home = settings.home
            stack.enter_context(owned(home, serves=serves))
            embedder = await opened_in_thread(stack, open_embedder, settings)
            reader = await opened_in_thread(stack, open_reader, settings)
            eyes = await opened_in_thread(stack, Eyes, partial(open_sight, settings, embedder))
            folder = locations.knowledge_folder(home)
            max_bytes = settings.max_file_mb * MEGABYTE
            open_knowledge = partial(KnowledgeBase.open, folder, embedder, max_bytes, own=home, find_sight=eyes.sight)
            knowledge = await opened_in_thread(stack, open_knowledge, cancellable=True)
            conversations = await opened_in_thread(stack, Conversations.open, locations.conversations_file(home))
            feedback = await opened_in_thread(stack, FeedbackStore.open, locations.feedback_file(home))
            pins = await opened_in_thread(stack, Pins.open, locations.pins_file(home))
            threads = EngineThreads(settings.answers_at_once)
            stack.push_async_callback(threads.close)
            lazy_writer = LazyWriter(partial(writer, settings))
            stack.push_async_callback(lazy_writer.close)
            parts = EngineParts(
                knowledge=knowledge,
                embedder=embedder,
                reader=reader,
                writer=lazy_writer,
                writer_queue=WriterQueue(settings.max_waiting, settings.answers_at_once),
                threads=threads,
                passages=settings.passages,
                max_answer_tokens=settings.max_answer_tokens,
                phrases=phrases(settings),
            )
            record = AnswerRecord(conversations, feedback, fingerprints(settings))
            recall = Recall(knowledge, PinBoard(pins, embedder), threads.readers)
            yield cls(settings, eyes, record, recall, parts)

    async def ask(self, question: Question) -> AsyncGenerator[Event, None]:
        try:
            question = await self._placed(accepted(question, self._settings))
            # Checked first: small talk and pinned answers need no search, which would notice a wrong space.
            await self._threads.read(self._knowledge.check_spaces, question.spaces)
            history = question.history
            if question.conversation is not None:
                history = await self._threads.read(self._record.conversations.turns, question.conversation)
            pictures = QuestionPictures(earlier=await self._pictures_referred_to(question))
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
                        event = await self._threads.glance(self._record.keep, question, history, pictures.fresh, given)
                    yield event
        except DesksideError as error:
            yield failure_of(error)
        except Exception as error:
            # The traceback of a bug may hold the question, so only where it happened is logged.
            log.error("answering failed: %s at %s", type(error).__name__, place_of(error))
            yield bug()

    async def start_conversation(self, asker: str) -> str:
        return await self._threads.read(self._record.conversations.start, asker)

    async def conversations(self, asker: str, text: str = "", limit: int = 50) -> list[ConversationSummary]:
        return await self._threads.read(self._record.conversations.listed, asker, text, limit)

    async def conversation(self, conversation: str, before: int | None = None, limit: int = 40) -> ConversationWindow:
        return await self._threads.read(self._record.conversations.window, conversation, before, limit)

    async def rename_conversation(self, conversation: str, title: str) -> None:
        await self._threads.read(self._record.conversations.rename, conversation, title)

    async def delete_conversation(self, conversation: str) -> None:
        await self._threads.read(self._record.delete, conversation)

    async def forget_conversations(self, askers: str, before: datetime) -> int:
        return await self._threads.read(self._record.forget, askers, before)

    async def search(
        self, text: str, spaces: Sequence[str] = (), limit: int | None = None, images: Sequence[Attachment] = ()
    ) -> list[Passage]:
        in_spaces, queries = await self._sought(text, spaces, images)
        limit = limit or self._settings.passages
        return await self._threads.read(self._knowledge.search, queries.texts, in_spaces, limit, (), queries.pictures)

    async def search_figures(
        self, text: str, spaces: Sequence[str] = (), limit: int | None = None, images: Sequence[Attachment] = ()
    ) -> list[Figure]:
        in_spaces, queries = await self._sought(text, spaces, images)
        limit = limit or self._settings.passages
        return await self._threads.read(
            self._knowledge.search_figures, queries.texts, queries.pictures, in_spaces, limit
        )

    async def document_figures(self, document_key: int) -> list[Figure]:
        return await self._threads.read(self._knowledge.figures_in, document_key)

    async def figure_picture(self, key: int) -> bytes:
        return await self._threads.read(self._knowledge.figure_picture, key)

    async def add(self, places: Sequence[str], space: str | None = None, progress: Progress = silent) -> SyncReport:
        return await self._threads.cancellable_change(
            self._knowledge.add, places, space or self._settings.space, progress
        )

    async def sync(self, space: str | None = None, progress: Progress = silent) -> SyncReport:
        return await self._threads.cancellable_change(self._knowledge.sync, space, progress)

    async def watch(self, space: str | None = None) -> AsyncGenerator[SyncReport, None]:
        changes = stream_from_thread(self._threads.changers, lambda stopped: watch(self._knowledge, space, stopped))
        async with aclosing(changes) as reports:
            async for report in reports:
                yield report

    async def add_documents(
        self, documents: Sequence[tuple[str, Document]], space: str, progress: Progress = silent
    ) -> SyncReport:
        """Adds documents whose text the caller has already."""
        return await self._threads.cancellable_change(self._knowledge.add_documents, documents, space, progress)

    async def remove(self, place: str, space: str | None = None, location: str | None = None) -> int:
        return await self._threads.change(self._knowledge.remove, place, space, location)

    async def sources(self, space: str | None = None) -> list[SourceStatus]:
        return await self._threads.read(self._knowledge.sources, space)

    async def spaces(self) -> list[str]:
        return await self._threads.glance(self._knowledge.spaces)

    async def rebuild(self, progress: Progress = silent) -> int:
        return await self._threads.change(self._knowledge.rebuild, progress)

    async def documents(self, space: str | None = None, text: str = "", limit: int = 20) -> list[DocumentSummary]:
        return await self._threads.read(self._knowledge.find_documents, space, text, limit)

    async def document(self, document_key: int) -> Document:
        return await self._threads.read(self._knowledge.document, document_key)

    async def give_feedback(self, feedback: Feedback) -> None:
        feedback = checked(feedback)
        answered = await self._threads.read(self._record.judge, feedback)
        if feedback.verdict == "down":
            self._recall.forget(answered.question, answered.spaces)

    async def status(self) -> EngineStatus:
        writer = self._parts.writer
        models = await self._threads.glance(models_in_use, self._settings, writer.is_loaded)
        speed = round(writer.last_usage.tokens_per_second, 1)
        return EngineStatus(models, self._parts.writer_queue.waiting, writer.is_loaded, speed, version("deskside"))

    def warm(self) -> None:
        """Starts loading the writer, so that the first question finds it loaded; whoever asks is told of a failure."""
        self._parts.writer.warm()

    @property
    def writer_failure(self) -> BaseException | None:
        """What kept the writer from loading when that was tried last."""
        return self._parts.writer.failure

    async def _placed(self, question: Question) -> Question:
        """The question with the spaces that it is asked in: where it names none, the usual one."""
        if question.spaces:
            return question
        return replace(question, spaces=(usual_space(self._settings, await self.spaces()),))

    async def _pictures_referred_to(self, question: Question) -> tuple[Sighting, ...]:
        """What earlier pictures of the conversation showed, where the question seems to be about them."""
        if question.conversation is None or question.images or not refers_to_pictures(question.text):
            return ()
        return pictures_referred_to(
            await self._threads.read(self._record.conversations.last_questions, question.conversation, QUESTIONS_KEPT)
        )

    async def _looked(
        self, image: Attachment, spaces: Sequence[str], pictures: QuestionPictures
    ) -> tuple[QuestionPictures, Read]:
        """The pictures with one more, and what to say of it."""
        try:
            sighting = await self._eyes.sighting(image, partial(self._knowledge.passage_counts, spaces=spaces))
        except PictureUnreadable as why:
            return pictures.with_unread(image.name, why), Read(image.name, None, "", str(why))
        return pictures.with_sighting(sighting), Read(sighting.name, sighting.kind, sighting.text)

    async def _sought(
        self, text: str, spaces: Sequence[str], images: Sequence[Attachment]
    ) -> tuple[tuple[str, ...], SearchQueries]:
        """The spaces that a search is in, and its queries; raises what keeps a picture from being read."""
        question = accepted(Question(text, tuple(images), spaces=tuple(spaces)), self._settings)
        question = await self._placed(question)
        pictures = QuestionPictures()
        for image in question.images:
            pictures, _ = await self._looked(image, question.spaces, pictures)
        if pictures.unread:  # a list of passages cannot say that a picture has no part in it
            raise pictures.unread[0][1]
        words_alone = SearchQueries(question.text, (question.text,))
        return question.spaces, with_pictures(words_alone, question.text, pictures.sightings)

    def _fresh_answer(
        self, question: Question, history: Sequence[Turn], pictures: QuestionPictures
    ) -> AsyncGenerator[Event, None]:
        # It loads while the search runs; where it is rarely needed, the first who needs it waits for it.
        if self._parts.phrases:
            self._parts.writer.warm()
        return answer(question, history, pictures, self._parts)

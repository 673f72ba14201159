"""An engine that says what a test tells it to: the events of a script, one at a time where the test steps them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

from bot.conversations import ConversationSummary, ConversationWindow, NoSuchConversation, StoredTurn
from bot.events import Answer, Attachment, Event, Question
from bot.feedback import Feedback
from bot.interface import EngineInterface
from bot.status import EngineStatus, ModelInUse
from knowledge.documents import Document, Figure, Passage
from knowledge.reports import DocumentSummary, SourceStatus, SyncReport
from models.errors import UsageError
from models.progress import Progress, Step, silent
from tests.fakes import sample_events

THEN = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
Script = Callable[[Question], Iterable[Event | Exception]]


class ScriptedEngine:
    """Has the whole of `EngineInterface`, in memory.

    `script` gives the events for a question; an exception among them is raised. `pause()` holds every stream before its
    next event, `step()` lets some through, `play()` lets all. What the surface did is in `asked`, `feedback`, `added`,
    `stopped` (streams that were closed before their end). A test may change `stored`, `status_now` and the rest.
    """

    def __init__(self, script: Script = lambda question: sample_events.grounded()) -> None:
        self.script = script
        self.asked: list[Question] = []
        self.feedback: list[Feedback] = []
        self.added: list[tuple[tuple[str, ...], str | None]] = []
        self.synced: list[str | None] = []
        self.removed: list[str] = []
        self.forgotten: list[tuple[str, datetime]] = []
        self.stopped = 0
        self.stored: dict[str, ConversationWindow] = {}
        self.space_names = ["default", "it"]
        self.source_list = [
            SourceStatus("/srv/handbook", "default", "folder", 3, 7, THEN, ()),
            SourceStatus("https://wiki.example/it", "it", "url", 1, 2, THEN, ()),
        ]
        self.sync_report = SyncReport(added=3, chunks=7)
        self.progress_steps = (Step("Reading", 1, 3), Step("Indexing", 3, 3))
        self.passages: Sequence[Passage] = sample_events.PASSAGES
        self.figures: Sequence[Figure] = sample_events.FIGURES
        self.status_now = EngineStatus(
            models=(
                ModelInUse("writer", "writer", 98_000_000, loaded=True),
                ModelInUse("embedder", "embedder", 23_000_000, loaded=True),
                ModelInUse("reader", "reader", 24_000_000, loaded=True),
            ),
            waiting=0,
            writer_loaded=True,
            tokens_per_second=93.0,
            version="0.1.0",
        )
        self._paused = False
        self._permits: asyncio.Queue[None] = asyncio.Queue()

    def pause(self) -> None:
        """Holds streams, and `add` and `sync`, before their next step."""
        self._paused = True

    def step(self, events: int = 1) -> None:
        """Lets some events through."""
        for _ in range(events):
            self._permits.put_nowait(None)

    def play(self) -> None:
        """Lets everything through."""
        self._paused = False
        self.step()

    async def _permitted(self) -> None:
        if self._paused:
            await self._permits.get()

    async def ask(self, question: Question) -> AsyncGenerator[Event, None]:
        self.asked.append(question)
        ended = False
        try:
            for event in self.script(question):
                await self._permitted()
                if isinstance(event, Exception):
                    raise event
                ended = isinstance(event, Answer)
                yield event
            ended = True
        finally:
            self.stopped += not ended

    async def start_conversation(self, asker: str) -> str:
        name = f"conversation-{len(self.stored) + 1}"
        self.stored[name] = ConversationWindow(name, "", (), 0)
        return name

    async def conversations(self, asker: str, text: str = "", limit: int = 50) -> list[ConversationSummary]:
        found = [
            ConversationSummary(window.id, window.title, asker, THEN, THEN, len(window.turns))
            for window in reversed(self.stored.values())
            if text.lower() in " ".join([window.title, *(turn.text for turn in window.turns)]).lower()
        ]
        return found[:limit]

    async def conversation(self, conversation: str, before: int | None = None, limit: int = 40) -> ConversationWindow:
        window = self._stored(conversation)
        turns = [turn for turn in window.turns if before is None or turn.number < before]
        return ConversationWindow(window.id, window.title, tuple(turns[-limit:]), max(0, len(turns) - limit))

    async def rename_conversation(self, conversation: str, title: str) -> None:
        window = self._stored(conversation)
        self.stored[conversation] = ConversationWindow(window.id, title, window.turns, window.earlier)

    async def delete_conversation(self, conversation: str) -> None:
        del self.stored[self._stored(conversation).id]

    async def forget_conversations(self, askers: str, before: datetime) -> int:
        self.forgotten.append((askers, before))
        return 0

    async def search(
        self, text: str, spaces: Sequence[str] = (), limit: int | None = None, images: Sequence[Attachment] = ()
    ) -> list[Passage]:
        return list(self.passages[:limit])

    async def search_figures(
        self, text: str, spaces: Sequence[str] = (), limit: int | None = None, images: Sequence[Attachment] = ()
    ) -> list[Figure]:
        return list(self.figures[:limit])

    async def document_figures(self, document_key: int) -> list[Figure]:
        return [figure for figure in self.figures if figure.document_key == document_key]

    async def figure_picture(self, key: int) -> bytes:
        if key not in [figure.key for figure in self.figures]:
            raise UsageError("This figure is not in the knowledge any more.", "Search again.")
        return sample_events.figure_png()

    async def documents(self, space: str | None = None, text: str = "", limit: int = 20) -> list[DocumentSummary]:
        every = [
            DocumentSummary(key, name, sample_events.title(key), "default", None)
            for key, (name, _) in sample_events.TEXTS.items()
        ]
        return [one for one in every if text.lower() in f"{one.document} {one.title}".lower()][:limit]

    async def document(self, document_key: int) -> Document:
        return sample_events.document(document_key)

    async def add(self, places: Sequence[str], space: str | None = None, progress: Progress = silent) -> SyncReport:
        self.added.append((tuple(places), space))
        return await self._indexed(progress)

    async def sync(self, space: str | None = None, progress: Progress = silent) -> SyncReport:
        self.synced.append(space)
        return await self._indexed(progress)

    async def _indexed(self, progress: Progress) -> SyncReport:
        for step in self.progress_steps:
            await self._permitted()
            progress(step)
        return self.sync_report

    async def watch(self, space: str | None = None) -> AsyncGenerator[SyncReport, None]:
        yield self.sync_report

    async def remove(self, place: str, space: str | None = None, location: str | None = None) -> int:
        self.removed.append(place)
        self.source_list = [source for source in self.source_list if source.location != place]
        return 1

    async def sources(self, space: str | None = None) -> list[SourceStatus]:
        return [source for source in self.source_list if space in (None, source.space)]

    async def spaces(self) -> list[str]:
        return list(self.space_names)

    async def rebuild(self, progress: Progress = silent) -> int:
        return (await self._indexed(progress)).chunks

    async def give_feedback(self, feedback: Feedback) -> None:
        self.feedback.append(feedback)

    async def status(self) -> EngineStatus:
        return self.status_now

    def _stored(self, conversation: str) -> ConversationWindow:
        if conversation not in self.stored:
            raise NoSuchConversation("There is no such conversation.", "Ask without naming one to start another.")
        return self.stored[conversation]


def conversation_of(turns: int, name: str = "long") -> ConversationWindow:
    """A stored conversation of so many questions with their answers."""
    told: list[StoredTurn] = []
    for number in range(1, 2 * turns, 2):
        asked = f"Question {number // 2 + 1}: how do I fix VPN error 809?"
        told.append(StoredTurn(number, "user", asked, None, (), "", THEN))
        told.append(
            StoredTurn(
                number + 1, "assistant", sample_events.ANSWER, "grounded", sample_events.CITATIONS, f"a{number}", THEN
            )
        )
    return ConversationWindow(name, "How do I fix VPN error 809?", tuple(told), 0)


def connecting_to(
    engine: ScriptedEngine, ready: asyncio.Event | None = None
) -> Callable[[object], AbstractAsyncContextManager[EngineInterface]]:
    """What an app calls instead of `attach_engine`; with `ready`, the engine is there once that is set."""

    @asynccontextmanager
    async def attach(settings: object) -> AsyncIterator[EngineInterface]:
        if ready is not None:
            await ready.wait()
        yield engine

    return attach

"""Everything that a surface may do with an engine, whichever process the engine is in.

`Engine` has the models itself, `RemoteEngine` speaks to a process that has them; a surface cannot tell one from the
other and imports neither.
"""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Protocol

from bot.conversations import ConversationSummary, ConversationWindow
from bot.events import Attachment, Event, Question
from bot.feedback import Feedback
from bot.status import EngineStatus
from knowledge.documents import Document, Figure, Passage
from knowledge.reports import DocumentSummary, SourceStatus, SyncReport
from models.progress import Progress, silent


class EngineInterface(Protocol):
    """An open engine. Its methods raise `DesksideError`; only `ask` says everything, failures too, as events."""

    def ask(self, question: Question) -> AsyncGenerator[Event, None]:
        """Answers a question as a stream of events that ends with exactly one `Answer` or `Failed`.

        Closing the iterator, or cancelling its task, frees the writer within one token.
        """

    async def start_conversation(self, asker: str) -> str:
        """Starts a conversation and returns its id."""

    async def conversations(self, asker: str, text: str = "", limit: int = 50) -> list[ConversationSummary]:
        """An asker's conversations with `text` in their title or in a turn, the last used first."""

    async def conversation(self, conversation: str, before: int | None = None, limit: int = 40) -> ConversationWindow:
        """The last turns of a conversation, or the last before number `before`; `UsageError` if it is not there."""

    async def rename_conversation(self, conversation: str, title: str) -> None:
        """Gives a conversation a title of its own; an empty one brings its first question back."""

    async def delete_conversation(self, conversation: str) -> None:
        """Deletes a conversation and all that was said in it, the words of verdicts on its answers included."""

    async def forget_conversations(self, askers: str, before: datetime) -> int:
        """Deletes the conversations last used before a moment of all whose name begins with `askers`; how many."""

    async def search(
        self, text: str, spaces: Sequence[str] = (), limit: int | None = None, images: Sequence[Attachment] = ()
    ) -> list[Passage]:
        """Retrieval alone: the passages for a text and the pictures that came with it, best first."""

    async def search_figures(
        self, text: str, spaces: Sequence[str] = (), limit: int | None = None, images: Sequence[Attachment] = ()
    ) -> list[Figure]:
        """The figures in the documents for a text and the pictures that came with it, best first."""

    async def document_figures(self, document_key: int) -> list[Figure]:
        """The figures that stand in a document, in order."""

    async def figure_picture(self, key: int) -> bytes:
        """A figure's own bytes, to show it; raises `UsageError` if it is gone."""

    async def documents(self, space: str | None = None, text: str = "", limit: int = 20) -> list[DocumentSummary]:
        """The documents of a space, or of all, whose name or title holds `text`; those that begin with it first."""

    async def document(self, document_key: int) -> Document:
        """A document, by the key that passages and citations carry; raises `UsageError` if it is gone."""

    async def add(self, places: Sequence[str], space: str | None = None, progress: Progress = silent) -> SyncReport:
        """Adds files, folders or addresses to a space and indexes them."""

    async def sync(self, space: str | None = None, progress: Progress = silent) -> SyncReport:
        """Brings a space, or all of them, up to date with its sources."""

    def watch(self, space: str | None = None) -> AsyncGenerator[SyncReport, None]:
        """Syncs now and whenever a file of a source changes, for as long as the reports are asked for."""

    async def remove(self, place: str, space: str | None = None, location: str | None = None) -> int:
        """Removes a source or a document; the number of documents that are gone.

        `location` is what `place` means as a path where the caller stands, if that is another process.
        """

    async def sources(self, space: str | None = None) -> list[SourceStatus]:
        """The sources of a space, or of all."""

    async def spaces(self) -> list[str]:
        """The names of all spaces."""

    async def rebuild(self, progress: Progress = silent) -> int:
        """Makes the vectors again from the catalog; the number of chunks."""

    async def give_feedback(self, feedback: Feedback) -> None:
        """Keeps what a person thinks of an answer, and never gives a bad one again from memory.

        Raises `UsageError` for an answer that is neither among the last ones nor in a conversation.
        """

    async def status(self) -> EngineStatus:
        """The models in use, who waits, and how fast the last answer came."""

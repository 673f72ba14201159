"""The lower part of the chat: the composer, what is attached to the next question, and what can be completed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from knowledge.reports import DocumentSummary
from tui.completion import CommandWord, command_completions, document_completions, document_word
from tui.preferences import Memory
from tui.widgets.chips import Attached, Chips, DocumentChip, PictureChip
from tui.widgets.completion_list import CompletionList
from tui.widgets.composer import Composer

DRAFT_SECONDS = 1.0
"""The draft is kept this long after the last key, not at every key."""

Documents = Callable[[str], Awaitable[Sequence[DocumentSummary]]]
Commands = Callable[[], Sequence[CommandWord]]


class Prompt(Vertical):
    """Collects a question; `documents` finds some by the beginning of a name, `commands` gives what `/` offers."""

    @dataclass
    class Submitted(Message):
        """The text is to be asked, with what is attached, or to be done if it is a command."""

        text: str

    def __init__(self, memory: Memory, documents: Documents, commands: Commands) -> None:
        super().__init__(id="prompt")
        self._memory = memory
        self._documents = documents
        self._commands = commands
        self._draft_timer: Timer | None = None
        self.chips = Chips()
        self.completions = CompletionList()
        self.composer = Composer(self.completions, lambda: memory.questions)

    def compose(self) -> ComposeResult:
        """Completions on top, so that the composer stays where it is."""
        yield self.completions
        yield self.chips
        yield self.composer

    def on_mount(self) -> None:
        """Brings back what was being typed."""
        self.composer.fill(self._memory.draft)

    def attach(self, pictures: Sequence[Path]) -> None:
        """Puts pictures beside the next question."""
        for picture in pictures:
            self.chips.add(PictureChip(picture))

    def give_back(self, texts: Sequence[str], attachments: Sequence[Attached]) -> None:
        """Takes back questions that were sent but not asked, before what is being typed."""
        for attachment in attachments:
            self.chips.add(attachment)
        if texts:
            self.composer.fill("\n".join(text for text in [*texts, self.composer.text] if text).strip())

    def keep_draft(self) -> None:
        """Keeps what is being typed for the next run."""
        self._memory.keep_draft(self.composer.draft)

    @on(Composer.Sent)
    def _sent(self, message: Composer.Sent) -> None:
        message.stop()
        text = message.text.strip()
        if text:
            self._memory.keep_question(text)
            self._memory.keep_draft("")
            self.post_message(self.Submitted(text))
        elif any(isinstance(one, PictureChip) for one in self.chips.attachments):
            # A screenshot is a question of its own.
            self.post_message(self.Submitted(""))
        elif self.chips.attachments:
            self.notify("Say what you want to know about it.", timeout=3, markup=False)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        typed = self.composer.typed
        word = document_word(typed)
        if word is not None:
            self._offer_documents(word)
        else:
            self.completions.offer(command_completions(typed, self._commands()), typed)
        if self._draft_timer is not None:
            self._draft_timer.stop()
        self._draft_timer = self.set_timer(DRAFT_SECONDS, self.keep_draft)

    @work(exclusive=True, group="completion")
    async def _offer_documents(self, word: str) -> None:
        documents = await self._documents(word)
        if document_word(self.composer.typed) == word:
            self.completions.offer(document_completions(word, documents), self.composer.typed)

    @on(Composer.Completed)
    def _completed(self, message: Composer.Completed) -> None:
        message.stop()
        self.chips.add(DocumentChip(message.document.key, message.document.title))

    @on(CompletionList.Taken)
    def _taken(self, message: CompletionList.Taken) -> None:
        message.stop()
        self.composer.complete(message.completion)
        self.composer.focus()

    @on(Composer.Dropped)
    def _dropped(self, message: Composer.Dropped) -> None:
        message.stop()
        self.attach(message.pictures)

    @on(Composer.BackspacedAtStart)
    def _take_off_chip(self, message: Composer.BackspacedAtStart) -> None:
        message.stop()
        self.chips.remove_last()

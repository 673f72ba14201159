"""Where questions are typed."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual import events
from textual.actions import SkipAction
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import EditResult

from bot.untrusted import shown
from knowledge.reports import DocumentSummary
from tui.completion import Completion, document_word
from tui.dropped_files import dropped_files
from tui.keys import bound
from tui.picture_files import is_picture
from tui.widgets.completion_list import CompletionList

MOST_PASTED = 200_000
"""Characters of a paste that are taken: more would be turned away as a question anyway."""


class Composer(TextArea):
    """A field of a few lines with earlier questions, completions and attachments."""

    BINDINGS = bound("composer")

    @dataclass
    class Sent(Message):
        """The text is to be asked, or to be done if it is a command."""

        text: str

    @dataclass
    class Dropped(Message):
        """Pictures were pasted or dropped."""

        pictures: Sequence[Path]

    @dataclass
    class Completed(Message):
        """A document was chosen, which no text stands for."""

        document: DocumentSummary

    class BackspacedAtStart(Message):
        """Backspace was pressed with nothing before the cursor."""

    def __init__(self, completions: CompletionList, questions: Callable[[], Sequence[str]]) -> None:
        super().__init__(
            id="composer",
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder="Ask your documents",
            compact=True,
        )
        self._completions = completions
        self._questions = questions
        self._back = 0
        """How many questions back the text is; 0 is what is being typed."""
        self._draft = ""

    @property
    def typed(self) -> str:
        """What stands before the cursor."""
        return self.get_text_range((0, 0), self.cursor_location)

    @property
    def draft(self) -> str:
        """What was being typed, also while an earlier question is shown."""
        return self._draft if self._back else self.text

    @property
    def _offered(self) -> Completion | None:
        """The completion that is marked, if it is one of what is typed now: keys may come before what they offer."""
        return self._completions.chosen if self._completions.typed == self.typed else None

    def fill(self, text: str) -> None:
        """Replaces the text, with the cursor at its end."""
        self.load_text(text)
        self.move_cursor(self.document.end)

    def clear(self) -> EditResult:
        """Empties the field; what is typed next is a new draft."""
        self._back = 0
        return super().clear()

    def undo(self) -> None:
        """Takes the last edit back; a question that it was made of is typed on as a new draft."""
        super().undo()
        self._back = 0

    def complete(self, completion: Completion) -> None:
        """Puts a completion where it belongs."""
        row, column = self.cursor_location
        self.replace(completion.value, (row, max(0, column - completion.replaces)), (row, column))
        self._completions.close()
        if completion.document is not None:
            self.post_message(self.Completed(completion.document))

    def action_send(self) -> None:
        """Enter: the completion if there is one, else the text."""
        chosen = self._offered
        if chosen is not None:
            self.complete(chosen)
            if not chosen.sends:
                return
        self.post_message(self.Sent(self.text))
        if self.text.strip():
            # At once: the next key may be there before the message is.
            self.clear()

    def action_complete(self) -> None:
        """Tab: the completion if there is one, else what Tab does elsewhere, unless one may be on its way."""
        if self._offered is not None:
            self.complete(self._offered)
        elif document_word(self.typed) is None and not self.typed.startswith("/"):
            raise SkipAction

    def action_newline(self) -> None:
        """Breaks the line."""
        self.insert("\n")

    def action_previous(self) -> None:
        """Up: in the completions, in the text, then through earlier questions."""
        if self._completions.is_open:
            self._completions.move(-1)
        elif self.navigator.is_first_wrapped_line(self.cursor_location) and self._back < len(self._questions()):
            self._recall(self._back + 1)
        else:
            self.action_cursor_up()

    def action_next(self) -> None:
        """Down: in the completions, in the text, then back to what was being typed."""
        if self._completions.is_open:
            self._completions.move(1)
        elif self.navigator.is_last_wrapped_line(self.cursor_location) and self._back:
            self._recall(self._back - 1)
        else:
            self.action_cursor_down()

    def action_backspace(self) -> None:
        """Deletes; at the very start it asks for the last attachment to be taken off."""
        if self.cursor_location == (0, 0) and not self.selected_text:
            self.post_message(self.BackspacedAtStart())
        else:
            self.action_delete_left()

    async def _on_key(self, event: events.Key) -> None:
        # Textual runs bindings where the app reads keys and inserts characters where this widget does: with quick
        # typing, Enter would overtake the last characters of a question. Run here, keys keep their order.
        if not event.is_printable:
            active = self.screen.active_bindings.get(event.key)
            if active is not None and active.node is self and await self.app.run_action(active.binding.action, self):
                event.stop()
                event.prevent_default()
                return
        await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if pictures := await asyncio.to_thread(_pictures_in, event.text):
            self.post_message(self.Dropped(pictures))
        else:
            self.paste(event.text)

    def paste(self, text: str) -> None:
        """Inserts text from elsewhere, without what could steer the terminal."""
        self.replace(shown(text[:MOST_PASTED]), *self.selection)

    def _recall(self, back: int) -> None:
        if not self._back:
            self._draft = self.text
        self._back = back
        text = self._questions()[-back] if back else self._draft
        # Not loaded, so that undo brings back what was being written.
        self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)


def _pictures_in(pasted: str) -> Sequence[Path]:
    """The pictures that pasted text names; none where it is text, or names another file too."""
    files = dropped_files(pasted)
    return files if all(map(is_picture, files)) else ()

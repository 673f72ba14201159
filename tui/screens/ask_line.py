"""Asks for one line of text."""

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from bot.untrusted import shown
from tui.screens.dialog import Dialog
from tui.screens.field import Field


class AskLineScreen(Dialog[str]):
    """One field with what is there already; Enter leaves with its text, Escape with None."""

    def __init__(self, question: str, value: str = "", note: str = "") -> None:
        super().__init__(classes="-small")
        self._question = question
        self._value = value
        self._note = note

    def body(self) -> Iterable[Widget]:
        """The field and what may be typed into it."""
        yield Field(self._value, id="line")
        yield Static(Content(shown(self._note)), id="note")

    def on_mount(self) -> None:
        """Shows the question and goes to the field."""
        self.head(self._question)
        self.query_one("#note").display = bool(self._note)
        self.query_one("#line").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Leaves with the text, unless there is none."""
        event.stop()
        if event.value.strip():
            self.dismiss(event.value.strip())

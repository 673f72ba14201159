"""Asks for a yes before something is lost."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from bot.untrusted import shown
from tui.screens.dialog import Dialog


class ConfirmScreen(Dialog[bool]):
    """A question with `y` and `n`; Enter counts as no, so that nothing is lost by a key pressed twice."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes"),
        Binding("n,enter", "answer(False)", "No", id="confirm.no", key_display="n"),
        Binding("escape", "answer(False)", "No", id="confirm.escape", show=False),
    ]

    def __init__(self, question: str, detail: str) -> None:
        super().__init__(classes="-small")
        self._question = question
        self._detail = detail

    def body(self) -> Iterable[Widget]:
        """What would be lost."""
        yield Static(Content(shown(self._detail)), id="detail")

    def on_mount(self) -> None:
        """Shows the question."""
        self.head(self._question)

    def action_answer(self, yes: bool) -> None:
        """Leaves with the answer."""
        self.dismiss(yes)

"""Shows an answer that is too long for the transcript, as plain text that can be searched with the eyes and copied."""

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import TextArea

from bot.untrusted import shown
from bot.wording import counted
from tui.screens.dialog import Dialog


class WholeAnswerScreen(Dialog[None]):
    """All of an answer; a text field draws only the lines on the screen, so that a long one opens at once."""

    AUTO_FOCUS = "TextArea"

    def __init__(self, question: str, text: str) -> None:
        super().__init__()
        self._question = question
        self._text = text

    def body(self) -> Iterable[Widget]:
        """The text."""
        yield TextArea(shown(self._text), read_only=True, soft_wrap=True, show_line_numbers=False, compact=True)

    def on_mount(self) -> None:
        """Says what was asked."""
        lines = self._text.count("\n") + 1
        self.head(self._question, counted(lines, "line"))

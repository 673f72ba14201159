"""What the dialogs share: a frame over the chat, a heading, a line of keys, Escape, and how an error is shown."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Footer, Static

from bot.untrusted import shown_line
from models.errors import DesksideError


class Dialog(ModalScreen[ScreenResultType]):
    """A modal screen; a subclass gives its `body` and may set its heading at any time."""

    CSS_PATH: ClassVar[str | list[str | PurePath] | PurePath | None] = "dialog.tcss"
    # Textual declares these two without a ClassVar around all of the type.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-medium"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", id="dialog.close")]

    def compose(self) -> ComposeResult:
        """The frame with the heading, the body and the keys."""
        with Vertical(id="frame"):
            yield Static(id="heading", markup=False)
            yield from self.body()
            yield Footer(show_command_palette=False, compact=True)

    def body(self) -> Iterable[Widget]:
        """What stands between the heading and the keys."""
        raise NotImplementedError

    def head(self, heading: str, note: str = "") -> None:
        """Sets the heading and a quieter note beside it."""
        parts = [(shown_line(heading), "bold $text-primary")]
        if note:
            parts.append((f"  {shown_line(note)}", "$text-muted"))
        self.query_one("#heading", Static).update(Content.assemble(*parts))

    def action_close(self) -> None:
        """Leaves without a result."""
        # What a worker would still show has no place any more, and looking for it would end the app.
        self.workers.cancel_node(self)
        self.dismiss(None)

    def show_error(self, error: DesksideError) -> None:
        """Shows a failure and what to do about it."""
        self.notify(shown_line(str(error)), severity="error", timeout=8, markup=False)

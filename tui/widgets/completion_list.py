"""The list of completions above the composer. The composer keeps the focus and moves through it."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.completion import Completion


class CompletionList(OptionList, can_focus=False):
    """Shown while there is something to offer."""

    @dataclass
    class Taken(Message):
        """A completion was clicked."""

        completion: Completion

    def __init__(self) -> None:
        super().__init__(id="completions", markup=False)
        self._offered: list[Completion] = []
        self.typed = ""
        """What stood before the cursor when these were offered."""

    def on_mount(self) -> None:
        """Begins closed."""
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether something is offered."""
        return bool(self._offered)

    @property
    def chosen(self) -> Completion | None:
        """The completion that the cursor is on."""
        return self._offered[self.highlighted or 0] if self._offered else None

    def offer(self, completions: Sequence[Completion], typed: str) -> None:
        """Shows these for what is typed; with none, the list closes."""
        self.typed = typed
        if list(completions) == self._offered:
            return
        self._offered = list(completions)
        self.clear_options()
        wide = max((len(one.label) for one in completions), default=0)
        self.add_options(
            Option(Content.assemble(one.label.ljust(wide + 2), (one.hint, "$text-muted"))) for one in completions
        )
        self.highlighted = 0 if completions else None
        self.display = bool(completions)

    def close(self) -> None:
        """Offers nothing."""
        self._offered = []
        self.clear_options()
        self.display = False

    def move(self, by: int) -> None:
        """Moves the cursor, round and round."""
        self.highlighted = ((self.highlighted or 0) + by) % len(self._offered)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """One was clicked."""
        event.stop()
        self.post_message(self.Taken(self._offered[event.option_index]))

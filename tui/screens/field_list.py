"""A field with a list below it: one types into the field and moves in the list without changing the focus."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from bot.untrusted import shown
from tui.screens.field import Field


class FieldList(Vertical):
    """Tells when the text changes, when another entry is marked and when one is chosen."""

    DEFAULT_CSS = """
    FieldList { height: 1fr; }
    FieldList > #entries { margin-top: 1; }
    FieldList > #nothing { margin: 1 1 0 1; height: auto; color: $text-muted; }
    .-short FieldList > #entries, .-short FieldList > #nothing { margin-top: 0; }
    """
    # With priority where the field has a use of its own for the key.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", id="entries.choose", priority=True),
        Binding("down", "move(1)", "Down", id="entries.down", show=False),
        Binding("up", "move(-1)", "Up", id="entries.up", show=False),
        Binding("pagedown", "move(10)", "Page down", id="entries.page_down", show=False),
        Binding("pageup", "move(-10)", "Page up", id="entries.page_up", show=False),
    ]

    class Typed(Message):
        """The text in the field is another now."""

    @dataclass
    class Marked(Message):
        """Another entry is marked; None where there is none."""

        at: int | None

    @dataclass
    class Chosen(Message):
        """An entry was chosen, with Enter or a click."""

        at: int

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self._placeholder = placeholder
        self._shown_for = ""
        """The text that the list is for."""
        self._to_choose: str | None = None
        """The text for which Enter was pressed before its list was there."""

    def compose(self) -> ComposeResult:
        """The field, the list, and the line that stands where the list is empty."""
        yield Field(placeholder=self._placeholder, id="field")
        entries = OptionList(id="entries", markup=False)
        entries.can_focus = False
        yield entries
        yield Static(id="nothing", markup=False)

    @property
    def text(self) -> str:
        """What is in the field."""
        return self.query_one("#field", Input).value

    @text.setter
    def text(self, text: str) -> None:
        self.query_one("#field", Input).value = text

    @property
    def marked(self) -> int | None:
        """The number of the marked entry; None while the list is still that of another text."""
        return self.query_one(OptionList).highlighted if self._shown_for == self.text else None

    def show(self, entries: Sequence[Option], nothing: str = "", mark: int = 0, of: str | None = None) -> None:
        """Lists other entries and marks one; `nothing` is said where there are none.

        `of` is the text that they were found for, where finding them took a while.
        """
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(entries)
        options.highlighted = min(mark, len(entries) - 1) if entries else None
        options.display = bool(entries)
        self.query_one("#nothing", Static).update(Content(shown(nothing)))
        self.query_one("#nothing").display = not entries and bool(nothing)
        if not entries:
            self.post_message(self.Marked(None))
        self._shown_for = self.text if of is None else of
        if self._to_choose == self._shown_for:
            self._choose()

    def action_move(self, by: int) -> None:
        """Moves the mark; at either end it stays."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = max(0, min(options.option_count - 1, (options.highlighted or 0) + by))

    def action_choose(self) -> None:
        """Chooses the marked entry of what is typed, once that is listed."""
        # A priority binding overtakes the letters that were typed before it: they wait in the field's queue.
        self.query_one("#field", Input).call_later(self._choose)

    def _choose(self) -> None:
        self._to_choose = None
        if self._shown_for != self.text:
            self._to_choose = self.text
        elif self.marked is not None:
            self.post_message(self.Chosen(self.marked))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Says that something was typed."""
        event.stop()
        self.post_message(self.Typed())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Passes the mark on."""
        event.stop()
        self.post_message(self.Marked(event.option_index))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click chooses."""
        event.stop()
        self.post_message(self.Chosen(event.option_index))

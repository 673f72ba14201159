"""Lists every key and every command, with a field to filter them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.widget import Widget
from textual.widgets import Input, Static

from bot.untrusted import shown_line
from tui.commands import COMMANDS
from tui.keys import KEYS
from tui.screens.dialog import Dialog
from tui.screens.field import Field

PLACES = {
    "app": "Everywhere",
    "chat": "In the chat",
    "composer": "In the composer",
    "transcript": "In the transcript",
    "sources": "In the sources panel",
    "dialog": "In every dialog",
    "passage": "In a passage",
    "reading": "In a document's text",
    "entries": "In a list with a field",
    "sessions": "In the conversations",
    "knowledge": "In the documents",
    "search": "In the search",
    "models": "In the models",
    "picker": "When picking a picture",
    "first_run": "On the first page",
    "confirm": "In a question",
}
"""What the first parts of the bindings' ids mean to a person, in the order of the list."""

KEYS_WIDTH, NARROW_KEYS_WIDTH = 22, 12


@dataclass(frozen=True)
class Line:
    """A key or a command, and what it does."""

    place: str
    keys: str
    does: str


class HelpScreen(Dialog[None]):
    """`changed` are the person's own keys, by the ids of what they do."""

    AUTO_FOCUS = "#filter"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll(1)", "Down", id="help.down", show=False),
        Binding("up", "scroll(-1)", "Up", id="help.up", show=False),
        Binding("pagedown", "scroll(10)", "Page down", id="help.page_down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", id="help.page_up", show=False),
    ]

    def __init__(self, changed: Mapping[str, str]) -> None:
        super().__init__()
        self._changed = changed
        self._lines: list[Line] = []

    def body(self) -> Iterable[Widget]:
        """The field and the list."""
        yield Field(placeholder="Type to filter", id="filter")
        with VerticalScroll(id="lines", can_focus=False):
            yield Static(markup=False)

    def on_mount(self) -> None:
        """Lists everything."""
        self.head("Keys and commands")
        commands = [Line("Commands", f"/{one.name} {one.argument}".strip(), one.does) for one in COMMANDS]
        self._lines = [*self._key_lines([*(key.binding for key in KEYS), *dialog_bindings()]), *commands]
        self._list("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keeps what holds the text."""
        event.stop()
        self._list(event.value)

    def on_resize(self) -> None:
        """Fits the columns to the width."""
        self._list(self.query_one("#filter", Input).value)

    def action_scroll(self, by: int) -> None:
        """Scrolls by lines."""
        self.query_one("#lines").scroll_relative(y=by, animate=False)

    def _list(self, text: str) -> None:
        wanted = text.casefold().strip()
        found = [line for line in self._lines if wanted in f"{line.place} {line.keys} {line.does}".casefold()]
        width = NARROW_KEYS_WIDTH if self.has_class("-narrow") else KEYS_WIDTH
        shown = _listed(found, width) if found else Text(f"No key and no command is about “{shown_line(text)}”.", "dim")
        self.query_one("#lines Static", Static).update(shown)
        self.query_one("#lines").scroll_home(animate=False)

    def _key_lines(self, bindings: Iterable[Binding]) -> Iterator[Line]:
        by_place: dict[str, list[Line]] = {title: [] for title in PLACES.values()}
        for binding in bindings:
            place = PLACES.get((binding.id or "").partition(".")[0])
            if place is not None:
                by_place[place].append(Line(place, self._keys_of(binding), binding.description))
        for lines in by_place.values():
            yield from dict.fromkeys(lines)

    def _keys_of(self, binding: Binding) -> str:
        """The keys as they are now, after what the person has changed."""
        keys = self._changed.get(binding.id or "", binding.key)
        named = ("plus" if key.strip() == "+" else key.strip() for key in keys.split(","))  # "+" joins keys otherwise
        return "  ".join(self.app.get_key_display(Binding(key, "")) for key in named)


def dialog_bindings() -> Iterator[Binding]:
    """The bindings of all screens beside the chat."""
    from tui.screens.confirm import ConfirmScreen
    from tui.screens.field_list import FieldList
    from tui.screens.first_run import FirstRunScreen
    from tui.screens.knowledge import KnowledgeScreen
    from tui.screens.models import ModelsScreen
    from tui.screens.passage import PassageScreen
    from tui.screens.picker import PickerScreen
    from tui.screens.reading import Reading
    from tui.screens.search import SearchPane
    from tui.screens.sessions import SessionsScreen
    from tui.screens.sources import SourcesPane

    places: tuple[type[DOMNode], ...] = (
        Dialog, PassageScreen, Reading, FieldList, SessionsScreen, SourcesPane, KnowledgeScreen, SearchPane,
        ModelsScreen, PickerScreen, FirstRunScreen, ConfirmScreen,
    )  # fmt: skip
    for place in places:
        yield from (binding for binding in place.BINDINGS if isinstance(binding, Binding))


def _listed(lines: Sequence[Line], keys_width: int) -> RenderableType:
    """The lines in a table for each place, under its name."""
    parts: list[RenderableType] = []
    for place in dict.fromkeys(line.place for line in lines):
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(width=keys_width, style="bold")
        table.add_column(ratio=1)
        for line in lines:
            if line.place == place:
                table.add_row(Text(line.keys), Text(line.does))
        parts += [Text(place, "bold underline"), table, Text("")]
    return Group(*parts)

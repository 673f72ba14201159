"""Asks for a folder, a file or a web address, and for the space that it goes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from textual.containers import Horizontal
from textual.content import Content
from textual.suggester import Suggester, SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from bot.untrusted import shown, shown_line
from tui.screens.dialog import Dialog
from tui.screens.field import Field


@dataclass(frozen=True)
class SourceToAdd:
    """What was typed."""

    place: str
    space: str


class PathSuggester(Suggester):
    """Completes the path that is being typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first file or folder that begins like the last part of the path."""
        import asyncio

        return await asyncio.to_thread(completed_path, value)


class AddSourceScreen(Dialog[SourceToAdd]):
    """Two fields; Enter in either leaves with both."""

    AUTO_FOCUS = "#place"

    def __init__(self, space: str, spaces: Iterable[str]) -> None:
        super().__init__(classes="-small")
        self._space = space
        self._spaces = sorted(spaces)

    def body(self) -> Iterable[Widget]:
        """The fields."""
        with Horizontal(classes="field"):
            yield Label("Place", classes="quiet")
            yield Field(placeholder="a folder, a file or https://…", suggester=PathSuggester(), id="place")
        with Horizontal(classes="field"):
            yield Label("Space", classes="quiet")
            yield Field(self._space, suggester=SuggestFromList(self._spaces), id="space")
        yield Static(id="note", markup=False)

    def on_mount(self) -> None:
        """Says what a space is for."""
        self.head("Add documents")
        known = f"There are: {', '.join(map(shown_line, self._spaces))}. " if len(self._spaces) > 1 else ""
        self.query_one("#note", Static).update(
            Content(f"{known}Each space is searched on its own; a new name makes a new one.")
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Leaves with what was typed, once a place is."""
        event.stop()
        place, space = (self.query_one(f"#{name}", Input).value.strip() for name in ("place", "space"))
        if place:
            self.dismiss(SourceToAdd(place, space or self._space))
        else:
            self.query_one("#place").focus()


def completed_path(typed: str) -> str | None:
    """The typed path, gone on with to the first file or folder that begins so; None where there is none."""
    if not typed or "://" in typed or typed.endswith(("~", "/")):
        return None
    folder, _, begun = typed.rpartition("/")
    try:
        below = Path(f"{folder}/" if folder or typed.startswith("/") else ".").expanduser()
        names = sorted(
            entry.name + ("/" if entry.is_dir() else "")
            for entry in below.iterdir()
            # A name that cannot be shown as it is cannot be typed either.
            if entry.name.startswith(begun) and shown(entry.name) == entry.name
        )
    except (OSError, RuntimeError, ValueError):
        return None
    return f"{typed[: len(typed) - len(begun)]}{names[0]}" if names else None

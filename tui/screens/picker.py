"""Picks a picture: one folder at a time, filtered by what is typed, with a preview beside it."""

import asyncio
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from bot.untrusted import shortened, shown_line
from tui.moments import ago
from tui.path_names import path_name
from tui.picture_files import ENDINGS, is_picture
from tui.pictures import Picture
from tui.screens.dialog import Dialog
from tui.screens.field_list import FieldList
from tui.screens.row import Row

MOST_LISTED = 2_000
"""Entries of one folder that are shown; typing finds the others."""

PREVIEW_PAUSE = 0.1
"""Seconds that the mark rests on a picture before it is loaded."""


@dataclass(frozen=True)
class Entry:
    """A folder or a file that is named like a picture."""

    path: Path
    is_folder: bool
    modified: float


class PickerScreen(Dialog[Path]):
    """Leaves with the path of a picture, or None."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["dialog.tcss", "picker.tcss"]
    AUTO_FOCUS = "#field"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+u,alt+up", "up", "Up a folder", id="picker.up", priority=True, key_display="^u"),
        Binding("backspace", "backspace", "Up a folder", id="picker.backspace", show=False, priority=True),
        Binding("tab", "enter_folder", "Into the folder", id="picker.into", show=False, priority=True),
        Binding("f4", "hidden", "Hidden files", id="picker.hidden", priority=True),
    ]

    def __init__(self, start: Path) -> None:
        super().__init__()
        self._folder = start
        self._entries: list[Entry] = []
        self._listed: list[Entry] = []
        self._hidden = False
        self._resting: Timer | None = None

    def body(self) -> Iterable[Widget]:
        """The folder's name, the list and the preview."""
        yield Static(id="folder", classes="quiet", markup=False)
        with Horizontal():
            yield FieldList("Type to filter")
            yield Picture(id="preview")

    def on_mount(self) -> None:
        """Opens the first folder."""
        self.head("Attach a picture")
        self._open(self._folder)

    def on_field_list_typed(self, event: FieldList.Typed) -> None:
        """Filters."""
        self._filter()

    def on_field_list_marked(self, event: FieldList.Marked) -> None:
        """Shows the marked picture, once the mark rests."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(PREVIEW_PAUSE, lambda: self._preview(event.at))

    async def on_field_list_chosen(self, event: FieldList.Chosen) -> None:
        """Goes into a folder, or leaves with a picture."""
        entry = self._listed[event.at]
        if entry.is_folder:
            self._open(entry.path)
        elif await asyncio.to_thread(is_picture, entry.path):
            self.dismiss(entry.path)
        else:
            self.notify(f"{shown_line(entry.path.name)} is named like a picture, but is not one.", markup=False)

    def action_up(self) -> None:
        """Goes to the folder above, with the one that was left marked."""
        self._open(self._folder.parent, mark=self._folder)

    def action_backspace(self) -> None:
        """Takes a character of the filter away; without one, goes up."""
        field_list = self.query_one(FieldList)
        if field_list.text:
            field_list.text = field_list.text[:-1]
        else:
            self.action_up()

    def action_enter_folder(self) -> None:
        """Goes into the marked folder."""
        marked = self.query_one(FieldList).marked
        if marked is not None and self._listed[marked].is_folder:
            self._open(self._listed[marked].path)

    def action_hidden(self) -> None:
        """Shows hidden files, or leaves them out again."""
        self._hidden = not self._hidden
        self._filter()

    @work(thread=True, exclusive=True, group="list")
    def _open(self, folder: Path, mark: Path | None = None) -> None:
        # A folder may be on a network, and a network may be slow.
        try:
            entries = list_pictures(folder)
        except OSError as error:
            problem = f"{folder} cannot be opened: {error.strerror}."
            self.app.call_from_thread(self.notify, shown_line(problem), severity="warning", markup=False)
            return
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._opened, folder, entries, mark)

    def _opened(self, folder: Path, entries: list[Entry], mark: Path | None) -> None:
        self._folder, self._entries = folder, entries
        self.query_one("#folder", Static).update(Content(shortened(path_name(folder), max(20, self.size.width - 6))))
        self.query_one(FieldList).text = ""
        self._filter(mark)

    def _filter(self, mark: Path | None = None) -> None:
        field_list = self.query_one(FieldList)
        typed = field_list.text.casefold()
        hidden = self._hidden or typed.startswith(".")
        self._listed = [
            entry
            for entry in self._entries
            if typed in entry.path.name.casefold() and (hidden or not entry.path.name.startswith("."))
        ][:MOST_LISTED]
        paths = [entry.path for entry in self._listed]
        nothing = "No picture or folder here has that name." if typed else "There are no pictures and no folders here."
        field_list.show(
            [Option(_row(entry)) for entry in self._listed], nothing, paths.index(mark) if mark in paths else 0
        )

    def _preview(self, at: int | None) -> None:
        entry = self._listed[at] if at is not None and at < len(self._listed) else None
        self.query_one(Picture).source = None if entry is None or entry.is_folder else entry.path


def list_pictures(folder: Path) -> list[Entry]:
    """The folders, then the files named like pictures, by name; raises `OSError` if the folder cannot be listed."""
    entries: list[Entry] = []
    with os.scandir(folder) as found:
        for item in found:
            try:
                is_folder = item.is_dir()
                if is_folder or Path(item.name).suffix.lower() in ENDINGS:
                    entries.append(Entry(folder / item.name, is_folder, item.stat().st_mtime))
            except OSError:  # a link that leads nowhere
                continue
    return sorted(entries, key=lambda entry: (not entry.is_folder, entry.path.name.casefold()))


def _row(entry: Entry) -> Row:
    name = shown_line(entry.path.name)
    if entry.is_folder:
        return Row(Text(f"{name}/", "bold"))
    return Row(Text(name), more=ago(datetime.fromtimestamp(entry.modified, UTC)))

"""Finds a conversation again, by its title or anything said in it; renames, deletes and exports it."""

from collections.abc import Awaitable, Iterable
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets.option_list import Option

from bot.conversations import ConversationSummary
from bot.interface import EngineInterface
from bot.untrusted import shown_line
from bot.wording import counted
from models.errors import DesksideError
from tui.moments import ago
from tui.screens.ask_line import AskLineScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.dialog import Dialog
from tui.screens.export import export_conversation
from tui.screens.field_list import FieldList
from tui.screens.row import Row

MOST_LISTED = 200


class SessionsScreen(Dialog[str]):
    """Leaves with the id of the conversation to open, or None."""

    AUTO_FOCUS = "#field"
    # With priority, since the field would take these keys for itself.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "rename", "Rename", id="sessions.rename"),
        Binding("ctrl+d", "delete", "Delete", id="sessions.delete", priority=True),
        Binding("ctrl+s", "export", "Export", id="sessions.export", priority=True),
    ]

    def __init__(self, engine: EngineInterface, asker: str) -> None:
        super().__init__()
        self._engine = engine
        self._asker = asker
        self._listed: list[ConversationSummary] = []
        self.deleted: set[str] = set()
        """The ids of those that were deleted here."""

    def body(self) -> Iterable[Widget]:
        """The field and the conversations."""
        yield FieldList("Search titles and everything that was said")

    def on_mount(self) -> None:
        """Lists the latest."""
        self.head("Conversations")
        self._list()

    @work(exclusive=True, group="list")
    async def _list(self, keep: str | None = None) -> None:
        field_list = self.query_one(FieldList)
        typed = field_list.text
        text = typed.strip()
        try:
            self._listed = await self._engine.conversations(self._asker, text, MOST_LISTED)
        except DesksideError as error:
            self.show_error(error)
            return
        ids = [summary.id for summary in self._listed]
        nothing = f"No conversation has “{text}” in it." if text else "There are no conversations yet."
        mark = ids.index(keep) if keep in ids else 0
        field_list.show([Option(_row(summary)) for summary in self._listed], nothing, mark, of=typed)

    def on_field_list_typed(self, event: FieldList.Typed) -> None:
        """Searches with every key."""
        self._list()

    def on_field_list_chosen(self, event: FieldList.Chosen) -> None:
        """Leaves with the conversation."""
        self.dismiss(self._listed[event.at].id)

    @work(group="act")
    async def action_rename(self) -> None:
        """Asks for another title."""
        chosen = self._chosen()
        if chosen is None:
            return
        title = await self.app.push_screen_wait(AskLineScreen("Rename", shown_line(chosen.title)))
        if title is not None:
            await self._try_change(self._engine.rename_conversation(chosen.id, title), chosen.id)

    @work(group="act")
    async def action_delete(self) -> None:
        """Deletes after a yes."""
        chosen = self._chosen()
        if chosen is None:
            return
        detail = f"“{shown_line(chosen.title)}”, {_questions(chosen)}. It cannot be brought back."
        if await self.app.push_screen_wait(ConfirmScreen("Delete this conversation?", detail)):
            ids = [summary.id for summary in self._listed]
            below = ids[ids.index(chosen.id) + 1 :]
            if await self._try_change(self._engine.delete_conversation(chosen.id), below[0] if below else None):
                self.deleted.add(chosen.id)

    @work(group="act")
    async def action_export(self) -> None:
        """Writes the conversation to a file."""
        if (chosen := self._chosen()) is None:
            return
        try:
            await export_conversation(self, self._engine, chosen.id)
        except DesksideError as error:
            self.show_error(error)

    async def _try_change(self, change: Awaitable[None], keep: str | None) -> bool:
        """Whether it could be changed; the list is shown anew in any case."""
        try:
            await change
        except DesksideError as error:
            self.show_error(error)
            return False
        finally:
            self._list(keep)
        return True

    def _chosen(self) -> ConversationSummary | None:
        at = self.query_one(FieldList).marked
        return self._listed[at] if at is not None and at < len(self._listed) else None


def _row(summary: ConversationSummary) -> Row:
    return Row(Text(shown_line(summary.title)), f"{ago(summary.touched):>12}", _questions(summary))


def _questions(summary: ConversationSummary) -> str:
    return counted((summary.turns + 1) // 2, "question")

"""The documents: where they come from and how fresh they are, and why a search finds what it finds."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import TabbedContent, TabPane

from bot.interface import EngineInterface
from tui.screens.dialog import Dialog
from tui.screens.search import SearchPane
from tui.screens.sources import SourcesPane


class KnowledgeScreen(Dialog[None]):
    """Two tabs over one engine; Escape first stops what is under way, then closes."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["dialog.tcss", "knowledge.tcss"]
    AUTO_FOCUS = "#sources"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "tab('sources-tab')", "Sources", id="knowledge.sources_tab"),
        Binding("f3", "tab('search-tab')", "Search", id="knowledge.search_tab"),
    ]

    def __init__(self, engine: EngineInterface, space: str) -> None:
        super().__init__()
        self._engine = engine
        self._space = space
        self._tab = "sources-tab"

    def body(self) -> Iterable[Widget]:
        """The tabs."""
        with TabbedContent():
            with TabPane("Sources", id="sources-tab"):
                yield SourcesPane(self._engine, self._space)
            with TabPane("Search", id="search-tab"):
                yield SearchPane(self._engine, self._space)

    def on_mount(self) -> None:
        """Says what this is."""
        self.head("Documents")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer names the way to the other tab only: of eighty columns it fills all."""
        return action != "tab" or parameters != (self._tab,)

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        """Names the way back."""
        self._tab = str(event.pane.id)
        self.refresh_bindings()

    def action_tab(self, tab: str) -> None:
        """Goes to a tab."""
        self.query_one(TabbedContent).active = tab
        self.call_after_refresh(self.query_one("#field" if tab == "search-tab" else "#sources").focus)

    def action_close(self) -> None:
        """Stops what is under way, or leaves."""
        line = self.query_one(SourcesPane).line
        if line.is_working:
            line.stop()
        else:
            self.dismiss(None)

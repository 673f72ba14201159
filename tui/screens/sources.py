"""The sources of the documents: how fresh they are, what could not be read, and what can be done with them."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from bot.interface import EngineInterface
from bot.untrusted import shortened, shown_line
from bot.wording import counted
from knowledge.reports import FileProblem, SourceStatus, SyncReport, merged_problems
from knowledge.sources.passed_over import passed_over_line
from models.errors import DesksideError
from models.progress import Progress
from tui.moments import ago
from tui.screens.add_source import AddSourceScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.progress_line import ProgressLine
from tui.screens.row import Row

MOST_PROBLEMS = 50

Work = Callable[[Progress], Awaitable[str]]


class SourcesPane(Vertical):
    """The list of sources by space; one work at a time, with its progress below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add", id="knowledge.add"),
        Binding("s", "sync", "Sync", id="knowledge.sync"),
        Binding("S", "sync_all", "Sync all", id="knowledge.sync_all"),
        Binding("d,delete", "remove", "Remove", id="knowledge.remove", key_display="d"),
        Binding("r", "rebuild", "Rebuild", id="knowledge.rebuild"),
        Binding("j", "mark(1)", "Down", id="knowledge.down", show=False),
        Binding("k", "mark(-1)", "Up", id="knowledge.up", show=False),
    ]

    def __init__(self, engine: EngineInterface, space: str) -> None:
        super().__init__()
        self._engine = engine
        self._space = space
        self._sources: dict[str, SourceStatus] = {}
        self._report_problems: tuple[FileProblem, ...] = ()
        self.line = ProgressLine(stopped="Stopped. What was read until then is kept.")

    def compose(self) -> ComposeResult:
        """The list, what is wrong with the marked source, and the progress."""
        yield Static(id="nothing", classes="quiet", markup=False)
        yield OptionList(id="sources", markup=False)
        with VerticalScroll(id="problems", can_focus=False):
            yield Static(markup=False)
        yield self.line

    def on_mount(self) -> None:
        """Lists the sources."""
        self.list_sources()

    @work(exclusive=True, group="list")
    async def list_sources(self) -> None:
        """Lists the sources anew, with the same one marked."""
        try:
            sources = await self._engine.sources()
        except DesksideError as error:
            self.line.fail(error)
            return
        options = self.query_one(OptionList)
        marked = self._marked()
        self._sources = {f"source-{n}": source for n, source in enumerate(sorted(sources, key=_place))}
        keys = list(self._sources)
        same = next((key for key in keys if marked and _place(self._sources[key]) == _place(marked)), None)
        # Nobody moved the mark: what a work told stays.
        with self.prevent(OptionList.OptionHighlighted):
            options.clear_options()
            options.add_options(list(_options(self._sources)))
            if keys:
                options.highlighted = options.get_option_index(same or keys[0])
        # The list is there without entries too: it has the focus, without which no key would add the first.
        nothing = self.query_one("#nothing", Static)
        nothing.update(Content("There are no documents yet. Press a to add a folder, a file or a web page."))
        nothing.display = not keys
        self._show_problems()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows what could not be read of the marked source."""
        event.stop()
        self._report_problems = ()
        self._show_problems()

    def action_mark(self, by: int) -> None:
        """Marks another source."""
        options = self.query_one(OptionList)
        options.action_cursor_down() if by > 0 else options.action_cursor_up()

    @work(group="ask")
    async def action_add(self) -> None:
        """Asks for a place and reads it."""
        marked = self._marked()
        try:
            spaces = await self._engine.spaces()
        except DesksideError:
            spaces = []
        to_add = await self.app.push_screen_wait(AddSourceScreen(marked.space if marked else self._space, spaces))
        if to_add is not None:
            self._start(
                f"Reading {shown_line(to_add.place)}",
                lambda progress: self._with_problems_kept(self._engine.add([to_add.place], to_add.space, progress)),
            )

    def action_sync(self) -> None:
        """Brings the space of the marked source up to date."""
        if (marked := self._marked()) is not None:
            self._start(
                f"Syncing {marked.space}",
                lambda progress: self._with_problems_kept(self._engine.sync(marked.space, progress)),
            )

    def action_sync_all(self) -> None:
        """Brings all spaces up to date."""
        self._start("Syncing all", lambda progress: self._with_problems_kept(self._engine.sync(None, progress)))

    @work(group="ask")
    async def action_remove(self) -> None:
        """Removes the marked source after a yes."""
        if (marked := self._marked()) is None:
            return
        detail = f"{shown_line(marked.location)}, {_sizes(marked)}. The files themselves stay where they are."

        async def remove(progress: Progress) -> str:
            return f"Removed {counted(await self._engine.remove(marked.location, marked.space), 'document')}."

        if await self.app.push_screen_wait(ConfirmScreen(f"Remove this source from {marked.space}?", detail)):
            self._start("Removing", remove)

    @work(group="ask")
    async def action_rebuild(self) -> None:
        """Makes the vectors again after a yes."""

        async def rebuild(progress: Progress) -> str:
            return f"Rebuilt the vectors of {counted(await self._engine.rebuild(progress), 'passage')}."

        detail = "All passages are embedded again, which takes minutes for thousands of them. No source is read."
        if await self.app.push_screen_wait(ConfirmScreen("Rebuild the search vectors?", detail)):
            self._start("Rebuilding the vectors", rebuild)

    def _start(self, doing: str, work: Work) -> None:
        if self.line.is_working:
            self.notify("One thing at a time; Escape stops what is under way.", markup=False)
            return

        async def with_outcome_shown() -> None:
            self.line.end(await work(self.line.report), "$text-success")

        self._report_problems = ()
        self.line.start(doing, with_outcome_shown())

    async def _with_problems_kept(self, work: Awaitable[SyncReport]) -> str:
        report = await work
        self._report_problems = report.problems
        return str(report)

    def on_progress_line_ended(self) -> None:
        """Lists the sources anew when a work has ended, however it ended."""
        self.list_sources()

    def _marked(self) -> SourceStatus | None:
        at = self.query_one(OptionList).highlighted_option
        return self._sources.get(at.id or "") if at else None

    def _show_problems(self) -> None:
        marked = self._marked()
        problems = merged_problems(self._report_problems or (marked.problems if marked else ()))
        parts = [
            Content.assemble(
                (shown_line(problem.document), "bold"), f": {shown_line(problem.problem)} ",
                (shown_line(problem.next_step), "$text-muted"),
            )
            for problem in problems[:MOST_PROBLEMS]
        ]  # fmt: skip
        if len(problems) > MOST_PROBLEMS:
            parts.append(Content.styled(f"… and {len(problems) - MOST_PROBLEMS} more", "$text-muted"))
        if passed_over := passed_over_line(marked.passed_over if marked else {}):
            parts.append(Content(passed_over))
        panel = self.query_one("#problems")
        panel.display = bool(parts)
        panel.query_one(Static).update(Content("\n").join(parts))


@dataclass(frozen=True)
class _SourceRow:
    """Two lines: the place, and what is known of it."""

    source: SourceStatus

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        source, unreadable = self.source, len(self.source.problems)
        note = f"{unreadable} unreadable" if unreadable else ""
        place = "handed in by a program" if source.kind == "texts" else shown_line(source.location)
        width = options.max_width - len(note) - 2
        yield Row(Text(shortened(place, max(width, 8))), note, note_style="bold")
        yield Text(
            f"  {_sizes(source)} · synced {ago(source.synced_at)}", style="dim", no_wrap=True, overflow="ellipsis"
        )


def _place(source: SourceStatus) -> tuple[str, str]:
    """What tells a source from all others: a folder may be in several spaces."""
    return source.space, source.location


def _options(sources: dict[str, SourceStatus]) -> Iterator[Option]:
    space = None
    for key, source in sources.items():
        if source.space != space:
            space = source.space
            yield Option(Text(shown_line(space), style="bold"), disabled=True)
        yield Option(_SourceRow(source), id=key)


def _sizes(source: SourceStatus) -> str:
    return f"{counted(source.documents, 'document')}, {counted(source.chunks, 'passage')}"

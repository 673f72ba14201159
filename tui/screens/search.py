"""Searches without answering, and shows of each passage who found it: one sees why it is there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.style import Style
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from bot.interface import EngineInterface
from bot.untrusted import shown_line
from knowledge.documents import Passage
from models.errors import DesksideError
from tui.screens.field_list import FieldList
from tui.screens.passage import PassageScreen
from tui.screens.row import Row
from tui.sources import passage_citation, snippet

TYPING_PAUSE = 0.2
"""Seconds without a key after which a search starts: it costs 30 ms and more of the models' time."""

RANKERS = {"dense": "primary", "bm25": "accent", "reader": "success"}
"""The rankers in their order, each with its colour in the theme."""

SNIPPET = 160
BAR = 6
NUMBERS = 9
EIGHTHS = " ▏▎▍▌▋▊▉█"


class SearchPane(Vertical):
    """A field and the passages; Enter opens the marked one in its document."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4", "next_space", "Next space", id="search.next_space")]

    def __init__(self, engine: EngineInterface, space: str) -> None:
        super().__init__()
        self._engine = engine
        self._space = space
        self._passages: list[Passage] = []

    def compose(self) -> ComposeResult:
        """Which space is searched, the field and the list."""
        yield Static(id="searched", classes="quiet", markup=False)
        yield FieldList("Why is this found?")

    def on_mount(self) -> None:
        """Says which space is searched."""
        self._show_space()

    @work(exclusive=True, group="space")
    async def action_next_space(self) -> None:
        """Searches in the space that comes next by name."""
        try:
            spaces = sorted(await self._engine.spaces())
        except DesksideError as error:
            self.query_one(FieldList).show([], str(error))
            return
        self._space = next((space for space in spaces if space > self._space), spaces[0] if spaces else self._space)
        self._show_space()
        self._search()

    def _show_space(self) -> None:
        self.query_one("#searched", Static).update(Content.assemble("In the space ", (shown_line(self._space), "bold")))

    def on_field_list_typed(self, event: FieldList.Typed) -> None:
        """Searches when typing pauses."""
        event.stop()
        self._search()

    def on_field_list_chosen(self, event: FieldList.Chosen) -> None:
        """Opens the passage, with the others beside it."""
        event.stop()
        citations = [passage_citation(passage, n) for n, passage in enumerate(self._passages, start=1)]
        self.app.push_screen(PassageScreen(self._engine, citations[event.at], citations))

    @work(exclusive=True, group="search")
    async def _search(self) -> None:
        field_list = self.query_one(FieldList)
        await asyncio.sleep(TYPING_PAUSE)
        typed = field_list.text
        text = typed.strip()
        if not text:
            self._passages = []
            field_list.show([], of=typed)
            return
        try:
            self._passages = await self._engine.search(text, (self._space,))
        except DesksideError as error:
            self._passages = []
            field_list.show([], str(error), of=typed)
            return
        best = _best_scores(self._passages)
        variables = self.app.theme_variables
        styles = {ranker: Style(color=Color.parse(variables[name]).rich_color) for ranker, name in RANKERS.items()}
        field_list.show(
            [Option(_Entry(n, passage, best, styles)) for n, passage in enumerate(self._passages, start=1)],
            "Nothing was found.",
            of=typed,
        )


def _best_scores(passages: Sequence[Passage]) -> dict[str, float]:
    """The highest score that each ranker gave: each has its own unit, so a bar is a share of that."""
    best: dict[str, float] = dict.fromkeys(RANKERS, 0.0)
    for passage in passages:
        for ranker, found in passage.found_by.items():
            best[ranker] = max(best.get(ranker, 0.0), found.score)
    return {ranker: score for ranker, score in best.items() if score > 0}


@dataclass(frozen=True)
class _Entry:
    """A passage in the list: its place, its first words, and each ranker's say, in a line where that fits."""

    n: int
    passage: Passage
    best: dict[str, float]
    styles: dict[str, Style]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        passage = self.passage
        place = " › ".join(dict.fromkeys(shown_line(part) for part in (passage.title, passage.location) if part))
        yield Row(Text(f"{self.n:>2} {place or shown_line(passage.document)}", "bold"), f"{passage.score:.2f}")
        yield Padding(Text(snippet(passage_citation(passage, self.n), SNIPPET), "dim"), (0, 0, 0, 3))
        placings = [_placing(passage, ranker, best, self.styles) for ranker, best in self.best.items()]
        in_a_line = Text("  ").join(placings)
        fits = in_a_line.cell_len + 3 <= options.max_width
        yield Padding(in_a_line if fits else Text("\n").join(placings), (0, 0, 1, 3))


def _placing(passage: Passage, ranker: str, best: float, styles: dict[str, Style]) -> Text:
    """One ranker's place for a passage: its bar, rank and score."""
    found = passage.found_by.get(ranker)
    name = (f"{shown_line(ranker):<{max(map(len, RANKERS))}} ", "dim")
    if found is None:
        return Text.assemble(name, ("·" * BAR, "dim"), (" –".ljust(NUMBERS), "dim"))
    bar = (bar_of(found.score / best), styles.get(ranker, ""))
    return Text.assemble(name, bar, f" #{found.rank} {found.score:.2f}".ljust(NUMBERS))


def bar_of(share: float) -> str:
    """A bar for a share of 1, in eighths of a cell, always of the same width."""
    eighths = round(max(0.0, min(1.0, share)) * BAR * 8)
    bar = "█" * (eighths // 8) + (EIGHTHS[eighths % 8] if eighths % 8 else "")
    return bar.ljust(BAR)

"""The models: what is loaded, how large and how fast it is, what it was made of, and how each stage of it measured."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from bot import locations
from bot.interface import EngineInterface
from bot.settings import Settings
from bot.status import EngineStatus, ModelInUse
from bot.untrusted import shortened, shown_line
from models.errors import DesksideError
from models.recipes.exports import DecoderExport, EncoderExport
from models.recipes.recipe import BlockQuantization, DynamicInt8, MatrixQuantization, Recipe
from models.report.rows import REPORT, StageRow, rows_in
from tui.path_names import path_name
from tui.screens.dialog import Dialog
from tui.screens.report_plots import plots_of

SOURCE = 56
"""Characters of a weights' source that are shown."""

ROLES = {
    "writer": "writes the answers",
    "embedder": "finds by meaning",
    "reader": "judges passages",
    "clip": "sees pictures",
}


class ModelsScreen(Dialog[None]):
    """A card for each model, and the plots of a report where there is one."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["dialog.tcss", "models.tcss"]
    AUTO_FOCUS = "#models"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "refresh", "Refresh", id="models.refresh"),
        Binding("j", "scroll(1)", "Down", id="models.down", show=False),
        Binding("k", "scroll(-1)", "Up", id="models.up", show=False),
    ]

    def __init__(self, engine: EngineInterface, settings: Settings) -> None:
        super().__init__()
        self._engine = engine
        self._report = locations.models_folder(settings.home) / REPORT

    def body(self) -> Iterable[Widget]:
        """The cards, and below them the plots."""
        with VerticalScroll(id="models"):
            yield Static(id="cards", markup=False)
            yield ItemGrid(id="plots", min_column_width=50, stretch_height=False)
            yield Static(id="no-report", classes="quiet", markup=False)

    def on_mount(self) -> None:
        """Asks the engine."""
        self.head("Models")
        self.action_refresh()

    def action_scroll(self, by: int) -> None:
        """Scrolls by a line."""
        self.query_one("#models").scroll_relative(y=by, animate=False)

    @work(exclusive=True, group="refresh")
    async def action_refresh(self) -> None:
        """Asks the engine again, and reads the report again."""
        try:
            status = await self._engine.status()
        except DesksideError as error:
            self.show_error(error)
            return
        recipes = await asyncio.to_thread(_recipes, [model.name for model in status.models])
        self.head("Models", _engine_line(status))
        cards = [_card(model, recipes.get(model.name)) for model in status.models]
        self.query_one("#cards", Static).update(Content("\n\n").join(cards))
        await self._show_report(await asyncio.to_thread(rows_in, self._report))

    async def _show_report(self, rows: Sequence[StageRow]) -> None:
        plots = self.query_one("#plots", ItemGrid)
        await plots.remove_children()
        await plots.mount(*plots_of(rows))
        plots.display = bool(rows)
        none = self.query_one("#no-report", Static)
        none.update(
            Content(f"Size, speed and quality are plotted here once they are measured, in {path_name(self._report)}.")
        )
        none.display = not rows


def _engine_line(status: EngineStatus) -> str:
    parts = [f"Deskside {status.version}"]
    if status.tokens_per_second:
        parts.append(f"{status.tokens_per_second:.0f} tokens/s in the last answer")
    if status.waiting:
        parts.append(f"{status.waiting} waiting")
    return " · ".join(parts)


def _card(model: ModelInUse, recipe: Recipe | None) -> Content:
    state = ("● loaded", "$text-success") if model.loaded else ("○ not loaded yet", "$text-muted")
    size = f"{model.bytes / 1e6:,.0f} MB" if model.bytes else "not built"
    title = recipe.weights.title if recipe else shown_line(model.name)
    lines = Content.assemble(
        (f"{model.role.capitalize():<10}", "bold $text-accent"), (title, "bold"), "  ", state, f"  {size}\n",
        (f"{'':<10}{ROLES[model.role]}", "$text-muted"),
    )  # fmt: skip
    facts = _facts(recipe) if recipe else []
    return Content("\n").join([lines, *(Content.styled(f"{'':<10}{fact}", "$text-muted") for fact in facts)])


def _facts(recipe: Recipe) -> list[str]:
    """What the recipe says, in words."""
    made = []
    if isinstance(recipe.export, DecoderExport):
        made.append(f"context of {recipe.export.context_tokens:,} tokens")
    elif isinstance(recipe.export, EncoderExport):
        made.append(f"texts of up to {recipe.export.max_tokens:,} tokens")
    if isinstance(recipe.quantize, BlockQuantization):
        made.append(f"{recipe.quantize.bits}-bit weights in blocks of {recipe.quantize.block}")
    elif isinstance(recipe.quantize, DynamicInt8):
        made.append("8-bit weights and activations")
    elif isinstance(recipe.quantize, MatrixQuantization):
        made.append("8-bit weights, some of 4 bits" if recipe.quantize.layers else "8-bit weights")
    kept = recipe.prune
    pruned = ""
    if kept is not None:
        counts = ((kept.vocabulary, "tokens"), (kept.ffn, "neurons a layer"))
        pruned = "pruned to " + ", ".join(f"{count:,} {what}" for count, what in counts if isinstance(count, int))
    source = f"from {shortened(recipe.weights.source, SOURCE)}"
    return [fact for fact in (", ".join(made), pruned, source) if fact]


def _recipes(names: Iterable[str]) -> dict[str, Recipe]:
    """The packaged recipes of these names: a model of another recipe is shown without its facts."""
    from models.recipes.recipe import load_recipe, packaged_recipes

    known = set(packaged_recipes())
    return {name: load_recipe(name) for name in names if name in known}

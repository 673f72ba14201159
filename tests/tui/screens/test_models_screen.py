"""The models: what is loaded, and the plots of a report where there is one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import locations
from bot.settings import Settings
from bot.status import ModelInUse
from models.errors import DesksideError
from models.report.rows import REPORT, StageRow, write_row
from tests.fakes.scripted_engine import ScriptedEngine
from tests.tui.screens.conftest import Show, Shown
from tui.screens.models import ModelsScreen
from tui.screens.report_plots import FigurePlot

ROWS = [
    StageRow("base", bytes=538_000_000, decode_tok_s=62, perplexity=13.3, answer_f1=0.31, model="a recipe's"),
    StageRow("tuned", bytes=452_000_000, decode_tok_s=71, perplexity=13.9, answer_f1=0.52, model="a recipe's"),
    StageRow("quantized", bytes=121_000_000, decode_tok_s=118, answer_f1=0.51, model="a recipe's"),
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def report(settings: Settings) -> Path:
    file = locations.models_folder(settings.home) / REPORT
    for row in ROWS:
        write_row(file, row)
    return file


async def test_each_model_says_what_it_is_and_whether_it_is_loaded(show: Show, settings: Settings) -> None:
    engine = ScriptedEngine()
    engine.status_now = replace(
        engine.status_now,
        waiting=2,
        models=(
            ModelInUse("writer", "writer", 98_000_000, loaded=False),
            ModelInUse("reader", "my-own [/b]", 0, loaded=True),
        ),
    )
    async with show(ModelsScreen(engine, settings), said="Writer    SmolLM2  ○ not loaded yet  98 MB") as shown:
        assert "context of 4,096 tokens, 8-bit weights, some of 4 bits" in shown.text
        assert "pruned to 20,480 tokens, 1,408 neurons a layer" in shown.text
        assert "Reader    my-own [/b]  ● loaded  not built" in shown.text
        assert "Deskside 0.1.0 · 93 tokens/s in the last answer · 2 waiting" in shown.text


async def test_without_a_report_it_says_calmly_where_one_would_be(show: Show, settings: Settings) -> None:
    async with show(ModelsScreen(ScriptedEngine(), settings), said="are plotted here once they are measured") as shown:
        assert "~/home/models/report.json" in shown.text
        assert not shown.screen.query(FigurePlot)


async def test_a_report_is_plotted_figure_by_figure(show: Show, settings: Settings, report: Path) -> None:
    async with show(ModelsScreen(ScriptedEngine(), settings), size=(120, 50), said="Size on disk, MB") as shown:
        assert len(shown.screen.query(FigurePlot)) == 4
        for words in ("base 538", "tuned 452", "quantized 121", "F1 of the answers", "Perplexity"):
            await shown.until_said(words)


async def test_r_reads_the_report_and_the_engine_again(show: Show, settings: Settings, report: Path) -> None:
    engine = ScriptedEngine()
    async with show(ModelsScreen(engine, settings), size=(120, 50), said="Size on disk, MB") as shown:
        report.unlink()  # noqa: ASYNC240
        engine.status_now = replace(engine.status_now, tokens_per_second=12.0)
        await shown.press("r")
        await shown.until_said("12 tokens/s")
        await shown.until_said("once they are measured")


async def test_j_and_k_scroll(show: Show, settings: Settings, report: Path) -> None:
    async with show(ModelsScreen(ScriptedEngine(), settings), size=(80, 14)) as shown:
        await shown.until(lambda: shown.screen.query(FigurePlot))
        models = shown.screen.query_one("#models")
        await shown.until(lambda: models.max_scroll_y > 2)
        await shown.press("j", "j", "k")
        assert models.scroll_y == 1


async def test_an_engine_that_is_gone_is_told(show: Show, settings: Settings) -> None:
    async def gone() -> object:
        raise DesksideError("The engine went away.", "Ask again.")

    engine = ScriptedEngine()
    engine.status = gone  # type: ignore[method-assign, assignment]
    async with show(ModelsScreen(engine, settings)) as shown:
        await shown.until(lambda: shown.notices)
        assert shown.notices == ["The engine went away. Ask again."]
        await shown.press("escape")
        assert shown.app.result is None


def test_snapshot_models(snap: Callable[..., bool], settings: Settings) -> None:
    screen = ModelsScreen(ScriptedEngine(), settings)
    assert snap(screen, arrange=lambda shown: shown.until_said("once they are"))


def test_snapshot_models_report(snap: Callable[..., bool], settings: Settings, report: Path) -> None:
    screen = ModelsScreen(ScriptedEngine(), settings)

    async def until_all_plots_have_their_place(shown: Shown) -> None:
        # They come at once, and are laid out one after another.
        await shown.until(lambda: all(words in shown.text for words in ("tuned 452", "13.9", "0.52", "quantized 118")))

    assert snap(screen, (120, 40), until_all_plots_have_their_place)

"""The first page: models, then documents, each step done by itself, with progress."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path

import pytest

from bot.settings import Settings
from knowledge.reports import FileProblem, SyncReport
from models.progress import Step
from tests.fakes.scripted_engine import ScriptedEngine, connecting_to
from tests.tui.screens.conftest import NOTHING, Show
from tui.model_builds import BuildFailed
from tui.screens.first_run import FirstRunScreen

MODELS = ["embedder", "reader", "writer"]


class Builds:
    """Stands for the building of models, which takes minutes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.missing = list(MODELS)
        self.error: BuildFailed | None = None
        self.hangs: asyncio.Event | None = None
        self.stopped = False
        monkeypatch.setattr("tui.screens.first_run.models_missing", lambda settings: self.missing)
        monkeypatch.setattr("tui.screens.first_run.build_models", self.build)

    async def build(self, home: Path, names: Sequence[str]) -> AsyncGenerator[Step, None]:
        assert names == self.missing
        yield Step("Fetching weights", 3, 10)
        try:
            if self.hangs is not None:
                await self.hangs.wait()
        except asyncio.CancelledError:
            self.stopped = True
            raise
        if self.error is not None:
            raise self.error
        self.missing = []


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Builds:
    return Builds(monkeypatch)


@pytest.fixture
def engine() -> ScriptedEngine:
    engine = ScriptedEngine()
    engine.source_list = []
    return engine


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "sample"
    folder.mkdir()
    monkeypatch.setattr("tui.screens.first_run.sample_handbook", lambda: folder)
    return folder


@pytest.fixture
def page(tmp_path: Path, engine: ScriptedEngine) -> FirstRunScreen:
    return FirstRunScreen(Settings(home=tmp_path / "home"), lambda: connecting_to(engine)(None))


async def test_enter_builds_the_models_and_goes_on_to_the_documents(
    show: Show, page: FirstRunScreen, builds: Builds
) -> None:
    async with show(page, said="embedder, reader, writer") as shown:
        await shown.press("enter")
        await shown.until_said("The models are ready.")
        assert builds.missing == []


async def test_progress_is_shown_and_escape_stops_the_build_first(
    show: Show, page: FirstRunScreen, builds: Builds
) -> None:
    builds.hangs = asyncio.Event()
    async with show(page, said="embedder, reader, writer") as shown:
        await shown.press("enter")
        await shown.until_said("Fetching weights (3 of 10)")
        await shown.until_said("30%")
        await shown.press("escape")
        await shown.until_said("Stopped. It goes on from there the next time.")
        assert builds.stopped
        assert shown.app.result is NOTHING
        await shown.press("escape")
        assert shown.app.result is False


async def test_a_failed_build_is_told_and_can_be_tried_again(show: Show, page: FirstRunScreen, builds: Builds) -> None:
    builds.error = BuildFailed("The weights [/b] cannot be fetched.", "Check the network.")
    async with show(page, said="embedder, reader, writer") as shown:
        await shown.press("enter")
        await shown.until_said("The weights [/b] cannot be fetched. Check the network.")
        builds.error = None
        await shown.press("enter")
        await shown.until_said("The models are ready.")


async def test_a_folder_is_added_and_the_chat_can_start(
    show: Show, page: FirstRunScreen, builds: Builds, engine: ScriptedEngine
) -> None:
    builds.missing = []
    async with show(page, said="Now Deskside needs documents") as shown:
        await shown.press("enter")
        await shown.fill("#place", "~/handbook")
        await shown.press("enter")
        await shown.until_said("Documents: 3 added; 7 passages indexed.")
        assert engine.added == [(("~/handbook",), "default")]
        await shown.press("enter")
        assert shown.app.result is True
        assert page.space == "default"


async def test_the_sample_handbook_goes_into_its_own_space(
    show: Show, page: FirstRunScreen, builds: Builds, engine: ScriptedEngine, sample: Path
) -> None:
    builds.missing = []
    async with show(page, said="sample handbook of a made-up company") as shown:
        await shown.press("s")
        await shown.until_said("Everything is ready.")
        assert engine.added == [((str(sample),), "sample")]
        assert page.space == "sample"


async def test_without_the_sample_it_is_not_offered(
    show: Show, page: FirstRunScreen, builds: Builds, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds.missing = []
    monkeypatch.setattr("tui.screens.first_run.sample_handbook", lambda: None)
    async with show(page, said="Now Deskside needs documents") as shown:
        assert "ample handbook" not in shown.text
        await shown.press("s")
        assert engine.added == []


async def test_a_place_that_cannot_be_read_is_told_and_another_can_be_given(
    show: Show, page: FirstRunScreen, builds: Builds, engine: ScriptedEngine
) -> None:
    builds.missing = []
    engine.sync_report = SyncReport(problems=(FileProblem("~/[/b]", "It is not there.", "Check the path."),))
    async with show(page, said="Now Deskside needs documents") as shown:
        await shown.press("enter")
        await shown.fill("#place", "~/[/b]")
        await shown.press("enter")
        await shown.until_said("~/[/b]: It is not there. Check the path.")
        await shown.press("enter")
        await shown.until_said("Place")


async def test_where_all_is_there_it_says_so(
    show: Show, page: FirstRunScreen, builds: Builds, engine: ScriptedEngine
) -> None:
    builds.missing = []
    engine.source_list = ScriptedEngine().source_list
    async with show(page, said="Everything is ready. Ask away.") as shown:
        await shown.press("escape")
        assert shown.app.result is True


def test_snapshot_first_run_models(snap: Callable[..., bool], page: FirstRunScreen, builds: Builds) -> None:
    assert snap(page, arrange=lambda shown: shown.until_said("embedder, reader, writer"))


def test_snapshot_first_run_documents(
    snap: Callable[..., bool], page: FirstRunScreen, builds: Builds, sample: Path
) -> None:
    builds.missing = []
    assert snap(page, arrange=lambda shown: shown.until_said("made-up company"))


def test_snapshot_first_run_tiny(snap: Callable[..., bool], page: FirstRunScreen, builds: Builds, sample: Path) -> None:
    builds.missing = []
    assert snap(page, (40, 10), lambda shown: shown.until_said("models are ready"))

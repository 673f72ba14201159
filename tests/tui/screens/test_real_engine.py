"""The documents' screen over the real engine and a new home: added, searched, read and removed with keys."""

from pathlib import Path

import pytest

from bot import locations
from bot.engine import Engine
from bot.settings import Settings
from models.build import build_model
from models.recipes.recipe import load_recipe
from models.store import ModelStore
from tests.bot.handbook import write_handbook
from tests.tui.screens.conftest import Show
from tui.screens.knowledge import KnowledgeScreen


@pytest.fixture
def settings(tmp_path: Path, model_store: ModelStore) -> Settings:
    """A new home with the real models."""
    for name in ("embedder", "reader"):
        build_model(load_recipe(name), model_store)
    home = tmp_path / "home"
    home.mkdir()
    locations.models_folder(home).symlink_to(model_store.folder.resolve(), target_is_directory=True)
    return Settings(home=home)


@pytest.mark.slow
async def test_documents_are_added_found_and_removed(show: Show, settings: Settings, tmp_path: Path) -> None:
    write_handbook(tmp_path / "handbook")
    async with Engine.open(settings) as engine, show(KnowledgeScreen(engine, settings.space)) as shown:
        await shown.until_said("There are no documents yet.")
        await shown.press("a")
        await shown.fill("#place", str(tmp_path / "handbook"))
        await shown.press("enter")
        await shown.until_said("passages indexed.")
        await shown.press("f3")
        await shown.type("error 809")
        await shown.until_said("1 VPN access")
        assert "dense" in shown.text
        assert "bm25" in shown.text
        await shown.press("enter")
        await shown.until_said("[1] VPN access")
        await shown.until_said("Open UDP ports 500 and 4500")
        await shown.press("escape", "f2", "d", "y")
        await shown.until_said("Removed")
        assert await engine.sources() == []

"""A data home with the real models and the handbook in it: made once, copied for whoever needs one."""

import shutil
from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from bot import locations
from bot.engine import Engine
from bot.recall.answer_cache import AnswerCache
from bot.settings import Settings
from knowledge.knowledge_base import KnowledgeBase
from models.build import build_model
from models.encoders.embedder import Embedder
from models.recipes.recipe import default_recipes, load_recipe
from models.store import ModelStore
from tests.bot.handbook import write_handbook

MakeHome = Callable[[], Path]


@pytest.fixture(scope="session")
def built_models(model_store: ModelStore) -> Path:
    """The folder of all models that the settings name by default."""
    for recipe in default_recipes():
        build_model(load_recipe(recipe), model_store)
    return model_store.folder.resolve()


@pytest.fixture(scope="session")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the handbook's pages were added from."""
    return write_handbook(tmp_path_factory.mktemp("pages") / "handbook")


@pytest.fixture(scope="session")
def indexed(embedder: Embedder, handbook: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home that knows the handbook; to be copied, not opened."""
    home = tmp_path_factory.mktemp("indexed")
    knowledge = KnowledgeBase.open(locations.knowledge_folder(home), embedder)
    knowledge.add([str(handbook)])
    knowledge.close()
    return home


@pytest.fixture(scope="session")
def make_home(built_models: Path, indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> MakeHome:
    """Makes data homes of one's own that know the handbook."""
    numbers = count()

    def make() -> Path:
        home = tmp_path_factory.mktemp(f"home{next(numbers)}") / "home"
        shutil.copytree(indexed, home)
        locations.models_folder(home).symlink_to(built_models, target_is_directory=True)
        return home

    return make


@pytest.fixture(scope="module")
def sample_home(
    embedder: Embedder, built_models: Path, handbook: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A data home that has the handbook in the space `sample`, and no other."""
    home = tmp_path_factory.mktemp("only") / "home"
    knowledge = KnowledgeBase.open(locations.knowledge_folder(home), embedder)
    knowledge.add([str(handbook)], "sample")
    knowledge.close()
    locations.models_folder(home).symlink_to(built_models, target_is_directory=True)
    return home


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(make_home: MakeHome) -> AsyncIterator[Engine]:
    """An engine on such a home, one for each file of tests."""
    async with Engine.open(Settings(home=make_home(), threads=1)) as opened:
        yield opened


@pytest.fixture
def nothing_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the engine write every answer, also to a question that it has answered before."""
    monkeypatch.setattr(AnswerCache, "find", lambda *_: None)


def with_own_models(home: Path, built: Path) -> Path:
    """Gives a home a models folder of its own, whose models can be taken away one by one."""
    folder = locations.models_folder(home)
    folder.unlink()
    folder.mkdir()
    for model in built.iterdir():
        if not model.name.startswith("."):
            (folder / model.name).symlink_to(model, target_is_directory=True)
    return home

"""The whole product measured: real models, real Chroma, three small documents."""

from pathlib import Path

import pytest

from bot.evaluation.labelled_set import load_labelled_set
from bot.evaluation.run import engine_in_home, evaluate, write_results
from bot.evaluation.summary import summarise
from bot.settings import Settings
from models.build import build_model
from models.recipes.recipe import load_recipe
from models.store import ModelStore
from tests.bot.evaluation.conftest import WriteSet


@pytest.fixture(scope="session")
def home_with_models(model_store: ModelStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    for recipe in ("embedder", "writer"):
        build_model(load_recipe(recipe), model_store)
    home = tmp_path_factory.mktemp("home")
    (home / "models").symlink_to(model_store.folder.resolve())
    return home


@pytest.mark.slow
async def test_real_engine_finds_quotes_and_keeps_silent(
    write_set: WriteSet, home_with_models: Path, tmp_path: Path
) -> None:
    settings = Settings(home=home_with_models, threads=1)
    evaluation = await evaluate(load_labelled_set(write_set()), engine_in_home(settings))

    summary = summarise(evaluation)
    assert summary.documents == 3 and summary.problems == []
    assert summary.retrieval["recall@3"].value == 1.0
    assert summary.retrieval["recall@1"].value == 1.0
    assert summary.citations["verbatim_quotes"].value == 1.0
    assert summary.answers["contained"].value is not None and summary.answers["contained"].value >= 2 / 3
    assert evaluation.outcomes[2].abstained
    assert "failed" not in summary.kinds
    # The user's own home is left as it was: its models are borrowed, its knowledge is not touched.
    assert names_in(home_with_models) == ["models"]
    write_results(evaluation, tmp_path)
    assert (tmp_path / "run.tsv").stat().st_size > 0


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]

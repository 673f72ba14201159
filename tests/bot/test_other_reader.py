"""An engine whose reader is a cross-encoder from elsewhere answers or stays silent, and says that another one read."""

from pathlib import Path

import pytest
from transformers import AutoModelForSequenceClassification

from bot import locations
from bot.checks import run_checks
from bot.engine import Engine
from bot.engine_models import fingerprints, models_in_use
from bot.settings import Settings
from models.build import build_model
from models.recipes.recipe import load_recipe
from models.store import ModelStore
from tests.bot.asking import answer_to
from tests.bot.conftest import MakeHome, with_own_models
from tests.models.tiny_encoders import saved

pytestmark = pytest.mark.slow

POSTERS = "Which printer prints posters?"


@pytest.fixture(scope="module")
def home(make_home: MakeHome, built_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that knows the handbook, with two readers more: one that is sure of everything, and one of nothing."""
    folder = tmp_path_factory.mktemp("elsewhere")
    saved(folder / "weights", "bert", AutoModelForSequenceClassification, num_labels=2)
    home = with_own_models(make_home(), built_models)
    for name, offset in (("sure", 9.0), ("unsure", -9.0)):
        recipe = folder / f"{name}.toml"
        recipe.write_text(
            f'name = "{name}"\nrole = "reader"\n[weights]\ntitle = "Mine"\nsource = "file:weights"\n[export]\n'
            f'kind = "cross-encoder"\nmax_tokens = 64\nrelevance = [0.01, {offset}]\n'
            '[quantize]\nkind = "dynamic-int8"\n'
        )
        build_model(load_recipe(str(recipe)), ModelStore(locations.models_folder(home)))
    return home


async def test_what_it_is_sure_of_is_answered_and_the_rest_is_not(home: Path) -> None:
    for name, kind in (("sure", "extract"), ("unsure", "not_found")):
        async with Engine.open(Settings(home=home, reader=name, threads=1, phrases=False)) as engine:
            answers = [await answer_to(engine, question) for question in (POSTERS, "What do hippos eat?", "posters")]
        assert answers[0].kind == kind
        assert ("plotter on floor 3" in answers[0].text) == (kind == "extract")
        assert all(answer.kind in ("extract", "not_found", "clarify") for answer in answers)


async def test_it_is_checked_and_named_like_any_other(home: Path) -> None:
    settings = Settings(home=home, reader="sure")
    found = {check.name: check for check in await run_checks(settings)}
    assert found["model reader"].fine
    assert found["model reader"].found.startswith("sure, ")
    assert [(model.role, model.name) for model in models_in_use(settings, False) if model.bytes][2] == (
        "reader",
        "sure",
    )


def test_answers_are_known_by_the_reader_that_read(home: Path) -> None:
    known = [fingerprints(Settings(home=home, reader=name))["reader"] for name in ("reader", "sure", "unsure")]
    assert len(set(known)) == 3

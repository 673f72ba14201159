"""An encoder from sentence-transformers is served as it was made, or refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from models.build import build_model
from models.encoders.embedder import Embedder
from models.errors import RecipeInvalid
from models.recipes.recipe import Recipe, load_recipe
from models.store import ModelStore

MakeRecipe = Callable[[str], Recipe]
STEPS = ("Transformer", "Pooling", "Normalize")


def described(folder: Path, chosen: dict[str, object], steps: tuple[str, ...] = STEPS) -> None:
    """Writes beside an encoder what sentence-transformers does."""
    listed = [
        {
            "idx": n,
            "name": str(n),
            "path": "" if n == 0 else f"{n}_{step}",
            "type": f"sentence_transformers.models.{step}",
        }
        for n, step in enumerate(steps)
    ]
    (folder / "modules.json").write_text(json.dumps(listed))
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"word_embedding_dimension": 64, **chosen}))


MEAN: dict[str, object] = {"pooling_mode_mean_tokens": True}
CLS: dict[str, object] = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}


def test_an_encoder_that_pools_as_the_recipe_does_is_built(
    tiny_bert: Path, tiny_recipe: MakeRecipe, tmp_path: Path
) -> None:
    described(tiny_bert, MEAN)
    model = build_model(tiny_recipe('kind = "none"'), ModelStore(tmp_path / "models"))
    assert Embedder.open(model).embed(["vpn error"]).shape == (1, 64)


@pytest.mark.parametrize("chosen", [CLS, {"pooling_mode": "cls"}])
def test_an_encoder_that_pools_otherwise_is_refused_with_what_to_write(
    tiny_bert: Path, tiny_recipe: MakeRecipe, tmp_path: Path, chosen: dict[str, object]
) -> None:
    described(tiny_bert, chosen)
    store = ModelStore(tmp_path / "models")
    with pytest.raises(RecipeInvalid, match=r'made to pool by “cls”.*Write pooling = "cls"'):
        build_model(tiny_recipe('kind = "none"'), store)
    recipe = tmp_path / "tiny.toml"
    recipe.write_text(recipe.read_text().replace("max_tokens = 32", 'max_tokens = 32\npooling = "cls"'))
    assert build_model(load_recipe(str(recipe)), store).serving()["pooling"] == "cls"


@pytest.mark.parametrize(
    ("chosen", "steps", "match"),
    [
        ({"pooling_mode_lasttoken": True}, STEPS, "pools by “lasttoken”"),
        ({**MEAN, "pooling_mode_max_tokens": True}, STEPS, "pools by “mean and max_tokens”"),
        (MEAN, ("Transformer", "Pooling", "Dense"), "a step “Dense” behind its encoder, which would be left out"),
    ],
)
def test_an_encoder_with_more_behind_it_is_refused(
    tiny_bert: Path,
    tiny_recipe: MakeRecipe,
    tmp_path: Path,
    chosen: dict[str, object],
    steps: tuple[str, ...],
    match: str,
) -> None:
    described(tiny_bert, chosen, steps)
    with pytest.raises(RecipeInvalid, match=match):
        build_model(tiny_recipe('kind = "none"'), ModelStore(tmp_path / "models"))


def test_an_encoder_with_a_tokenizer_of_transformers_5_is_built(
    tiny_bert: Path, tiny_recipe: MakeRecipe, tmp_path: Path
) -> None:
    config = json.loads((tiny_bert / "tokenizer_config.json").read_text())
    later = {"tokenizer_class": "TokenizersBackend", "extra_special_tokens": ["[MASK]"]}
    (tiny_bert / "tokenizer_config.json").write_text(json.dumps(config | later))
    model = build_model(tiny_recipe('kind = "none"'), ModelStore(tmp_path / "models"))
    assert Embedder.open(model).embed(["vpn error"]).shape == (1, 64)

"""What a recipe would make otherwise now is told, and built again by its recipe alone."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from models.build import build_model, hash_of
from models.outdated import outdated
from models.recipes import recipe as recipes
from models.recipes.recipe import Recipe, load_recipe
from models.store import MANIFEST, BuiltModel, ModelStore, write_manifest

MakeRecipe = Callable[[], Recipe]


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def without_record(model: BuiltModel) -> None:
    """Makes the model one of before recipes were written down."""
    manifest = json.loads((model.path / MANIFEST).read_text())
    del manifest["recipe"]
    (model.path / MANIFEST).write_text(json.dumps(manifest))


def said(store: ModelStore) -> str:
    old = outdated(store.find("tiny"))
    return f"{old.problem} {old.next_step}" if old else ""


def test_a_model_of_ones_own_recipe_is_told_once_its_files_change(
    tiny_recipe: MakeRecipe, tiny_bert: Path, store: ModelStore
) -> None:
    build_model(tiny_recipe(), store)
    assert said(store) == ""
    (tiny_bert / "README.md").write_text("Trained further.")
    assert "“tiny” would come out otherwise now" in said(store) and "deskside models build RECIPE" in said(store)
    build_model(tiny_recipe(), store)
    assert said(store) == ""
    tiny_bert.rename(tiny_bert.with_name("gone"))
    assert said(store) == ""


def test_a_model_is_told_that_this_version_builds_otherwise(
    tiny_recipe: MakeRecipe, store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_model(tiny_recipe(), store)
    monkeypatch.setattr(recipes, "BUILD_FORMAT", 1_000)
    assert "would come out otherwise now" in said(store)


def test_a_model_of_before_recipes_were_written_down_is_told_until_its_recipe_was_seen(
    tiny_recipe: MakeRecipe, store: ModelStore
) -> None:
    built = build_model(tiny_recipe(), store)
    without_record(built)
    assert "An earlier version of Deskside built the model “tiny”" in said(store)
    assert build_model(tiny_recipe(), store) == built
    assert said(store) == ""
    store.find("tiny").verify()


def test_a_packaged_model_of_another_recipe_is_told(store: ModelStore) -> None:
    folder = store.folder / "embedder"
    folder.mkdir(parents=True)
    write_manifest(folder, "embedder", hash_of(load_recipe("embedder")))
    assert outdated(store.find("embedder")) is None
    assert outdated(store.find(str(folder))) is None
    write_manifest(folder, "embedder", "another")
    old = outdated(store.find("embedder"))
    assert old and old.next_step == "Run `deskside models build embedder`."
    elsewhere = outdated(store.find(str(folder)))
    assert elsewhere and elsewhere.next_step.startswith("Run `deskside models build RECIPE`")


def test_a_recipe_that_is_no_recipe_any_more_is_told(tiny_recipe: MakeRecipe, store: ModelStore) -> None:
    model = build_model(tiny_recipe(), store)
    model.note_recipe({"name": "tiny", "colour": "blue"})
    assert "would come out otherwise now" in said(store)


def test_a_folder_of_transformers_5_is_another_than_when_it_was_misread(tmp_path: Path) -> None:
    recipe = tmp_path / "tiny.toml"
    recipe.write_text(
        'name = "tiny"\nrole = "writer"\n[weights]\ntitle = "Tiny"\nsource = "file:weights"\n'
        '[export]\nkind = "decoder"\ncontext_tokens = 128\n[quantize]\nkind = "none"\n'
    )
    config = tmp_path / "weights" / "config.json"
    config.parent.mkdir()
    later = json.dumps({"rope_parameters": {"rope_theta": 500.0}})
    hashes = set()
    for content in (json.dumps({"rope_theta": 500.0}).ljust(len(later)), later):
        config.write_text(content)
        os.utime(config, (1, 1))  # the files of both are the same by what is looked at
        hashes.add(hash_of(load_recipe(str(recipe))))
    assert len(hashes) == 2

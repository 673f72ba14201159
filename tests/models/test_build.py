"""A build goes on where it was interrupted, and a half-written model is never found."""

import errno
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from models.build import build_model
from models.checkpoints.weights import sha256_of
from models.encoders.embedder import Embedder
from models.errors import DiskFull, ModelCorrupt, ModelMissing, RecipeInvalid
from models.progress import Step
from models.recipes.recipe import Recipe, load_recipe
from models.store import ModelStore
from tests.models.builds import PowerCut, build_watched

MakeRecipe = Callable[[], Recipe]


@pytest.mark.parametrize(
    ("cut_at", "not_repeated"),
    [("Exporting", []), ("Quantizing", ["Exporting"]), ("Packaging", ["Exporting", "Quantizing"])],
)
def test_an_interrupted_build_goes_on_at_its_stage(
    tiny_recipe: MakeRecipe, tmp_path: Path, cut_at: str, not_repeated: list[str]
) -> None:
    store, recipe = ModelStore(tmp_path / "models"), tiny_recipe()
    with pytest.raises(PowerCut):
        build_watched(recipe, store, cut_at)
    with pytest.raises(ModelMissing, match="tiny"):
        store.find("tiny")
    assert store.built() == []
    again = [step.split()[0] for step in build_watched(recipe, store)]
    assert cut_at in again
    assert not set(not_repeated) & set(again)
    assert Embedder.open(store.find("tiny")).embed(["vpn error"]).shape == (1, 64)


def test_what_is_finished_names_its_files_and_keeps_their_folders(tmp_path: Path) -> None:
    (tmp_path / "made" / "sub").mkdir(parents=True)
    (tmp_path / "made" / "sub" / "model.onnx").write_bytes(b"a graph")
    recipe = (
        'name = "mine"\nrole = "reader"\n[weights]\ntitle = "Mine"\nsource = "file:made"\n'
        '[export]\nkind = "finished"\n[quantize]\nkind = "none"\n'
    )
    (tmp_path / "mine.toml").write_text(recipe)
    with pytest.raises(RecipeInvalid, match="name each in the table"):
        load_recipe(str(tmp_path / "mine.toml"))
    named = f'[weights.sha256]\n"sub/model.onnx" = "{sha256_of(tmp_path / "made" / "sub" / "model.onnx")}"\n'
    (tmp_path / "mine.toml").write_text(recipe + named)
    built = build_model(load_recipe(str(tmp_path / "mine.toml")), ModelStore(tmp_path / "models"))
    assert (built.path / "sub" / "model.onnx").read_bytes() == b"a graph"


def test_a_built_model_is_not_built_again(tiny_recipe: MakeRecipe, tmp_path: Path) -> None:
    store, recipe = ModelStore(tmp_path / "models"), tiny_recipe()
    first = build_model(recipe, store)
    assert build_watched(recipe, store) == []
    assert store.built() == [first]
    assert not list((store.folder / ".partial").glob("tiny-*"))


def test_a_changed_recipe_replaces_the_model_and_its_leftovers(
    tiny_recipe: Callable[[str], Recipe], tmp_path: Path
) -> None:
    store = ModelStore(tmp_path / "models")
    with pytest.raises(PowerCut):
        build_watched(tiny_recipe('kind = "none"'), store, "Packaging")
    model = build_model(tiny_recipe('kind = "dynamic-int8"'), store)
    assert store.built() == [model]
    assert not list((store.folder / ".partial").glob("tiny-*"))


def test_a_full_disk_is_said_and_leaves_the_old_model(
    tiny_recipe: Callable[[str], Recipe], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ModelStore(tmp_path / "models")
    before = build_model(tiny_recipe('kind = "none"'), store)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("models.export.stages.shutil.copyfile", full)
    with pytest.raises(DiskFull, match="ran out of space"):
        build_model(tiny_recipe('kind = "dynamic-int8"'), store)
    assert store.find("tiny") == before
    monkeypatch.undo()
    assert build_model(tiny_recipe('kind = "dynamic-int8"'), store).recipe_hash != before.recipe_hash


def test_a_truncated_file_is_found_at_once_and_fixed_by_building(tiny_recipe: MakeRecipe, tmp_path: Path) -> None:
    store, recipe = ModelStore(tmp_path / "models"), tiny_recipe()
    graph = build_model(recipe, store).path / "model.onnx"
    graph.write_bytes(graph.read_bytes()[:1000])
    with pytest.raises(ModelCorrupt, match=r"model\.onnx has another size.*deskside models build RECIPE"):
        store.find("tiny")
    build_model(recipe, store)
    store.find("tiny").verify()


def test_a_flipped_bit_is_found_by_verifying(tiny_recipe: MakeRecipe, tmp_path: Path) -> None:
    store, recipe = ModelStore(tmp_path / "models"), tiny_recipe()
    graph = build_model(recipe, store).path / "model.onnx"
    content = bytearray(graph.read_bytes())
    content[len(content) // 2] ^= 1
    graph.write_bytes(content)
    with pytest.raises(ModelCorrupt, match="not the file that was built"):
        store.find("tiny").verify()


def test_a_file_that_is_no_graph_is_called_corrupt(tiny_recipe: MakeRecipe, tmp_path: Path) -> None:
    model = build_model(tiny_recipe(), ModelStore(tmp_path / "models"))
    graph = model.path / "model.onnx"
    graph.write_bytes(b"x" * graph.stat().st_size)
    with pytest.raises(ModelCorrupt, match="cannot be loaded"):
        Embedder.open(model)


def test_two_builds_at_once_end_in_one_model(tiny_recipe: MakeRecipe, tmp_path: Path) -> None:
    store, recipe = ModelStore(tmp_path / "models"), tiny_recipe()
    other = threading.Thread(target=build_model, args=(recipe, store))
    inside = False

    def start_the_other(_: Step) -> None:
        nonlocal inside
        if not inside:
            inside = True
            other.start()

    build_model(recipe, store, start_the_other)
    other.join(60)
    store.find("tiny").verify()

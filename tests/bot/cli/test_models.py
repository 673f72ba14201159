"""`deskside models list` and what is said of a model that is not as it was built."""

import json
from pathlib import Path

import pytest

from bot import locations
from bot.engine_models import models_in_use
from bot.settings import load_settings
from models.store import write_manifest
from tests.bot.cli.conftest import Invoke
from tests.bot.conftest import with_own_models


def test_list_json_has_the_promised_shape(read_only_home: Path, invoke: Invoke) -> None:
    run = invoke(read_only_home, "models", "list", "--json")
    models = {model["name"]: model for model in json.loads(run.stdout)}
    assert {"embedder", "writer"} <= models.keys()
    for name, model in models.items():
        assert list(model) == ["name", "role", "path", "bytes"]
        assert model["path"] == str(locations.models_folder(read_only_home) / name)
        assert model["bytes"] == sum(
            f.stat().st_size for f in Path(model["path"]).iterdir() if f.name != "manifest.json"
        )


def test_list_without_models_says_where_it_looked_and_how_to_build_them(tmp_path: Path, invoke: Invoke) -> None:
    said = invoke(tmp_path / "home", "models", "list").stdout
    assert said == f"No model is in {tmp_path / 'home' / 'models'}. Run `deskside models build`.\n"
    assert json.loads(invoke(tmp_path / "home", "models", "list", "--json").stdout) == []


def test_a_damaged_model_that_nobody_uses_is_told_beside_the_others(tmp_path: Path, invoke: Invoke) -> None:
    for name, content in (("old", b"cut"), ("whole", b"a whole graph")):
        folder = locations.models_folder(tmp_path / "home") / name
        folder.mkdir(parents=True)
        (folder / "model.onnx").write_bytes(b"a whole graph")
        write_manifest(folder, "embedder", "hash")
        (folder / "model.onnx").write_bytes(content)
    run = invoke(tmp_path / "home", "models", "list", "--json")
    assert run.exit_code == 0
    assert [model["name"] for model in json.loads(run.stdout)] == ["whole"]
    assert "“old” is damaged" in run.stderr and "deskside models build RECIPE" in run.stderr
    assert "built the model “whole”, maybe otherwise. Run `deskside models build RECIPE`" in run.stderr
    settings = load_settings(home=tmp_path / "home", embedder="whole", reader="old", llm="openai:http://localhost#m")
    sizes = {model.role: model.bytes for model in models_in_use(settings, writer_loaded=True)}
    assert sizes == {"writer": 0, "embedder": 13, "reader": 0, "clip": 0}


@pytest.mark.parametrize("content", ["null", "[]", '{"recipe_hash": "h", "files": {}}', '{"files": null}'])
def test_a_manifest_that_is_none_takes_no_other_model_down(tmp_path: Path, invoke: Invoke, content: str) -> None:
    folder = locations.models_folder(tmp_path / "home") / "odd"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(content)
    run = invoke(tmp_path / "home", "models", "list", "--json")
    assert (run.exit_code, json.loads(run.stdout)) == (0, [])
    assert "“odd” is damaged: manifest.json cannot be read" in run.stderr


def test_a_model_of_another_role_is_not_called_damaged(
    home: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKSIDE_READER", "embedder")
    run = invoke(home, "ask", "What is the guest network called?")
    assert run.exit_code == 1
    assert "The settings name “embedder” as the reader, and it was built as the embedder." in run.stderr


def test_a_recipe_that_is_not_there_is_told_before_anything_is_built(tmp_path: Path, invoke: Invoke) -> None:
    run = invoke(tmp_path / "home", "models", "build", "embedder", "nowhere")
    assert run.exit_code in (1, 2)
    assert "nowhere" in run.stderr and "embedder" in run.stderr
    assert not (tmp_path / "home" / "models" / "embedder").exists()


def test_a_home_that_cannot_hold_models_is_told_when_they_are_built(tmp_path: Path, invoke: Invoke) -> None:
    (tmp_path / "home").write_text("a file where a folder should be")
    run = invoke(tmp_path / "home", "models", "build", "reader")
    assert run.exit_code == 1
    assert "cannot be used: Not a directory. Check the path and who may write there." in run.stderr


def test_a_model_that_is_built_is_left_alone(read_only_home: Path, invoke: Invoke) -> None:
    manifest = locations.models_folder(read_only_home) / "embedder" / "manifest.json"
    before = manifest.stat().st_mtime_ns
    run = invoke(read_only_home, "models", "build", "embedder")
    assert run.exit_code == 0
    assert run.stdout.startswith("embedder: ") and run.stdout.endswith(" MB, ready.\n")
    assert manifest.stat().st_mtime_ns == before


@pytest.mark.parametrize("damage", ["shorter", "no manifest", "broken manifest"])
def test_a_damaged_model_is_one_sentence_and_what_needs_it_not_goes_on(
    home: Path, built_models: Path, invoke: Invoke, damage: str
) -> None:
    folder = locations.models_folder(with_own_models(home, built_models)) / "writer"
    folder.unlink()
    folder.mkdir()
    for file in (built_models / "writer").iterdir():
        (folder / file.name).symlink_to(file)
    damaged = folder / ("tokenizer.json" if damage == "shorter" else "manifest.json")
    damaged.unlink()
    if damage != "no manifest":
        damaged.write_text("{}")
    run = invoke(home, "ask", "Which printer prints posters?")
    assert (run.exit_code, run.stdout) == (1, "")
    assert "“writer”" in run.stderr and "deskside models build writer" in run.stderr
    assert run.stderr.count("\n") == 1
    assert invoke(home, "search", "posters").exit_code == 0

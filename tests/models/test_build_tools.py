"""Who has no models is told the one command that makes them, also where what builds them is not installed."""

import sys
from pathlib import Path

import pytest

from models.build import build_model
from models.build_tools import how_to_build
from models.errors import BuildToolsMissing
from models.extras import install_command
from models.recipes.recipe import default_recipes, load_recipe
from models.store import ModelStore


def test_all_default_models_need_no_naming() -> None:
    assert how_to_build("writer", *default_recipes()) == "Run `deskside models build`."


def test_the_models_that_are_missing_are_named_together_and_others_are_not_built() -> None:
    assert how_to_build("writer", "embedder", "writer") == "Run `deskside models build embedder writer`."


def test_a_model_that_no_recipe_of_ours_makes_needs_its_own() -> None:
    assert how_to_build("mine", "writer").startswith("Run `deskside models build RECIPE` with its recipe")
    assert how_to_build("writer", "mine") == "Run `deskside models build writer`."


def test_without_the_build_tools_the_command_installs_them_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert how_to_build("writer") == f"Run `{install_command('build')} && deskside models build writer`."
    assert how_to_build("clip") == "Run `deskside models build clip`."  # finished as it comes


def test_the_build_tools_are_installed_into_this_environment_whether_or_not_there_is_a_clone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(BuildToolsMissing) as missing:
        build_model(load_recipe("writer"), ModelStore(tmp_path))
    assert "needs torch" in missing.value.problem
    assert f"`{sys.executable} -m pip install 'deskside[build]'`" in missing.value.next_step


def test_an_environment_without_pip_gets_it_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pip", None)
    assert install_command("build").startswith(f"{sys.executable} -m ensurepip && {sys.executable} -m pip install")


def test_a_python_whose_path_has_spaces_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/our tools/bin/python")
    assert install_command("redis") == "'/opt/our tools/bin/python' -m pip install 'deskside[redis]'"

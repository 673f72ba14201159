"""`deskside models train` and `tune` tell what they cannot use before they begin."""

from pathlib import Path

import pytest

from tests.bot.cli.conftest import Invoke


def places(folder: Path) -> tuple[str, ...]:
    return ("--work", str(folder / "work"), "--out", str(folder / "out"))


@pytest.mark.parametrize("source", ["nowhere", "nowhere.jsonl"])
def test_a_source_that_is_not_there_is_told(tmp_path: Path, invoke: Invoke, source: str) -> None:
    run = invoke(tmp_path, "models", "tune", str(tmp_path / source), *places(tmp_path))
    assert run.exit_code == 2
    assert source in run.stderr
    assert not (tmp_path / "work").exists()


def test_a_tune_on_three_examples_is_refused(tmp_path: Path, invoke: Invoke) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"messages": [{"role": "user", "content": "Who?"}], "answer": "Ann."}\n' * 3)
    run = invoke(
        tmp_path, "models", "tune", str(rows), "--work", str(tmp_path / "work"), "--out", str(tmp_path / "out")
    )
    assert run.exit_code == 1
    assert "There are 3 rows" in run.stderr and run.stderr.count("\n") == 1


@pytest.mark.parametrize("recipe", ["embedder", "reader"])
def test_a_recipe_of_another_model_is_told_before_the_work(tmp_path: Path, invoke: Invoke, recipe: str) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"messages": [{"role": "user", "content": "Who?"}], "answer": "Ann."}\n' * 40)
    run = invoke(tmp_path, "models", "tune", str(rows), "--recipe", recipe, *places(tmp_path))
    assert run.exit_code == 2
    assert f"The recipe {recipe} is not one of a writer." in run.stderr


def test_a_broken_row_is_named_by_its_line(tmp_path: Path, invoke: Invoke) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("{}\n")
    run = invoke(
        tmp_path, "models", "tune", str(rows), "--work", str(tmp_path / "work"), "--out", str(tmp_path / "out")
    )
    assert run.exit_code == 1
    assert "Line 1 of rows.jsonl" in run.stderr


@pytest.mark.parametrize("taken", ["work", "out"])
@pytest.mark.parametrize("command", [("tune",), ("train", "writer")])
def test_a_folder_that_cannot_be_written_is_told_before_the_work(
    tmp_path: Path, invoke: Invoke, command: tuple[str, ...], taken: str
) -> None:
    (tmp_path / taken).write_text("a file")
    run = invoke(tmp_path, "models", *command, str(tmp_path), *places(tmp_path))
    assert run.exit_code == 2
    assert f"{tmp_path / taken} cannot be written" in run.stderr


@pytest.mark.parametrize("what", ["reader", "writer"])
def test_training_without_data_is_told(tmp_path: Path, invoke: Invoke, what: str) -> None:
    run = invoke(tmp_path, "models", "train", what, str(tmp_path / "nothing"), *places(tmp_path))
    assert run.exit_code == 2
    assert "There is no folder" in run.stderr


@pytest.mark.parametrize("what", ["reader", "writer", "clip"])
def test_training_without_the_build_tools_is_told(
    tmp_path: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr("models.build_tools.find_spec", lambda name: None if name == "torch" else True)
    run = invoke(tmp_path, "models", "train", what, str(tmp_path), *places(tmp_path))
    assert run.exit_code == 1
    assert "needs torch, which is not installed" in run.stderr and run.stderr.count("\n") == 1

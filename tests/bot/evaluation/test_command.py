"""`deskside eval` ends as a command should: results on stdout, the rest on stderr, and the exit code that fits."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.evaluate import evaluate
from bot.evaluation import run
from tests.bot.evaluation.conftest import WriteSet
from tests.fakes.lexical_engine import LexicalEngine

command = typer.Typer()
command.command()(evaluate)
runner = CliRunner()


@pytest.fixture(autouse=True)
def lexical_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    @asynccontextmanager
    async def opened(home: Path) -> AsyncIterator[run.MeasuredEngine]:
        yield LexicalEngine()

    monkeypatch.setattr(run, "engine_in_home", lambda settings: opened)
    monkeypatch.setenv("DESKSIDE_HOME", str(tmp_path / "home"))
    yield


def test_json_is_one_object_with_every_figure(write_set: WriteSet) -> None:
    result = runner.invoke(command, [str(write_set()), "--json"])
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert summary["questions"] == 4
    assert summary["retrieval"]["recall@5"] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 3}


def test_table_names_the_measures_and_the_out_folder_is_filled(write_set: WriteSet, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    result = runner.invoke(command, [str(write_set()), "--out", str(out)])
    assert result.exit_code == 0
    assert "Recall at 5" in result.stdout and "Quotes verbatim" in result.stdout
    assert sorted(path.name for path in out.iterdir()) == ["answers.jsonl", "report.html", "run.tsv"]
    assert "report.html" in result.stderr


def test_limit_asks_only_the_first_questions(write_set: WriteSet) -> None:
    result = runner.invoke(command, [str(write_set()), "--json", "--limit", "2"])
    assert json.loads(result.stdout)["questions"] == 2


def test_folder_that_is_no_labelled_set_is_wrong_usage(tmp_path: Path) -> None:
    result = runner.invoke(command, [str(tmp_path)])
    assert result.exit_code == 2
    assert "is not a labelled set: it has no queries.jsonl" in result.stderr
    assert result.stdout == ""


def test_set_without_a_readable_document_fails_in_a_sentence(write_set: WriteSet) -> None:
    folder = write_set(documents={"a.png": ""}, qrels="q1\ta\t1\n")
    result = runner.invoke(command, [str(folder)])
    assert result.exit_code == 1
    assert "Not one of the 1 documents of set could be read" in result.stderr


def test_out_that_cannot_be_a_folder_is_told_before_the_work(write_set: WriteSet, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = runner.invoke(command, [str(write_set()), "--out", str(tmp_path / "file")])
    assert result.exit_code == 2
    assert "cannot be made" in result.stderr


def test_figures_are_shown_where_a_file_cannot_be_written(write_set: WriteSet, tmp_path: Path) -> None:
    (tmp_path / "out" / "report.html").mkdir(parents=True)
    result = runner.invoke(command, [str(write_set()), "--json", "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "report.html cannot be used" in result.stderr
    assert json.loads(result.stdout)["questions"] == 4


def test_the_table_is_called_by_the_whole_name_of_its_folder(write_set: WriteSet, tmp_path: Path) -> None:
    folder = write_set().rename(tmp_path / "leave [draft]")
    assert "leave [draft]" in runner.invoke(command, [str(folder)]).stdout


def test_a_reader_is_not_fitted_to_a_few_questions(write_set: WriteSet) -> None:
    result = runner.invoke(command, [str(write_set()), "--calibrate"])
    assert result.exit_code == 2
    assert "set has 3 questions whose document is known and 1 without an answer" in result.stderr
    assert "fitted to 25 of each" in result.stderr and result.stdout == ""
    beside = runner.invoke(command, ["set", "--calibrate", "--retrieval-only"])
    assert beside.exit_code == 2 and "--calibrate only prints" in beside.stderr

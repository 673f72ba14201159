"""`deskside search` shows what was found and by which ranker."""

import json
from pathlib import Path

import pytest

from bot.wording import cut
from tests.bot.cli.conftest import Invoke, deskside


def test_json_is_a_list_of_the_promised_shape_and_nothing_else(read_only_home: Path) -> None:
    run = deskside(read_only_home, "search", "--json", "posters", "--limit", "3")
    assert (run.returncode, run.stderr) == (0, "")
    found = json.loads(run.stdout)
    assert len(found) == 3
    assert list(found[0]) == ["document", "chunk", "title", "location", "text", "score", "found_by"]
    assert found[0]["document"] == "printers.md"
    assert found[0]["found_by"].keys() >= {"dense", "bm25"}
    assert found[0]["found_by"]["bm25"].keys() == {"rank", "score"}
    assert [passage["score"] for passage in found] == sorted((p["score"] for p in found), reverse=True)


def test_in_a_pipe_each_passage_is_named_with_its_rankers(read_only_home: Path, invoke: Invoke) -> None:
    run = invoke(read_only_home, "search", "posters")
    assert run.exit_code == 0
    assert run.stdout.startswith("1. Printers  printers.md  ")
    assert "bm25" in run.stdout and "dense" in run.stdout
    assert "\x1b" not in run.stdout


def test_in_a_pipe_a_passage_is_not_cut_at_the_width_of_no_terminal(
    read_only_home: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    [_, passage] = invoke(read_only_home, "search", "posters", "--limit", "1").stdout.splitlines()
    [found] = json.loads(invoke(read_only_home, "search", "posters", "--limit", "1", "--json").stdout)
    assert passage == "   " + cut(" ".join(found["text"].split()), 240)


def test_a_passage_that_is_cut_says_that_there_is_more(home: Path, tmp_path: Path, invoke: Invoke) -> None:
    file = tmp_path / "lease.md"
    file.write_text(
        "# The lease\n\n" + "The lease of the greenhouse in Porto ends in the spring of 2031. " * 6, "utf-8"
    )
    invoke(home, "add", str(file))
    [_, passage] = invoke(home, "search", "lease of the greenhouse", "--limit", "1").stdout.splitlines()
    assert len(passage) == len("   ") + 240 and passage.endswith("…")


def test_an_empty_knowledge_finds_nothing_and_says_so(home: Path, invoke: Invoke) -> None:
    source = json.loads(invoke(home, "sources", "--json").stdout)[0]["location"]
    invoke(home, "remove", source)
    run = invoke(home, "search", "posters")
    assert run.exit_code in (0, 2)
    assert run.stdout + run.stderr
    assert run.exception is None or isinstance(run.exception, SystemExit)

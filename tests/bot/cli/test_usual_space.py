"""Where all documents are in one space, whoever names none asks that: the sample handbook after `make ask`, say."""

import json
from pathlib import Path

import pytest

from bot.client import RemoteEngine
from bot.events import Question
from bot.settings import Settings
from bot.usual_space import usual_space
from tests.bot.asking import answer_to, failure_of
from tests.bot.cli.conftest import Invoke
from tests.bot.serving import client, serving

POSTERS = "Which printer prints posters?"


@pytest.fixture
def unnamed(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Runs a command where no variable names a space."""
    monkeypatch.delenv("DESKSIDE_SPACE")
    return invoke


@pytest.mark.parametrize(
    ("named", "existing", "asked"),
    [
        ({}, ["sample"], "sample"),
        ({}, ["default"], "default"),
        ({}, ["default", "sample"], "default"),
        ({}, ["it", "sample"], "default"),
        ({}, [], "default"),
        ({"space": "default"}, ["sample"], "default"),
        ({"space": "it"}, ["sample"], "it"),
    ],
)
def test_the_only_space_is_asked_where_none_is_named(named: dict[str, str], existing: list[str], asked: str) -> None:
    assert usual_space(Settings(**named), existing) == asked


def test_what_asks_takes_the_only_space(sample_home: Path, unnamed: Invoke, tmp_path: Path) -> None:
    assert "floor 3" in unnamed(sample_home, "ask", POSTERS).stdout
    assert "Printers" in unnamed(sample_home, "search", POSTERS).stdout
    assert json.loads(unnamed(sample_home, "eval", "--feedback", "--json").stdout)["space"] == "sample"
    assert "No answer from sample was voted down." in unnamed(sample_home, "feedback", "export", tmp_path / "x").stderr


def test_an_answer_is_pinned_where_it_is_asked_for(sample_home: Path, unnamed: Invoke) -> None:
    added = unnamed(sample_home, "pin", "add", "Where is lunch?", "--answer", "On floor 1.")
    assert added.stdout.endswith("in sample.\n"), added.stderr
    assert unnamed(sample_home, "ask", "where is lunch").stdout.startswith("On floor 1.")


@pytest.mark.parametrize("command", [("ask", POSTERS), ("search", POSTERS), ("eval", "--feedback")])
def test_a_space_that_is_named_is_asked_even_if_there_is_one_other(
    sample_home: Path, unnamed: Invoke, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = unnamed(sample_home, *command, "--space", "default")
    assert (run.exit_code, run.stdout) == (2, "")
    assert "There is no space called 'default'. These exist: sample." in run.stderr
    monkeypatch.setenv("DESKSIDE_SPACE", "default")
    assert "There is no space called 'default'." in unnamed(sample_home, *command).stderr


def test_documents_are_added_to_the_default_space_which_is_asked_from_then_on(
    sample_home: Path, unnamed: Invoke, tmp_path: Path
) -> None:
    page = tmp_path / "releases.md"
    page.write_text("# Releases\n\nA release is cut every Thursday at 10:00.\n")
    assert unnamed(sample_home, "add", page).exit_code == 0
    assert "every Thursday" in unnamed(sample_home, "ask", "When is a release cut?").stdout
    assert unnamed(sample_home, "remove", page).exit_code == 0
    assert "floor 3" in unnamed(sample_home, "ask", POSTERS).stdout


async def test_a_client_of_a_server_takes_the_only_space_and_one_that_names_another_does_not(
    sample_home: Path,
) -> None:
    settings = Settings(home=sample_home, threads=1)
    async with serving(settings) as (_, address):
        async with client(settings, address) as http:
            token = http.headers["Authorization"].removeprefix("Bearer ")
            [found, *_] = (await http.post("/search", json={"text": POSTERS})).json()
            asked = {"model": "deskside", "messages": [{"role": "user", "content": POSTERS}]}
            completed = (await http.post("/v1/chat/completions", json=asked)).json()
        assert "Printers" in found["title"]
        assert "floor 3" in completed["choices"][0]["message"]["content"]
        async with RemoteEngine.attach(settings, address, token) as remote:
            assert "floor 3" in (await answer_to(remote, POSTERS)).text
            assert (await remote.search(POSTERS))[0].space == "sample"
        naming = Settings(home=sample_home, threads=1, space="default")
        async with RemoteEngine.attach(naming, address, token) as remote:
            failed = await failure_of(remote, Question(POSTERS))
            assert failed.problem == "There is no space called 'default'. These exist: sample."

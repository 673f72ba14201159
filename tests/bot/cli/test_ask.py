"""`deskside ask`: results on stdout, the rest on stderr, and the shape that the reference promises."""

import json
from pathlib import Path

import pytest

from bot.ownership import owned
from tests.bot.cli.conftest import Invoke, deskside

POSTERS = "Which printer prints posters?"
NAME_ONE = "Name one with --space, or add documents to this one."


def test_json_is_one_object_of_the_promised_shape_and_nothing_else(read_only_home: Path) -> None:
    run = deskside(read_only_home, "ask", "--json", POSTERS)
    assert (run.returncode, run.stderr) == (0, "")
    answer = json.loads(run.stdout)
    assert list(answer) == ["kind", "answer", "citations", "closest", "timings", "id", "options", "figures"]
    assert answer["kind"] in ("grounded", "extract")
    assert answer["closest"] == []
    [citation] = answer["citations"]
    assert list(citation) == ["n", "document", "title", "location", "quote", "url"]
    assert (citation["n"], citation["document"], citation["title"], citation["url"]) == (
        1, "printers.md", "Printers", None,
    )  # fmt: skip
    assert citation["quote"].startswith("The printer that prints posters is the plotter on floor 3.")
    assert list(answer["timings"]) == ["search_ms", "first_token_ms", "total_ms", "prompt_tokens", "answer_tokens"]


def test_json_of_what_is_not_found_names_the_closest_documents(read_only_home: Path, invoke: Invoke) -> None:
    run = invoke(read_only_home, "ask", "--json", "How do I breed goldfish?")
    answer = json.loads(run.stdout)
    assert (run.exit_code, answer["kind"], answer["citations"]) == (0, "not_found", [])
    assert 1 <= len(answer["closest"]) <= 3
    assert list(answer["closest"][0]) == ["document", "title", "location", "url"]


@pytest.mark.parametrize("option", ["--stream", "--no-stream"])
def test_in_a_pipe_the_answer_is_plain_text_with_its_sources(read_only_home: Path, invoke: Invoke, option: str) -> None:
    run = invoke(read_only_home, "ask", option, POSTERS)
    assert run.exit_code == 0
    answer, sources = run.stdout.split("\n\nSources:\n")
    assert "floor 3" in answer and "[1]" in answer
    assert sources.startswith("[1] Printers") and sources.endswith(" (printers.md)\n")
    assert "\x1b" not in run.stdout


def test_in_a_pipe_what_is_not_found_offers_the_closest_documents(read_only_home: Path, invoke: Invoke) -> None:
    run = invoke(read_only_home, "ask", "How do I breed goldfish?")
    assert run.stdout.startswith("I couldn't find the answer to that in the documents.\n\nThe closest documents:\n- ")


def test_a_terminal_that_is_not_set_to_utf8_gets_its_results(
    home: Path, tmp_path: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keys.md").write_text("# Keys — cellar\n\nThe “bicycle” key is at the desk.\n", encoding="utf-8")
    assert invoke(home, "add", tmp_path / "keys.md").exit_code == 0
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    run = deskside(home, "search", "bicycle key", "--limit", "1")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("1. Keys ? cellar  keys.md")


def test_a_question_that_is_piped_in_is_answered(read_only_home: Path) -> None:
    run = deskside(read_only_home, "ask", stdin=POSTERS + "\n")
    assert (run.returncode, run.stderr) == (0, "")
    assert "floor 3" in run.stdout


def test_text_that_is_piped_in_is_added_to_the_question(read_only_home: Path) -> None:
    run = deskside(read_only_home, "ask", "--json", "What does this mean?", stdin="VPN: Error 691\n")
    assert json.loads(run.stdout)["citations"][0]["document"] == "vpn.md"


def test_continue_goes_on_with_the_last_conversation(home: Path, invoke: Invoke) -> None:
    assert "150 euros" in invoke(home, "ask", "How much is refunded for a hotel?").stdout
    assert "40 euros" in invoke(home, "ask", "-c", "And for meals?").stdout


def test_continue_passes_over_a_question_that_failed(home: Path, invoke: Invoke) -> None:
    assert "150 euros" in invoke(home, "ask", "How much is refunded for a hotel?").stdout
    assert invoke(home, "ask", "").exit_code == 2
    assert "40 euros" in invoke(home, "ask", "-c", "And for meals?").stdout


def test_continue_without_an_earlier_conversation_starts_one(home: Path, invoke: Invoke) -> None:
    run = invoke(home, "ask", "-c", POSTERS)
    assert run.exit_code == 0
    assert "floor 3" in run.stdout


def test_the_same_question_without_quotes_in_another_process_prints_the_same(
    read_only_home: Path, invoke: Invoke
) -> None:
    assert deskside(read_only_home, "ask", *POSTERS.split()).stdout == invoke(read_only_home, "ask", POSTERS).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", ""], "The question is empty. Ask something"),
        (["ask"], "The question is empty. Ask something"),
        (["ask", "why " * 25_000], "The question has 99,999 characters; at most 8,000 are read. Keep the part"),
        (["ask", POSTERS, "--space", "attic"], f"no space called 'attic'. These exist: default. {NAME_ONE}"),
        (["search", POSTERS, "--space", "attic"], f"no space called 'attic'. These exist: default. {NAME_ONE}"),
        (["sync", "--space", "attic"], f"no space called 'attic'. These exist: default. {NAME_ONE}"),
        (["ask", "-i", "a.png", "b.png", "why"], "Put -i before each picture, and quote the question."),
        (["search", ""], "The question is empty."),
        (["add", ""], "A place is empty. Name a file"),
        (["models", "texts", "nowhere/texts.jsonl"], "There is no folder nowhere. Make it"),
        (["add", "somewhere", "--space", "../up"], "../up"),
    ],
)
def test_wrong_usage_is_one_sentence_with_a_next_step_and_exit_2(
    read_only_home: Path, invoke: Invoke, arguments: list[str], said: str
) -> None:
    run = invoke(read_only_home, *arguments)
    assert (run.exit_code, run.stdout) == (2, "")
    assert said in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_question_of_100_000_characters_that_is_piped_in_is_turned_away(read_only_home: Path) -> None:
    run = deskside(read_only_home, "ask", "--json", stdin="x" * 100_000)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("The question has 100,000 characters")


def test_bytes_that_are_no_utf8_break_no_question(read_only_home: Path) -> None:
    run = deskside(read_only_home, "ask", "posters \udcff printer")
    assert run.returncode == 0
    assert "Traceback" not in run.stderr


def test_a_mistaken_setting_is_named(tmp_path: Path, read_only_home: Path, invoke: Invoke) -> None:
    (tmp_path / "deskside.toml").write_text('spase = "x"')
    run = invoke(read_only_home, "ask", POSTERS)
    assert (run.exit_code, run.stdout) == (2, "")
    assert "`spase` is not a setting" in run.stderr


def test_a_home_in_use_names_its_owner(home: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.attach.WAITING", 0)
    with owned(home):
        run = invoke(home, "ask", POSTERS)
    assert (run.exit_code, run.stdout) == (1, "")
    assert "is in use by" in run.stderr and "DESKSIDE_HOME" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = deskside(tmp_path / "file", "ask", POSTERS)
    assert (run.returncode, run.stdout) == (1, "")
    assert "cannot be used" in run.stderr and "DESKSIDE_HOME" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_working_folder_that_was_removed_is_said(read_only_home: Path) -> None:
    in_no_folder = "import os, tempfile; os.chdir(gone := tempfile.mkdtemp()); os.rmdir(gone)\n"
    run = deskside(read_only_home, "sources", code=in_no_folder + "from bot.cli.app import main; main()")
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("The folder that you are in is not there any more. Go to another one")
    assert run.stderr.count("\n") == 1


def test_without_models_the_next_step_is_to_build_them(tmp_path: Path, invoke: Invoke) -> None:
    run = invoke(tmp_path / "home", "ask", POSTERS)
    assert (run.exit_code, run.stdout) == (1, "")
    assert run.stderr == "The model “embedder” is not built yet. Run `deskside models build`.\n"


def test_several_spaces_are_asked_and_searched_at_once(home: Path, tmp_path: Path, invoke: Invoke) -> None:
    (tmp_path / "keys.md").write_text("# Keys\n\nThe key of the bicycle cellar hangs behind the reception.\n")
    assert invoke(home, "add", tmp_path / "keys.md", "--space", "house").exit_code == 0
    both = ("--json", "--space", "default", "--space", "house")
    answer = json.loads(invoke(home, "ask", "Where does the key of the bicycle cellar hang?", *both).stdout)
    assert [citation["document"] for citation in answer["citations"]] == ["keys.md"]
    found = json.loads(invoke(home, "search", "plotter posters cellar key", *both).stdout)
    assert {"keys.md", "printers.md"} <= {passage["document"] for passage in found}
    unknown = invoke(home, "ask", POSTERS, "--space", "default", "--space", "attic")
    assert (unknown.exit_code, "attic" in unknown.stderr) == (2, True)

import importlib.util
import json
import re
from pathlib import Path

import pytest
import typer
import typer.main
import yaml

from bot.events import Answer, Citation
from bot.json_shapes import answer_shape, passage_shape
from bot.settings import Settings
from knowledge.documents import Passage, Placement
from tests.docs import pages
from tui.cli import app

TOP_FOLDERS = ("bot", "knowledge", "models", "docs", "tests", "benchmarks", "deploy")
EVERY_PAGE = pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)


def test_the_reference_pages_say_what_the_code_says():
    spec = importlib.util.spec_from_file_location("reference", pages.REPOSITORY / "docs" / "generate_reference.py")
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    for page, content in reference.pages().items():
        assert page.read_text(encoding="utf-8") == content, "Run `python docs/generate_reference.py`."


@EVERY_PAGE
def test_every_relative_link_leads_somewhere(page):
    for link in pages.links(page):
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), f"{link} is not there"
        if anchor:
            assert anchor in pages.anchors(target), f"{link} has no such heading"


@EVERY_PAGE
def test_every_file_that_is_named_exists(page):
    named = [code for code in pages.inline_code(page) if re.fullmatch(r"[\w./-]+", code) and "/" in code]
    # What a person makes beside the code, such as the file with the tokens.
    own = (pages.REPOSITORY / ".gitignore").read_text(encoding="utf-8").splitlines()
    for path in named:
        if path.split("/")[0] in TOP_FOLDERS and not {path, f"{path}/", Path(path).name} & set(own):
            assert (pages.REPOSITORY / path).exists(), f"{path} is not there"


@EVERY_PAGE
def test_no_table_is_cut_off_from_its_rows(page):
    assert not re.search(r"^\|[ :|-]*---[ :|-]*\n\n\|", page.read_text(encoding="utf-8"), re.MULTILINE)


@EVERY_PAGE
def test_every_deskside_command_line_is_one_that_deskside_takes(page):
    for arguments in pages.commands(page, "deskside"):
        _parse(arguments)


@EVERY_PAGE
def test_every_make_target_exists(page):
    makefile = (pages.REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for arguments in pages.commands(page, "make"):
        assert {word for word in arguments if "=" not in word and not word.startswith("-")} <= targets


@EVERY_PAGE
def test_every_variable_that_is_named_is_a_setting(page):
    compose = (pages.REPOSITORY / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    known = {f"DESKSIDE_{name.upper()}" for name in Settings.model_fields} | {"DESKSIDE_SLACK_API_URL"}
    known |= {"DESKSIDE_SLACK_BOT_TOKEN", "DESKSIDE_"}
    known |= set(re.findall(r"\$\{(DESKSIDE_[A-Z_]+)", compose))
    assert set(re.findall(r"\bDESKSIDE_[A-Z_]+\b", page.read_text(encoding="utf-8"))) <= known


def test_the_json_in_the_reference_has_the_fields_that_the_commands_print():
    page = (pages.REPOSITORY / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    shown_answer, shown_passages = map(json.loads, re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    citation = Citation(1, "a.md", "A", "A", "quote", None, 1)
    answer = answer_shape(Answer("text [1]", "grounded", (citation,)))
    passage = passage_shape(
        Passage(1, 1, "default", "a.md", "A", (), None, "text", 0, 4, 0.5, found_by={"dense": Placement(1, 0.5)})
    )
    assert shown_answer.keys() == answer.keys()
    assert shown_answer["citations"][0].keys() == answer["citations"][0].keys()
    assert shown_answer["timings"].keys() == answer["timings"].keys()
    assert shown_passages[0].keys() == passage.keys()


def test_a_command_line_with_an_unknown_option_would_be_noticed():
    with pytest.raises(Exception, match="--sapce"):
        _parse(["ask", "--sapce", "it", "Why?"])


def test_the_command_lines_of_a_page_are_found(tmp_path: Path):
    page = tmp_path / "page.md"
    page.write_text(
        'Run `deskside rebuild`.\n\n```console\n$ cat log | .venv/bin/deskside ask \\\n  "Why?" > out.txt\n```\n',
        "utf-8",
    )
    assert list(pages.commands(page, "deskside")) == [["ask", "Why?"], ["rebuild"]]


def _parse(arguments: list[str]) -> None:
    """Parses a command line and runs nothing; raises what the command line would say."""
    if "[OPTIONS]" in arguments:  # the usage line of a reference page
        return
    command = typer.main.get_command(app)
    path, rest = "deskside", arguments
    while rest and rest[0] in getattr(command, "commands", {}):
        command, path, rest = command.commands[rest[0]], f"{path} {rest[0]}", rest[1:]
    if getattr(command, "commands", None) and not rest:
        return
    try:
        command.make_context(path, rest)
    except typer.Exit:  # --help
        return
    except Exception as error:
        if type(error).__name__ == "MissingParameter":  # a command that is only spoken of
            return
        raise
    assert not getattr(command, "commands", None) or rest[0].startswith("-"), f"{path} has no command {rest[0]}"


def test_the_site_has_every_page_in_its_menu_and_its_style():
    site = yaml.safe_load((pages.REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = [page for entry in site["nav"] for inside in entry.values() for page in _pages_in(inside)]
    docs = pages.REPOSITORY / "docs"
    written = [page.relative_to(docs).as_posix() for page in pages.PAGES if page.is_relative_to(docs)]
    assert sorted(listed) == sorted([*written, "sample/README.md"])
    assert all((docs / style).is_file() for style in site["extra_css"])


def _pages_in(entry):
    return [entry] if isinstance(entry, str) else [page for each in entry for page in each.values()]

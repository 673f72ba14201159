"""`deskside add`, `sync`, `remove`, `sources`, `rebuild`: whatever is wrong with one file, the others go on."""

import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from chromadb import Collection

from bot.cli.app import app
from tests.bot.cli.conftest import COMMAND, Invoke, deskside, environment
from tests.knowledge.files import pdf_file, scanned_pdf

GOOD = "# Keys\n\nThe key of the bicycle cellar hangs behind the reception.\n"


def broken_files(folder: Path) -> dict[str, str]:
    """Writes one file of each kind of trouble; what is said of each."""
    (folder / "empty.md").write_bytes(b"")
    (folder / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00" * 99)
    (folder / "locked.pdf").write_bytes(pdf_file(["secret"], password="sesame"))  # noqa: S106
    (folder / "torn.pdf").write_bytes(pdf_file(["whole"])[:300])
    (folder / "torn.docx").write_bytes(b"PK\x03\x04 not really")
    for name, size in {"large.md": 51_000_000, "huge.pdf": 500_000_000}.items():
        with (folder / name).open("wb") as sparse:
            sparse.truncate(size)
    return {
        "empty.md": "It is empty.",
        "picture.md": "binary",
        "locked.pdf": "It is locked with a password.",
        "torn.pdf": "It is not a PDF that can be read.",
        "torn.docx": "",
        "large.md": "It is 51 MB, larger than the 50 MB that are allowed.",
        "huge.pdf": "It is 500 MB, larger than the 50 MB that are allowed.",
    }


def test_a_bad_file_gets_its_sentence_and_the_others_go_on(home: Path, tmp_path: Path, invoke: Invoke) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "keys.md").write_text(GOOD)
    expected = broken_files(folder)
    run = deskside(home, "add", folder, tmp_path / "missing.md")
    assert run.returncode == 1
    assert run.stdout == f"Documents: 1 added, {len(expected)} unreadable, 1 not added; 1 passage indexed.\n"
    assert "Traceback" not in run.stderr
    said = dict(line.split(": ", 1) for line in run.stderr.splitlines() if ": " in line)
    for name, problem in expected.items():
        assert problem in said[str(folder / name)]
        assert said[str(folder / name)].endswith(".")
    assert said[str(tmp_path / "missing.md")] == "It is not there. Check the path."
    assert "behind the reception" in invoke(home, "ask", "Where does the key of the bicycle cellar hang?").stdout


def test_pictures_that_several_documents_miss_are_said_once(home: Path, tmp_path: Path, invoke: Invoke) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(f"{GOOD}\n![x]({name}.png)\n")
    run = invoke(home, "add", tmp_path / "one.md", tmp_path / "two.md")
    assert run.exit_code == 0 and "2 with pictures missing" in run.stdout
    [said, where] = [line for line in run.stderr.splitlines() if "picture" in line or "sources" in line]
    assert said == (
        f"{tmp_path / 'one.md'}: Its picture one.png is left out: it is not there. "
        "Pictures of 1 more document are left out likewise. Correct the path, or add the picture."
    )
    assert where == "`deskside sources` names them all."
    checked = invoke(home, "doctor")
    assert checked.exit_code == 0 and "2 documents with pictures missing" in checked.stdout


def test_scanned_pages_of_a_document_that_was_read_are_said_and_fail_nothing(
    home: Path, tmp_path: Path, invoke: Invoke
) -> None:
    (tmp_path / "keys.pdf").write_bytes(scanned_pdf([("The keys hang behind the reception.", 0.0), ("", 1.0)]))
    run = invoke(home, "add", tmp_path / "keys.pdf")
    assert run.exit_code == 0 and "1 with pages unread" in run.stdout
    problem = f"{tmp_path / 'keys.pdf'}: Its page 2 holds a picture but no text; the others are read."
    assert problem in run.stderr and problem in invoke(home, "sources").stdout
    checked = invoke(home, "doctor")
    assert checked.exit_code == 0 and "1 document with pages unread" in checked.stdout


def test_sources_name_in_a_pipe_what_they_name_on_a_terminal(home: Path, tmp_path: Path, invoke: Invoke) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "keys.md").write_text(GOOD)
    (folder / "empty.md").write_text("")
    (folder / "plan.xls").write_bytes(b"PK")
    assert invoke(home, "add", folder).exit_code == 1
    said = invoke(home, "sources").stdout.splitlines()
    line, problem, passed_over = said[said.index(next(one for one in said if one.startswith(str(folder)))) :]
    assert line.split("\t")[2] == "1" and line.split("\t")[-1] == "1"
    assert problem == f"\t{folder / 'empty.md'}: It is empty. Write something into it, or remove it."
    assert passed_over.startswith("\t1 file was passed over: .xls (1).")


def test_text_that_is_no_utf8_is_read_as_what_it_is(home: Path, tmp_path: Path, invoke: Invoke) -> None:
    page = "# Küche\n\nDer Schlüssel für die Küche hängt an der Tür. Bitte schließen Sie danach überall die Türen.\n"
    (tmp_path / "latin.md").write_bytes(page.encode("latin-1"))
    assert invoke(home, "add", tmp_path / "latin.md").exit_code == 0
    assert "Schlüssel für die Küche" in invoke(home, "search", "Schlüssel Küche", "--json").stdout


def test_a_full_disk_while_indexing_is_said_and_made_good_later(
    home: Path, tmp_path: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise RuntimeError("error: database or disk is full")

    (tmp_path / "keys.md").write_text(GOOD)
    with monkeypatch.context() as patch:
        patch.setattr(Collection, "upsert", full)
        run = invoke(home, "add", tmp_path / "keys.md")
    assert (run.exit_code, run.stdout) == (1, "")
    assert "There is no space left on the disk" in run.stderr and "Free some space" in run.stderr
    assert invoke(home, "sync").exit_code == 0
    assert "bicycle cellar" in invoke(home, "search", "bicycle cellar", "--json", "--limit", "1").stdout


def on_small_disk(size: str, folder: Path, command: list[str]) -> list[str]:
    """The command with a disk of that size mounted on a folder, which nothing outside of the command sees."""
    script = f'mount -t tmpfs -o size={size} tmpfs "$0" && exec "$@"'
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, str(folder), *command]


def can_mount() -> bool:
    try:
        return subprocess.run(on_small_disk("1m", Path("/mnt"), ["true"]), capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not can_mount(), reason="no small disk can be made here")
@pytest.mark.parametrize("size", ["8k", "64k", "400k"])
def test_a_disk_that_is_really_full_is_said_in_a_sentence(
    built_models: Path, handbook: Path, tmp_path: Path, size: str
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    links = f'ln -s {built_models} {disk}/models && exec "$@"'
    command = ["sh", "-c", links, "sh", sys.executable, "-c", COMMAND, "add", str(handbook)]
    run = subprocess.run(
        on_small_disk(size, disk, command), capture_output=True, text=True, env=environment(disk), timeout=120
    )
    assert (run.returncode, run.stdout) == (1, "")
    assert "space" in run.stderr and "Free some space" in run.stderr
    assert "Traceback" not in run.stderr


def test_an_empty_folder_is_said_to_hold_nothing_that_can_be_read(
    home: Path, handbook: Path, tmp_path: Path, invoke: Invoke
) -> None:
    (tmp_path / "empty").mkdir()
    run = invoke(home, "add", str(tmp_path / "empty"))
    assert run.exit_code == 0
    assert "There is nothing there that can be read." in run.stderr
    assert "nothing there" not in invoke(home, "add", str(handbook)).stderr


def test_adding_again_changes_nothing(home: Path, handbook: Path, invoke: Invoke) -> None:
    run = invoke(home, "add", handbook)
    assert (run.exit_code, run.stdout) == (0, "Documents: 8 unchanged; 0 passages indexed.\n")


def test_sync_takes_in_what_changed(home: Path, tmp_path: Path, invoke: Invoke) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "keys.md").write_text(GOOD)
    assert invoke(home, "add", folder).exit_code == 0
    (folder / "keys.md").write_text(GOOD.replace("reception", "porter's lodge"))
    run = invoke(home, "sync")
    assert (run.exit_code, run.stdout) == (0, "Documents: 1 changed, 8 unchanged; 1 passage indexed.\n")
    assert "porter's lodge" in invoke(home, "ask", "Where does the key of the bicycle cellar hang?").stdout


def test_sources_are_listed_for_people_and_for_programs(read_only_home: Path, handbook: Path, invoke: Invoke) -> None:
    [source] = json.loads(invoke(read_only_home, "sources", "--json").stdout)
    assert list(source) == ["location", "space", "kind", "documents", "chunks", "synced_at", "problems", "passed_over"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", source["synced_at"])
    assert (source["location"], source["space"], source["documents"]) == (str(handbook), "default", 8)
    line = invoke(read_only_home, "sources").stdout
    assert line.split("\t")[:3] == [str(handbook), "default", "8"]


def test_a_problem_stays_listed_with_its_source(home: Path, tmp_path: Path, invoke: Invoke) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "keys.md").write_text(GOOD)
    (folder / "empty.md").touch()
    assert invoke(home, "add", folder).exit_code == 1
    listed = json.loads(invoke(home, "sources", "--json").stdout)
    [problem] = next(source for source in listed if source["location"] == str(folder))["problems"]
    assert problem == {
        "document": str(folder / "empty.md"),
        "problem": "It is empty.",
        "next_step": "Write something into it, or remove it.",
        "picture": False,
        "pages": False,
        "attachments": False,
    }


def test_a_removed_document_is_never_quoted_again(home: Path, invoke: Invoke) -> None:
    run = invoke(home, "remove", "printers.md")
    assert (run.exit_code, run.stdout) == (0, "Removed 1 document.\n")
    assert "plotter" not in invoke(home, "ask", "Which printer prints posters?").stdout
    assert "plotter" not in invoke(home, "search", "posters", "--json").stdout


def test_removing_what_is_not_there_names_what_is_close(read_only_home: Path, invoke: Invoke) -> None:
    run = invoke(read_only_home, "remove", "printer.md")
    assert (run.exit_code, run.stdout) == (2, "")
    assert "printers.md" in run.stderr


def test_what_several_spaces_have_is_removed_once_its_space_is_named(
    home: Path, tmp_path: Path, invoke: Invoke
) -> None:
    (tmp_path / "keys.md").write_text("# Keys\n\nThe key hangs in room 3.\n")
    for space in ("default", "house"):
        assert invoke(home, "add", tmp_path / "keys.md", "--space", space).exit_code == 0
    run = invoke(home, "remove", "keys.md")
    said = "'keys.md' is in 2 spaces: default, house. Say which one is meant with --space.\n"
    assert (run.exit_code, run.stderr) == (2, said)
    assert invoke(home, "remove", "keys.md", "--space", "house").exit_code == 0


def test_rebuild_answers_as_before(home: Path, invoke: Invoke) -> None:
    before = invoke(home, "search", "posters", "--json").stdout
    assert invoke(home, "rebuild").stdout == "Rebuilt the vectors of 8 passages.\n"
    assert invoke(home, "search", "posters", "--json").stdout == before


def test_the_version_is_shown_without_a_command(invoke: Invoke, read_only_home: Path) -> None:
    run = invoke(read_only_home, "--version")
    assert (run.exit_code, run.stdout) == (0, f"{version('deskside')}\n")


def test_every_command_says_what_it_does_in_its_help(invoke: Invoke, read_only_home: Path) -> None:
    for command in app.registered_commands:
        name = command.name or command.callback.__name__  # type: ignore[union-attr]
        assert invoke(read_only_home, name, "--help").exit_code == 0

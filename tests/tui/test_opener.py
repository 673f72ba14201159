"""Opening a file with the platform's program."""

import subprocess
from pathlib import Path

import pytest

from tui.opener import CannotOpen, is_web_address, open_file


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have run."""
    commands: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: commands.append(command))
    monkeypatch.setattr("tui.opener.sys.platform", "linux")
    monkeypatch.setattr("tui.opener.shutil.which", lambda program: f"/usr/bin/{program}")
    return commands


def test_the_path_is_one_argument_and_never_a_shells(tmp_path: Path, started: list[list[str]]) -> None:
    file = tmp_path / "-rf $(touch x); `y` .md"
    file.write_text("", encoding="utf-8")
    open_file(file)
    assert started == [["/usr/bin/xdg-open", str(file)]]


def test_a_relative_path_cannot_be_an_option(
    tmp_path: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("--version").write_text("", encoding="utf-8")
    open_file(Path("--version"))
    assert started == [["/usr/bin/xdg-open", str(tmp_path / "--version")]]


def test_a_mac_has_its_own_program(tmp_path: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.opener.sys.platform", "darwin")
    (tmp_path / "a.md").write_text("", encoding="utf-8")
    open_file(tmp_path / "a.md")
    assert started[0][0] == "/usr/bin/open"


def test_without_a_program_or_a_file_it_says_what_to_do(
    tmp_path: Path, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CannotOpen, match="Sync its source"):
        open_file(tmp_path / "gone.md")
    monkeypatch.setattr("tui.opener.shutil.which", lambda program: None)
    (tmp_path / "a.md").write_text("", encoding="utf-8")
    with pytest.raises(CannotOpen, match="Copy the path instead"):
        open_file(tmp_path / "a.md")
    assert started == []


@pytest.mark.parametrize("text", ["javascript:alert(1)", "file:///etc/passwd", "ftp://x", "/etc/hosts", ""])
def test_a_browser_is_sent_to_web_pages_only(text: str) -> None:
    assert not is_web_address(text)
    assert is_web_address("HTTPS://wiki.example")

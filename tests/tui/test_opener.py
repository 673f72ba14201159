"""Opening a file or an address with the platform's program."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine
from tests.tui.conftest import Drive
from tui.opener import CannotOpen, is_web_address, open_address, open_file

ADDRESS = "https://wiki.example/vpn"


class Started:
    """A program that opened what it was given."""

    def wait(self, timeout: float) -> int:
        return 0


@pytest.fixture
def xdg_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name that does what is written into it, on a machine with windows."""
    program = tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    monkeypatch.setattr("tui.opener.sys.platform", "linux")
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    write_program(program, "exit 0")
    return program


def write_program(program: Path, lines: str) -> None:
    program.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    program.chmod(0o755)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have run."""
    commands: list[list[str]] = []

    def start(command: list[str], **_: object) -> Started:
        commands.append(command)
        return Started()

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setenv("DISPLAY", ":0")
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


def test_a_browser_is_started_without_a_terminal_that_it_could_draw_on(xdg_open: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    write_program(xdg_open, f'(: < /dev/tty) 2> /dev/null || echo "$1" > {told}')
    open_address(ADDRESS)
    assert told.read_text(encoding="utf-8") == f"{ADDRESS}\n"


def test_a_program_that_refuses_is_told_and_one_that_stays_has_opened_it(
    xdg_open: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_program(xdg_open, "exit 3")
    with pytest.raises(CannotOpen, match="no browser here"):
        open_address(ADDRESS)
    monkeypatch.setattr("tui.opener.SECONDS_TO_REFUSE", 0.05)
    write_program(xdg_open, "sleep 1; exit 3")
    open_address(ADDRESS)


@pytest.mark.parametrize("browser", ["", "w3m", "/usr/bin/lynx"])
def test_a_browser_of_the_console_is_never_started(
    xdg_open: Path, monkeypatch: pytest.MonkeyPatch, browser: str
) -> None:
    monkeypatch.delenv("DISPLAY")
    if browser:
        monkeypatch.setenv("BROWSER", browser)
    with pytest.raises(CannotOpen, match="no browser here"):
        open_address(ADDRESS)


async def test_where_there_is_no_browser_the_address_is_copied(
    drive: Drive, xdg_open: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    async with drive(ScriptedEngine(lambda question: sample_events.grounded(f"[a]({ADDRESS})"))) as chat:
        await chat.ask("Links?")
        await chat.pilot.click(chat.chat.transcript.cards[0].query_one("AnswerText"), offset=(0, 0))
        await chat.until(lambda: chat.notices)
        assert chat.notices == [f"There is no browser here. Copied {ADDRESS}"]
        assert chat.app.clipboard == ADDRESS


@pytest.mark.parametrize("text", ["javascript:alert(1)", "file:///etc/passwd", "ftp://x", "/etc/hosts", ""])
def test_a_browser_is_sent_to_web_pages_only(text: str) -> None:
    assert not is_web_address(text)
    assert is_web_address("HTTPS://wiki.example")

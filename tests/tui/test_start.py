"""The command from its first moment on: while it is being imported, ctrl+c is no traceback yet."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from benchmarks.terminal.terminal import Terminal
from tests.conftest import REPOSITORY

INTERRUPTED = "import os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(60)"
"""What stands in for Typer, which the command imports first: somebody presses ctrl+c just then."""

AT_A_TERMINAL = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)
"""Starts Python where ctrl+c means something: what a shell runs in the background ignores it, and so do its tests."""


def _start(folder: Path, *how: str, stands_in: str = "typer") -> subprocess.CompletedProcess[str]:
    (folder / f"{stands_in}.py").write_text(INTERRUPTED)
    settings = {"PYTHONPATH": os.pathsep.join((str(folder), str(REPOSITORY)))}
    return subprocess.run(
        [sys.executable, "-c", AT_A_TERMINAL, *how],
        env={**os.environ, **settings},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_ctrl_c_while_the_command_starts_is_a_word(tmp_path: Path) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, function = project["scripts"]["deskside"].partition(":")
    run = _start(tmp_path, "-c", f"from {module} import {function}; {function}()")
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "Stopped.\n")


def test_ctrl_c_while_a_visitors_chat_starts_is_a_word(tmp_path: Path) -> None:
    run = _start(tmp_path, "-m", "tui", "chat")
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "Stopped.\n")


def test_ctrl_c_while_the_commands_are_made_is_a_word(tmp_path: Path) -> None:
    made = "import typer; typer.Typer.__call__ = lambda app: __import__('interrupted')"
    run = _start(tmp_path, "-c", f"{made}; from tui.__main__ import main; main()", stands_in="interrupted")
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "Stopped.\n")


def test_a_terminal_without_utf_8_is_told_before_the_screen_is_taken(tmp_path: Path) -> None:
    env = {**os.environ, "DESKSIDE_HOME": str(tmp_path), "PYTHONIOENCODING": "iso8859-1"}
    with Terminal([sys.executable, "-m", "tui", "chat"], env, columns=200) as terminal:
        while terminal.code is None:
            terminal.read(0.1)
        assert terminal.code == 2
        assert "this terminal is set to iso8859-1. Set it to UTF-8 if it knows it" in " ".join(terminal.text.split())
        assert b"\x1b[?1049h" not in terminal.raw, "the screen is not taken"

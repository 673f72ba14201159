"""The command as people run it: in a process of its own, or inside the test where only words and codes count."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.app import app
from tests.bot.conftest import MakeHome
from tests.conftest import REPOSITORY

COMMAND = "from bot.cli.app import main; main()"

Invoke = Callable[..., Result]

RUNNING: list[subprocess.Popen[bytes]] = []
"""What tests have started."""


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Ends what a test started and, having failed, did not end: an endless writer would hold a core for hours."""
    yield
    while RUNNING:
        process = RUNNING.pop()
        process.kill()
        process.wait()


@pytest.fixture
def home(make_home: MakeHome) -> Path:
    """A data home that knows the handbook and is this test's own."""
    return make_home()


@pytest.fixture(scope="module")
def read_only_home(make_home: MakeHome) -> Path:
    """A data home that knows the handbook, for tests that change nothing in it."""
    return make_home()


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Runs a command inside this process, in an empty working folder, with what is piped into it."""
    monkeypatch.chdir(tmp_path)
    for name, value in settings_of(tmp_path).items():
        monkeypatch.setenv(name, value)

    def run(home: Path, *arguments: str | Path, stdin: str | bytes | None = None) -> Result:
        words = [str(part) for part in arguments]
        return CliRunner().invoke(app, words, input=stdin, env={"DESKSIDE_HOME": str(home)})

    return run


def settings_of(folder: Path) -> dict[str, str]:
    """Variables under which no settings of the person who runs the tests count."""
    return {"XDG_CONFIG_HOME": str(folder / "config"), "DESKSIDE_THREADS": "1", "DESKSIDE_SPACE": "default"}


def environment(home: Path) -> Mapping[str, str]:
    return (
        os.environ | settings_of(home) | {"DESKSIDE_HOME": str(home), "PYTHONPATH": str(REPOSITORY), "COLUMNS": "200"}
    )


def deskside(
    home: Path, *arguments: str | Path, stdin: str | None = None, code: str = COMMAND
) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process of its own; without `stdin`, it has none."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        text=True,
        env=environment(home),
        cwd=home.parent,
        timeout=120,
        check=False,
    )


def started(home: Path, *arguments: str, code: str = COMMAND) -> subprocess.Popen[bytes]:
    """Starts the command and leaves it running until the test ends; its output is not buffered here."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        cwd=home.parent,
        bufsize=0,
        # A shell starts what runs in its background with ctrl+c ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    RUNNING.append(process)
    return process

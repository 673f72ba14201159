"""However a command ends early, it leaves what was said, no traceback and no lock."""

import os
import signal
from pathlib import Path

import pytest

from bot import locations
from tests.bot.cli.conftest import Invoke, deskside, started

pytestmark = pytest.mark.slow

POSTERS = "Which printer prints posters?"

ENDLESS = """
import os
os.environ["DESKSIDE_PHRASES"] = "true"
from models.writing.usage import Writing
from models.writing.writer import Writer
from tests.fakes.endless_writer import endless

Writer.write = lambda self, messages, max_tokens, cancelled: Writing(endless(cancelled))
from bot.cli.app import main
main()
"""
"""The command with a writer that says one true sentence and then never comes to an end."""


def test_ctrl_c_keeps_what_was_said_so_far(home: Path) -> None:
    asking = started(home, "ask", POSTERS, code=ENDLESS)
    assert asking.stdout is not None
    said = asking.stdout.read(10)
    asking.send_signal(signal.SIGINT)
    rest, errors = asking.communicate(timeout=60)
    assert asking.returncode == 130
    assert said + rest == b"The printer that prints posters is the plotter on floor 3. [1]\n"
    assert errors == b"Stopped.\n"
    assert not locations.owner_card(home).exists()


def test_ctrl_c_with_json_prints_no_half_object(home: Path) -> None:
    told = ENDLESS.replace("Writing(endless", "print('writing', flush=True) or Writing(endless")
    asking = started(home, "ask", "--json", POSTERS, code=told)
    assert asking.stdout is not None
    assert asking.stdout.readline() == b"writing\n"
    asking.send_signal(signal.SIGINT)
    assert asking.communicate(timeout=60) == (b"", b"Stopped.\n")
    assert asking.returncode == 130


@pytest.mark.parametrize("arguments", [["ask", POSTERS], ["search", "--json", "printer"]])
def test_a_pipe_that_is_closed_early_gives_no_traceback(home: Path, arguments: list[str]) -> None:
    running = started(home, *arguments)
    assert running.stdout is not None
    running.stdout.close()
    running.stdout = None
    _, errors = running.communicate(timeout=60)
    assert b"Traceback" not in errors and b"Exception ignored" not in errors
    assert not locations.owner_card(home).exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["ask", POSTERS], ["doctor"]])
def test_output_that_does_not_fit_on_the_disk_is_said(home: Path, arguments: list[str]) -> None:
    onto_full_disk = "import os; os.dup2(os.open('/dev/full', os.O_WRONLY), 1)\nfrom bot.cli.app import main; main()"
    run = deskside(home, *arguments, code=onto_full_disk)
    assert run.returncode == 1
    assert run.stderr == (
        "There is no space left where the output goes. Free some space and run the same command again.\n"
    )


def test_a_killed_command_leaves_a_home_that_opens(home: Path, invoke: Invoke) -> None:
    asking = started(home, "ask", POSTERS, code=ENDLESS)
    assert asking.stdout is not None
    asking.stdout.read(10)
    os.kill(asking.pid, signal.SIGKILL)
    asking.communicate(timeout=60)
    assert "floor 3" in invoke(home, "ask", POSTERS).stdout

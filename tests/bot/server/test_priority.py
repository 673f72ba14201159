"""A server in the background gives way to the terminals, and to nobody's surprise lowers nothing but itself."""

import os
import subprocess
import sys

from bot.server.priority import LOWER

SAY = "import os; from bot.server.priority import give_way; give_way(); print(os.nice(0))"


def test_a_server_in_a_session_of_its_own_runs_below_the_terminals() -> None:
    run = subprocess.run([sys.executable, "-c", SAY], capture_output=True, check=True, start_new_session=True)
    assert int(run.stdout) >= min(os.nice(0) + LOWER, 19)


def test_a_server_in_somebodys_terminal_leaves_that_session_as_it_is() -> None:
    before = group_of_this_session()
    subprocess.run([sys.executable, "-c", SAY], capture_output=True, check=True)
    assert group_of_this_session() == before


def group_of_this_session() -> str:
    try:
        with open("/proc/self/autogroup", encoding="ascii") as group:  # noqa: PTH123 - a file of the kernel
            return group.read()
    except OSError:
        return ""

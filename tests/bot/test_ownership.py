"""One process owns a data home; the next one is told who has it."""

import os
import re
import stat
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.ownership import HomeLocked, HomeUnusable, owned

HOLD = """
import sys
from pathlib import Path
from bot.ownership import owned
with owned(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_who_owns_the_home(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(HomeLocked) as locked, owned(tmp_path):
            pass
        assert str(holder.pid) in locked.value.problem
        since = re.search(r", since (\d{4}-\d\d-\d\d \d\d:\d\d)\)\.$", locked.value.problem)
        assert since and abs(datetime.now() - datetime.fromisoformat(since[1])) < timedelta(minutes=5)
        assert "DESKSIDE_HOME" in locked.value.next_step
        assert f"stop it (`kill {holder.pid}`)" in locked.value.next_step
    finally:
        holder.communicate("")
    with owned(tmp_path):
        pass


def test_who_wants_to_serve_is_told_how_to_stop_the_server_that_is_there(tmp_path: Path) -> None:
    with owned(tmp_path, serves=True):
        with pytest.raises(HomeLocked) as locked, owned(tmp_path, serves=True):
            pass
        assert f"stop that one: `kill {os.getpid()}`" in locked.value.next_step
        assert "a minute after the last chat" in locked.value.next_step


def test_a_new_home_is_for_its_owner_alone_and_one_that_was_there_stays_as_it_is(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    for home, mode in ((tmp_path / "new", 0o700), (shared, 0o755)):
        with owned(home):
            assert stat.S_IMODE(home.stat().st_mode) == mode


def test_a_link_to_nowhere_is_called_no_directory_where_it_is_the_home(tmp_path: Path) -> None:
    link = tmp_path / "home"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(HomeUnusable, match="Not a directory"), owned(link):
        pass


def test_a_killed_owner_leaves_no_lock_behind(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.kill()
    holder.wait()
    with owned(tmp_path):
        pass

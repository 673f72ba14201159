"""A full disk is told from other failures, whoever says it."""

import errno
import re
import sqlite3
from pathlib import Path

import pytest

from models.errors import DesksideError, DiskFull
from models.full_disk import full_disk_explained


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        RuntimeError("error: database or disk is full"),
        RuntimeError("Io error: No space left on device (os error 28)"),
    ],
)
def test_a_full_disk_is_said_in_a_sentence(error: Exception) -> None:
    said = "There is no space left on the disk that holds the vectors. Free some space"
    with pytest.raises(DiskFull, match=re.escape(said)), full_disk_explained("vectors"):
        raise error


def test_sqlite_says_so_of_a_file_that_may_not_grow(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "full.db")
    connection.execute("CREATE TABLE words (word)")
    connection.execute("PRAGMA max_page_count = 2")
    with pytest.raises(DiskFull), full_disk_explained("words"):
        connection.execute("INSERT INTO words VALUES (?)", ("word " * 10_000,))
    connection.close()


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(errno.ENOENT, "No such file or directory", "no space left.md"),
        RuntimeError("the index is broken"),
        DesksideError("There is no space left in the queue.", "Wait."),
    ],
)
def test_any_other_failure_stays_what_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as raised, full_disk_explained("vectors"):
        raise error
    assert raised.value is error

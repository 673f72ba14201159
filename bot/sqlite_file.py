"""A small SQLite file of the data home: opened with its schema up to date, safe over threads and processes.

Its owner knows what is stored in it; this module only keeps it whole.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from bot import locations
from knowledge.database import is_disk_full
from models.errors import DesksideError, DiskFull


class SqliteFile:
    """An open file; `reading` and `writing` are the only ways in."""

    def __init__(self, connection: sqlite3.Connection, holds: str) -> None:
        self._connection = connection
        self._holds = holds
        self._lock = threading.Lock()

    @classmethod
    def open(cls, file: Path, holds: str, migrations: Sequence[str]) -> Self:
        """Opens the file, or makes it, and applies the migrations that it has not seen yet, each wholly or not at all.

        `holds` says what is in it, for errors. A released migration is never changed; a change is a new migration.
        Raises `DiskFull`, or says why the file cannot be used.
        """
        locations.make_home(file.parent)
        try:
            connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=30)
            connection.row_factory = sqlite3.Row
            opened = cls(connection, holds)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")
            _migrate(connection, migrations)
        except sqlite3.DatabaseError as error:
            if is_disk_full(error):
                raise _disk_full(holds) from error
            raise DesksideError(
                f"The {holds} in {file} cannot be opened: {error}.",
                "Check that you may write there; if the file is damaged, move it away.",
            ) from error
        if _version(connection) > len(migrations):
            connection.close()
            raise DesksideError(
                f"The {holds} in {file} were written by a newer version of Deskside.", "Use that version."
            )
        return opened

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for queries."""
        with self._lock, self._explained_errors():
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, undone by any error. Raises `DiskFull`."""
        with self._lock, self._explained_errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def truncate_wal(self) -> None:
        """Empties the write-ahead log, so that the words of what was removed are in no file any more."""
        with self._lock, self._explained_errors():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _explained_errors(self) -> Iterator[None]:
        """Says in a sentence what keeps the file from being used, a full disk above all."""
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise  # the first is the owner's to tell, the second a bug of ours
        except sqlite3.DatabaseError as error:
            if is_disk_full(error):
                raise _disk_full(self._holds) from error
            raise DesksideError(
                f"The {self._holds} cannot be used: {error}.",
                "Check the disk that holds them, and your right to write there; move their file away if it is damaged.",
            ) from error


def _disk_full(holds: str) -> DiskFull:
    return DiskFull(f"There is no space left on the disk that holds the {holds}.", "Free some space, then repeat.")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrate(connection: sqlite3.Connection, migrations: Sequence[str]) -> None:
    for number in range(_version(connection), len(migrations)):
        # Two processes may come here at once: the second finds the work done once it has the lock.
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _version(connection) == number:
                for statement in migrations[number].split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

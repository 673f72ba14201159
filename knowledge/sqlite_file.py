"""A SQLite file of the data home: opened with its schema up to date, safe over threads and processes.

Its owner knows what is stored in it; this module only keeps it whole.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from models.errors import DesksideError
from models.full_disk import full_disk_explained


class SqliteFile:
    """An open file with one connection; `reading`, `rows` and `writing` are the only ways in."""

    def __init__(self, connection: sqlite3.Connection, holds: str) -> None:
        self._connection = connection
        self._holds = holds
        self._lock = threading.RLock()

    @classmethod
    def open(cls, file: Path, holds: str, migrations: Sequence[str] = ()) -> Self:
        """Opens the file, or makes it, and applies the migrations that it has not seen yet, each wholly or not at all.

        `holds` says what is in it, for errors. A released migration is never changed; a change is a new migration.
        Raises `DiskFull`, or says why the file cannot be used.
        """
        if not file.parent.exists():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # for its owner's eyes only, as the home is
        try:
            with full_disk_explained(holds):
                _made_private(file)
                connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=30)
                connection.row_factory = sqlite3.Row
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA secure_delete = ON")  # what is removed is overwritten, not only unlinked
                _migrate(connection, migrations)
        except sqlite3.DatabaseError as error:
            raise DesksideError(
                f"The {holds} in {file} cannot be opened: {error}.",
                "Check that you may write there; if the file is damaged, move it away: "
                "docs/how-to/recover.md says what is lost then.",
            ) from error
        if _version(connection) > len(migrations):
            connection.close()
            raise DesksideError(
                f"The {holds} in {file} were written by a newer version of Deskside.", "Use that version."
            )
        return cls(connection, holds)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for queries."""
        with self._lock, self._explained_errors():
            yield self._connection

    def rows(self, statement: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[sqlite3.Row]:
        """All that one query finds."""
        with self.reading() as connection:
            return connection.execute(statement, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, undone by any error. May be nested: the outermost one counts.

        Raises `DiskFull`.
        """
        with self.reading() as connection:
            if connection.in_transaction:
                yield connection
                return
            with _transaction(connection):
                yield connection

    def truncate_wal(self) -> None:
        """Empties the write-ahead log, so that the words of what was removed are in no file any more."""
        with self.reading() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _explained_errors(self) -> Iterator[None]:
        """Says in a sentence what keeps the file from being used, a full disk above all."""
        try:
            with full_disk_explained(self._holds):
                yield
        except sqlite3.OperationalError as error:
            raise DesksideError(
                f"The {self._holds} cannot be used: {error}.",
                f"Check the disk that holds the {self._holds}, and your right to write there.",
            ) from error
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # its subclasses are mistakes of ours
                raise
            raise DesksideError(
                f"The file of the {self._holds} is damaged: {error}.",
                "Put a backup in its place, or move it away: docs/how-to/recover.md says what is lost then.",
            ) from error


def _made_private(file: Path) -> None:
    """Makes a file that is not there for its owner's eyes alone, whoever made its folder; SQLite's others follow it.

    One that is there is not even opened: closing it would give up the locks that this process has on it.
    """
    with suppress(OSError):  # SQLite says what is wrong with the place
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrate(connection: sqlite3.Connection, migrations: Sequence[str]) -> None:
    for number in range(_version(connection), len(migrations)):
        # Two processes may come here at once: the second finds the work done once it has the lock.
        with _transaction(connection):
            if _version(connection) == number:
                for statement in migrations[number].split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number + 1}")

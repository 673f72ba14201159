"""Conversations, kept in SQLite so that a follow-up works tomorrow and from another surface.

This module stores turns and gives them back; it never decides what they mean for a question.
"""

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from bot.events import Answer, Question, Turn
from knowledge.database import is_disk_full
from models.errors import DesksideError, DiskFull, UsageError

SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY,
    asker TEXT NOT NULL,
    started TEXT NOT NULL,
    touched TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS turns (
    conversation TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
    text TEXT NOT NULL,
    kind TEXT,
    citations TEXT,
    said TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
);
CREATE INDEX IF NOT EXISTS conversations_by_use ON conversations (asker, touched);
"""


class Conversations:
    """The store of conversations; safe to use from several threads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    @classmethod
    def open(cls, file: Path) -> "Conversations":
        """Opens the store, making it if need be; raises `DiskFull`, or says why the file cannot be used."""
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with _full_disk_said():
                connection = sqlite3.connect(file, check_same_thread=False)
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.executescript(SCHEMA)
        except sqlite3.DatabaseError as error:
            raise DesksideError(
                f"The conversations in {file} cannot be opened: {error}.",
                "Check that you may write there; if the file is damaged, move it away.",
            ) from error
        return cls(connection)

    def close(self) -> None:
        """Closes the store."""
        with self._lock:
            self._connection.close()

    def start(self, asker: str) -> str:
        """Starts a conversation and returns its id."""
        name = uuid.uuid4().hex
        now = _now()
        with self._lock, _full_disk_said(), self._connection:
            self._connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?)", (name, asker, now, now))
        return name

    def latest(self, asker: str) -> str | None:
        """The conversation that this asker used last, or None."""
        with self._lock:
            row = self._connection.execute(
                "SELECT id FROM conversations WHERE asker = ? ORDER BY touched DESC, rowid DESC LIMIT 1", (asker,)
            ).fetchone()
        return cast(str, row[0]) if row else None

    def turns(self, conversation: str) -> tuple[Turn, ...]:
        """What was said in a conversation, oldest first; raises `UsageError` if there is no such conversation."""
        with self._lock:
            known = self._connection.execute("SELECT 1 FROM conversations WHERE id = ?", (conversation,)).fetchone()
            rows = self._connection.execute(
                "SELECT role, text FROM turns WHERE conversation = ? ORDER BY number", (conversation,)
            ).fetchall()
        if not known:
            raise UsageError("There is no such conversation.", "Ask without naming one to start another.")
        return tuple(Turn(role, text) for role, text in rows)

    def record(self, conversation: str, question: Question, answer: Answer) -> None:
        """Adds a question and its answer to a conversation, both or neither."""
        now = _now()
        citations = json.dumps([asdict(citation) for citation in answer.citations])
        with self._lock, _full_disk_said(), self._connection:
            (last,) = self._connection.execute(
                "SELECT COALESCE(MAX(number), 0) FROM turns WHERE conversation = ?", (conversation,)
            ).fetchone()
            self._connection.executemany(
                "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (conversation, last + 1, "user", question.text, None, None, now),
                    (conversation, last + 2, "assistant", answer.text, answer.kind, citations, now),
                ],
            )
            self._connection.execute("UPDATE conversations SET touched = ? WHERE id = ?", (now, conversation))


@contextmanager
def _full_disk_said() -> Iterator[None]:
    """Says a full disk in a sentence."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if is_disk_full(error):
            raise DiskFull(
                "There is no space left on the disk that holds the conversations.", "Free some space and ask again."
            ) from error
        raise


def _now() -> str:
    return datetime.now(UTC).isoformat()

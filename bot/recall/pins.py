"""Standard answers that somebody pinned to a question, kept in SQLite; each belongs to one space.

The store is written by commands while an engine may serve: the engine notices and reads it anew. It never decides
whether a question is the pinned one; `bot/recall/pin_board.py` does.
"""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bot.recall.same_question import normal_form
from knowledge.names import storable
from knowledge.sqlite_file import SqliteFile
from models.errors import UsageError

MIGRATIONS = (
    """
    CREATE TABLE pins (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        space TEXT NOT NULL,
        answer TEXT NOT NULL,
        document TEXT NOT NULL,
        quote TEXT NOT NULL,
        pinned_by TEXT NOT NULL,
        pinned_at TEXT NOT NULL
    );
    CREATE TABLE wordings (
        pin INTEGER NOT NULL REFERENCES pins ON DELETE CASCADE,
        number INTEGER NOT NULL,
        space TEXT NOT NULL,
        text TEXT NOT NULL,
        normal TEXT NOT NULL,
        vector BLOB,
        embedder TEXT,
        PRIMARY KEY (pin, number),
        UNIQUE (space, normal)
    ) WITHOUT ROWID
    """,
)

LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True)
class NewPin:
    """A standard answer to be pinned; `wordings` has the question first, then other ways to ask it.

    `document` is the name of a document in the space, `quote` what it says word for word; both may be empty.
    """

    space: str
    wordings: tuple[str, ...]
    answer: str
    pinned_by: str
    document: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Pin(NewPin):
    """A standard answer as it is kept, with its number."""

    id: int = 0
    pinned_at: datetime = datetime.min

    @property
    def question(self) -> str:
        """The question that it answers, in its first wording."""
        return self.wordings[0]


class Pins:
    """The store of pins; safe to use from several threads and, as SQLite is, from several processes."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    @classmethod
    def open(cls, file: Path) -> Self:
        """Opens the store, making it if need be; raises `DiskFull`, or says why the file cannot be used."""
        return cls(SqliteFile.open(file, "pinned answers", MIGRATIONS))

    def close(self) -> None:
        """Closes the store."""
        self._file.close()

    def add(self, pin: NewPin) -> int:
        """Pins an answer and returns its number; `UsageError` where a wording is empty or has an answer pinned."""
        pin = _storable(pin)
        wordings: dict[str, str] = {}
        for text in pin.wordings:
            wordings.setdefault(normal_form(text), " ".join(text.split()))
        if not all(wordings) or not pin.answer.strip():
            raise UsageError("A question or its answer is empty.", "Give both.")
        try:
            with self._file.writing() as connection:
                row = connection.execute(
                    "INSERT INTO pins (space, answer, document, quote, pinned_by, pinned_at) VALUES (?, ?, ?, ?, ?, ?)",
                    (pin.space, pin.answer.strip(), pin.document, pin.quote, pin.pinned_by, _now()),
                )
                connection.executemany(
                    "INSERT INTO wordings (pin, number, space, text, normal) VALUES (?, ?, ?, ?, ?)",
                    [(row.lastrowid, n, pin.space, text, normal) for n, (normal, text) in enumerate(wordings.items())],
                )
                return int(row.lastrowid or 0)
        except sqlite3.IntegrityError as error:
            raise UsageError(
                "One of these questions has a pinned answer in this space.",
                "See `deskside pin list`, and remove that one first.",
            ) from error

    def remove(self, number: int) -> None:
        """Removes a pin; raises `UsageError` if there is none of that number."""
        with self._file.writing() as connection:
            is_one = abs(number) <= LARGEST_NUMBER  # SQLite takes none beyond
            if not is_one or not connection.execute("DELETE FROM pins WHERE id = ?", (number,)).rowcount:
                raise UsageError(f"There is no pin {number}.", "See `deskside pin list`.")
        self._file.truncate_wal()

    def listed(self, space: str | None = None) -> list[Pin]:
        """The pins of a space, or of all, oldest first."""
        # One statement, hence one moment: a command may remove a pin at any time.
        rows = self._file.rows(
            "SELECT id, pins.space, answer, document, quote, pinned_by, pinned_at, text "
            "FROM pins JOIN wordings ON pin = id WHERE :space IS NULL OR pins.space = :space ORDER BY id, number",
            {"space": None if space is None else storable(space)},
        )
        return [_pin(row, tuple(text for *_, text in same)) for row, same in groupby(rows, lambda row: row[:-1])]

    def version(self) -> tuple[int, ...]:
        """A value that changes whenever pins are added or removed, here or by another process."""
        with self._file.reading() as connection:
            others = connection.execute("PRAGMA data_version").fetchone()
            ours = connection.execute(
                "SELECT ifnull(max(seq), 0), (SELECT count(*) FROM pins) FROM sqlite_sequence WHERE name = 'pins'"
            ).fetchone()
        return (*others, *ours)

    def vectors(self, embedder: str) -> dict[str, NDArray[np.float32]]:
        """By wording, the vectors that were kept of this embedder, given by its fingerprint."""
        rows = self._file.rows("SELECT text, vector FROM wordings WHERE embedder = ?", (embedder,))
        return {text: np.frombuffer(vector, dtype=np.float32) for text, vector in rows}

    def keep_vectors(self, embedder: str, vectors: dict[str, NDArray[np.float32]]) -> None:
        """Keeps the vectors of wordings, so that they need not be made each time the store is opened."""
        with self._file.writing() as connection:
            connection.executemany(
                "UPDATE wordings SET vector = ?, embedder = ? WHERE text = ?",
                [(vector.tobytes(), embedder, text) for text, vector in vectors.items()],
            )


def _pin(row: tuple[Any, ...], wordings: tuple[str, ...]) -> Pin:
    key, space, answer, document, quote, by, at = row
    return Pin(space, wordings, answer, by, document, quote, key, datetime.fromisoformat(at))


def _storable(pin: NewPin) -> NewPin:
    """The pin as a file takes it: a command line passes bytes that are not UTF-8 as lone surrogates."""
    return NewPin(
        storable(pin.space),
        tuple(storable(text) for text in pin.wordings),
        storable(pin.answer),
        storable(pin.pinned_by),
        storable(pin.document),
        storable(pin.quote),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat()

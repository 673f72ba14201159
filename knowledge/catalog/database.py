"""The catalog's SQLite file: its tables, its connections and its transactions.

Two connections: one writes under a lock, one reads, so that a search never waits for a sync.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from knowledge.names import composed, folded
from knowledge.sqlite_file import SqliteFile
from models.errors import DesksideError

SCHEMA_VERSION = "1"

# AUTOINCREMENT: a key is never given twice, so a vector left over from a crash can't pass for a newer passage's.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS spaces (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS sources (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    space_id INTEGER NOT NULL REFERENCES spaces ON DELETE CASCADE,
    location TEXT NOT NULL, kind TEXT NOT NULL, synced_at TEXT,
    UNIQUE (space_id, location)
);
CREATE TABLE IF NOT EXISTS problems (
    source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    document TEXT NOT NULL, problem TEXT NOT NULL, next_step TEXT NOT NULL,
    PRIMARY KEY (source_id, document)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passed_over (
    source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE, ending TEXT NOT NULL, files INTEGER NOT NULL,
    PRIMARY KEY (source_id, ending)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    space_id INTEGER NOT NULL REFERENCES spaces ON DELETE CASCADE,
    location TEXT NOT NULL, name TEXT NOT NULL, url TEXT,
    title TEXT NOT NULL, text TEXT NOT NULL,
    content_hash TEXT NOT NULL, size INTEGER, modified_ns INTEGER, etag TEXT, last_modified TEXT,
    synced_at TEXT NOT NULL, wordless TEXT NOT NULL DEFAULT '[]', unread TEXT NOT NULL DEFAULT '[]',
    folded_name TEXT NOT NULL DEFAULT '', folded_title TEXT NOT NULL DEFAULT '',
    UNIQUE (space_id, location)
);
CREATE INDEX IF NOT EXISTS documents_by_source ON documents (source_id);
CREATE TABLE IF NOT EXISTS left_out (
    space_id INTEGER NOT NULL REFERENCES spaces ON DELETE CASCADE, location TEXT NOT NULL,
    PRIMARY KEY (space_id, location)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS left_out_pictures (
    space_id INTEGER NOT NULL, document TEXT NOT NULL, location TEXT, digest TEXT NOT NULL,
    FOREIGN KEY (space_id, document) REFERENCES left_out ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS sections (
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, headings TEXT NOT NULL, page INTEGER,
    PRIMARY KEY (document_id, start)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    space_id INTEGER NOT NULL REFERENCES spaces ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, headings TEXT NOT NULL, page INTEGER,
    text TEXT NOT NULL, hash TEXT NOT NULL, embedded INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS chunks_by_document ON chunks (document_id, start);
CREATE INDEX IF NOT EXISTS chunks_to_embed ON chunks (id) WHERE embedded = 0;
CREATE INDEX IF NOT EXISTS chunks_by_space ON chunks (space_id, embedded);
CREATE INDEX IF NOT EXISTS chunks_by_hash ON chunks (hash);
CREATE TABLE IF NOT EXISTS orphans (
    chunk_id INTEGER PRIMARY KEY, space_id INTEGER NOT NULL, hash TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS pictures (
    digest TEXT PRIMARY KEY,
    text TEXT NOT NULL DEFAULT '', kind TEXT, sureness REAL, vector BLOB,
    seen_by TEXT, problem TEXT, next_step TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS figures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    space_id INTEGER NOT NULL REFERENCES spaces ON DELETE CASCADE,
    at INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, headings TEXT NOT NULL, page INTEGER,
    alt TEXT NOT NULL, place TEXT NOT NULL, around TEXT NOT NULL, whole INTEGER NOT NULL,
    digest TEXT REFERENCES pictures, hash TEXT NOT NULL,
    location TEXT, size INTEGER, modified_ns INTEGER, etag TEXT, last_modified TEXT,
    problem TEXT, next_step TEXT,
    parts INTEGER NOT NULL DEFAULT 0, embedded INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS figures_by_document ON figures (document_id, at);
CREATE INDEX IF NOT EXISTS figures_by_digest ON figures (digest);
CREATE INDEX IF NOT EXISTS figures_by_space ON figures (space_id, embedded) WHERE digest IS NOT NULL;
CREATE INDEX IF NOT EXISTS figures_to_embed ON figures (id) WHERE embedded = 0 AND digest IS NOT NULL;
CREATE TABLE IF NOT EXISTS illustrated (
    document_id INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, readers INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS figure_orphans (
    figure_id INTEGER PRIMARY KEY, space_id INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS versions (space_id INTEGER PRIMARY KEY, version INTEGER NOT NULL);
"""

# Each trigger counts a space's version up, in the transaction of the change: whatever a search may find of the space is
# different from then on. A vector that is stored or gone counts too, for it was owed when its passage was written.
_COUNT_UP = "INSERT INTO versions VALUES (ROW.space_id, 1) ON CONFLICT (space_id) DO UPDATE SET version = version + 1"
_VERSION_TRIGGERS = "".join(
    f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {change} BEGIN {_COUNT_UP.replace('ROW', row)}; END;"
    for name, change, row in (
        ("source_added", "INSERT ON sources", "NEW"),  # whoever watches has one more to watch
        ("document_added", "INSERT ON documents", "NEW"),
        (
            "document_changed",
            "UPDATE ON documents WHEN (OLD.name, OLD.url, OLD.title, OLD.content_hash) "
            "IS NOT (NEW.name, NEW.url, NEW.title, NEW.content_hash)",
            "NEW",
        ),
        ("document_removed", "DELETE ON documents", "OLD"),
        ("chunk_added", "INSERT ON chunks", "NEW"),
        ("chunk_changed", "UPDATE ON chunks", "NEW"),
        ("chunk_removed", "DELETE ON chunks", "OLD"),
        ("vector_removed", "DELETE ON orphans", "OLD"),
        ("figure_added", "INSERT ON figures WHEN NEW.digest IS NOT NULL", "NEW"),
        ("figure_changed", "UPDATE ON figures", "NEW"),
        ("figure_removed", "DELETE ON figures WHEN OLD.digest IS NOT NULL", "OLD"),
        ("figure_vector_removed", "DELETE ON figure_orphans", "OLD"),
    )
)

_ADDED_COLUMNS = (
    ("orphans", "hash", "''"),
    ("documents", "wordless", "'[]'"),
    ("documents", "unread", "'[]'"),
    ("documents", "folded_name", "''"),
    ("documents", "folded_title", "''"),
)
"""The table, the column, and what it holds in rows that do not say."""


class Database:
    """An open catalog file; `reading`, `rows` and `writing` are the only ways in."""

    def __init__(self, path: Path) -> None:
        self._writer = _opened(path)
        with self._writer.reading() as connection:
            connection.executescript(_SCHEMA + _VERSION_TRIGGERS)
        with self._writer.writing() as connection:
            _add_columns(connection)
            connection.execute("INSERT OR IGNORE INTO facts VALUES ('schema', ?)", (SCHEMA_VERSION,))
        self._reader = _opened(path)
        if self.fact("schema") != SCHEMA_VERSION:
            raise DesksideError(
                f"The catalog {path} was made by another version of Deskside.",
                "Use that version, or move the file away and add the documents again.",
            )

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One snapshot: all that is read in it was committed before its first reading. Never waits for a writer."""
        with self._reader.reading() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    def rows(self, statement: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[sqlite3.Row]:
        """All that one query finds."""
        with self.reading() as connection:
            return connection.execute(statement, values).fetchall()

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """One transaction, as `SqliteFile.writing` has it."""
        return self._writer.writing()

    def fact(self, name: str) -> str | None:
        """A fact about the whole catalog, such as the embedder that its vectors come from."""
        rows = self.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def set_fact(self, name: str, value: str) -> None:
        """Writes a fact down."""
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def truncate_wal(self) -> None:
        """Empties the write-ahead log, while nothing is read or written."""
        with self._writer.reading(), self._reader.reading():
            self._writer.truncate_wal()

    def close(self) -> None:
        """Closes both connections, once nothing is written any more."""
        with self._writer.reading():
            self._reader.close()
            self._writer.close()


def _opened(path: Path) -> SqliteFile:
    file = SqliteFile.open(path, "catalog")
    with file.reading() as connection:
        connection.execute("PRAGMA synchronous = NORMAL")
        for function in (composed, folded):
            connection.create_function(function.__name__, 1, function, deterministic=True)
    return file


def _add_columns(connection: sqlite3.Connection) -> None:
    """Adds the columns that catalogs of before have not, and the indexes on them."""
    added = {column for table, column, empty in _ADDED_COLUMNS if _add_column(connection, table, column, empty)}
    if not {"folded_name", "folded_title"}.isdisjoint(added):
        connection.execute("UPDATE documents SET folded_name = folded(name), folded_title = folded(title)")
    connection.execute("CREATE INDEX IF NOT EXISTS orphans_by_hash ON orphans (hash)")
    # All that a document is looked for by: its row, which holds its text, is read only when it is found.
    connection.execute(
        "CREATE INDEX IF NOT EXISTS documents_by_words ON documents (space_id, folded_name, folded_title, name)"
    )
    connection.execute(
        "CREATE INDEX IF NOT EXISTS documents_wordless ON documents (source_id, location, wordless) "
        "WHERE wordless != '[]'"
    )
    connection.execute(
        "CREATE INDEX IF NOT EXISTS documents_unread ON documents (source_id, location, unread) WHERE unread != '[]'"
    )


def _add_column(connection: sqlite3.Connection, table: str, column: str, empty: str) -> bool:
    """Adds a column to a table that has it not; whether it did."""
    if column in {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}:
        return False
    connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT NOT NULL DEFAULT {empty}")
    return True

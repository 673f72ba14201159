"""The catalog: spaces, sources, documents and chunks in SQLite. It is the truth that all else is made from.

It never reads a source and never embeds; each change is one transaction.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from knowledge.catalog import fulltext
from knowledge.catalog.chunks import put_parts, remove_documents
from knowledge.catalog.database import Database
from knowledge.catalog.ledger import VectorLedger
from knowledge.catalog.left_out_parts import parts_left_out, unread_row
from knowledge.documents import Document, Section
from knowledge.figures.catalog import FigureCatalog, mark_figures_outdated
from knowledge.figures.ledger import FigureLedger
from knowledge.names import folded
from knowledge.reports import DocumentStatus, DocumentSummary, FileProblem, SourceKind


@dataclass(frozen=True)
class Source:
    """A row of the catalog: a place that documents come from."""

    key: int
    space_id: int
    space: str
    location: str
    kind: SourceKind
    synced_at: datetime | None


@dataclass(frozen=True)
class Origin:
    """Where a document was read and what tells that it hasn't changed since.

    `location` is its absolute path or URL; `size` and `modified_ns` are a file's, `etag` and `last_modified` a page's.
    """

    location: str
    name: str
    content_hash: str
    url: str | None = None
    size: int | None = None
    modified_ns: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class KnownDocument:
    """A document's row, without its text."""

    key: int
    source_key: int
    title: str
    origin: Origin


class Catalog:
    """An open catalog. Thread-safe.

    `ledger` is the part of it that speaks of passages' vectors, `figures` that of pictures, `figure_ledger` that of
    pictures' vectors.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ledger = VectorLedger(database)
        self.figures = FigureCatalog(database)
        self.figure_ledger = FigureLedger(database)

    @classmethod
    def open(cls, path: Path) -> "Catalog":
        """Opens the catalog file, or makes an empty one."""
        return cls(Database(path))

    def close(self) -> None:
        """Closes the file."""
        self.database.close()

    # Spaces and sources

    def spaces(self) -> dict[str, int]:
        """The ids of the spaces by name, in the order of their names."""
        rows = self.database.rows("SELECT name, id FROM spaces ORDER BY name")
        return {row["name"]: row["id"] for row in rows}

    def versions(self, spaces: Sequence[str]) -> tuple[tuple[int, int], ...]:
        """The id of each space that is there and a number that grows with every change that a search could notice."""
        rows = self.database.rows(
            "SELECT id, ifnull(version, 0) FROM spaces LEFT JOIN versions ON space_id = id "
            "WHERE name IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(spaces)),),
        )
        return tuple((space_id, version) for space_id, version in rows)

    def ensure_source(self, space: str, location: str, kind: SourceKind) -> Source:
        """The source at a location in a space; both are made if they are new."""
        with self.database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO spaces (name) VALUES (?)", (space,))
            space_id = connection.execute("SELECT id FROM spaces WHERE name = ?", (space,)).fetchone()[0]
            fulltext.create_indexes(connection, space_id)
            connection.execute(
                "INSERT OR IGNORE INTO sources (space_id, location, kind) VALUES (?, ?, ?)", (space_id, location, kind)
            )
            return next(_sources(connection, space, location))

    def sources(
        self, space: str | None = None, location: str | None = None, kind: SourceKind | None = None
    ) -> list[Source]:
        """The sources of a space, or all; only the one at a location, or those of a kind."""
        with self.database.reading() as connection:
            return list(_sources(connection, space, location, kind))

    def source_sizes(self) -> dict[int, tuple[int, int]]:
        """By source, how many documents and passages it has."""
        rows = self.database.rows(
            "SELECT source_id, count(DISTINCT documents.id), count(chunks.id) FROM documents "
            "LEFT JOIN chunks ON chunks.document_id = documents.id GROUP BY source_id"
        )
        return {key: (documents, chunks) for key, documents, chunks in rows}

    def finish_source(self, source: Source, problems: Iterable[FileProblem], passed_over: Mapping[str, int]) -> None:
        """Notes that a source was gone through, what could not be read in it, and what was passed over, by ending."""
        with self.database.writing() as connection:
            connection.execute("UPDATE sources SET synced_at = ? WHERE id = ?", (_now(), source.key))
            connection.execute("DELETE FROM problems WHERE source_id = ?", (source.key,))
            connection.executemany(
                "INSERT OR REPLACE INTO problems VALUES (?, ?, ?, ?)",
                [(source.key, problem.document, problem.problem, problem.next_step) for problem in problems],
            )
            connection.execute("DELETE FROM passed_over WHERE source_id = ?", (source.key,))
            connection.executemany(
                "INSERT INTO passed_over VALUES (?, ?, ?)",
                [(source.key, ending, files) for ending, files in passed_over.items()],
            )

    def problems(self, source: Source) -> tuple[FileProblem, ...]:
        """What could not be read in a source when it was gone through last."""
        rows = self.database.rows(
            "SELECT document, problem, next_step FROM problems WHERE source_id = ? ORDER BY document", (source.key,)
        )
        return tuple(FileProblem(*row) for row in rows)

    def partial_problems(self, source_key: int) -> tuple[FileProblem, ...]:
        """The documents of a source that were read but for some of their pages, attachments or pictures."""
        with self.database.reading() as connection:
            found = tuple(parts_left_out(connection, source_key))
        return found + self.figures.problems(source_key)

    def passed_over(self, source: Source) -> dict[str, int]:
        """How many files of a source were passed over when it was gone through last, by ending."""
        rows = self.database.rows("SELECT ending, files FROM passed_over WHERE source_id = ?", (source.key,))
        return dict(tuple(row) for row in rows)

    def remove_source(self, source: Source) -> int:
        """Removes a source and its documents, and its space if nothing else is in it; the number of documents."""
        with self.database.writing() as connection:
            keys = [row[0] for row in connection.execute("SELECT id FROM documents WHERE source_id = ?", (source.key,))]
            remove_documents(connection, keys)
            connection.execute("DELETE FROM sources WHERE id = ?", (source.key,))
            _remove_space_if_empty(connection, source.space_id)
        return len(keys)

    # Documents

    def known_documents(self, source: Source) -> dict[str, KnownDocument]:
        """The documents that a source may meet, by location: its own, and those of others at its place or below it."""
        below = f"{source.location.rstrip(os.sep)}{os.sep}"
        rows = self.database.rows(
            "SELECT id, source_id, title, location, name, content_hash, url, size, modified_ns, etag, "
            "last_modified FROM documents WHERE id IN (SELECT id FROM documents WHERE source_id = :source "
            "UNION ALL SELECT id FROM documents WHERE space_id = :space AND location = :place "
            "UNION ALL SELECT id FROM documents WHERE space_id = :space AND :folder "
            "AND location > :below AND location < :behind) ORDER BY id",
            {
                "source": source.key,
                "space": source.space_id,
                "place": source.location,
                "folder": source.kind == "folder",
                "below": below,
                "behind": below[:-1] + chr(ord(os.sep) + 1),  # what comes next in the order of letters
            },
        )
        return {row["location"]: KnownDocument(row[0], row[1], row[2], Origin(*row[3:])) for row in rows}

    def statuses(self, space: str | None = None) -> list[DocumentStatus]:
        """The documents of a space, or all, by name."""
        rows = self.database.rows(
            "SELECT documents.id, documents.name, title, spaces.name, sources.location, documents.location, "
            "(SELECT count(*) FROM chunks WHERE document_id = documents.id), documents.synced_at FROM documents "
            "JOIN spaces ON spaces.id = documents.space_id JOIN sources ON sources.id = documents.source_id "
            "WHERE ? IS NULL OR spaces.name = ? ORDER BY documents.name, documents.id",
            (space, space),
        )
        return [
            DocumentStatus(row[0], row[1], row[2], row[3], row[4], row[5], row[6], datetime.fromisoformat(row[7]))
            for row in rows
        ]

    def summaries(self, space: str | None, text: str, limit: int) -> list[DocumentSummary]:
        """The documents of a space, or of all, whose name or title holds `text`; those that begin with it first."""
        chosen = "" if space is None else "space_id = (SELECT id FROM spaces WHERE name = :space) AND "
        rows = self.database.rows(
            "SELECT documents.id, documents.name, title, spaces.name, url, documents.location FROM "  # noqa: S608
            "(SELECT id, instr(folded_name, :text) != 1 AND instr(folded_title, :text) != 1 AS inside "
            f"FROM documents WHERE {chosen}(instr(folded_name, :text) OR instr(folded_title, :text)) "
            "ORDER BY inside, name, id LIMIT :limit) AS found JOIN documents ON documents.id = found.id "
            "JOIN spaces ON spaces.id = space_id ORDER BY inside, documents.name, documents.id",
            {"space": space, "text": folded(text.strip()), "limit": limit},
        )
        return [DocumentSummary(*row) for row in rows]

    def put_document(self, source: Source, origin: Origin, document: Document) -> int:
        """Writes a document, new or changed, with its sections, chunks and terms, in one transaction; its key.

        A chunk that is the same as before keeps its key and so its vector; only its place is written anew. The figures
        are written afterwards.
        """
        with self.database.writing() as connection:
            key = _put_row(connection, source, origin, document)
            mark_figures_outdated(connection, key)
            put_parts(connection, source.space_id, key, document)
        return key

    def put_words(self, document_key: int, document: Document) -> None:
        """Writes the text that was read in a picture which is a document of its own."""
        with self.database.writing() as connection:
            row = connection.execute(
                "UPDATE documents SET text = ? WHERE id = ? RETURNING space_id", (document.text, document_key)
            ).fetchone()
            if row is not None:
                put_parts(connection, row["space_id"], document_key, document)

    def touch_document(self, known: KnownDocument, source: Source, origin: Origin) -> None:
        """Notes a document's new source, name or date where its content is the same."""
        with self.database.writing() as connection:
            connection.execute(
                "UPDATE documents SET source_id = ?, name = ?, folded_name = ?, size = ?, modified_ns = ?, etag = ?, "
                "last_modified = ? WHERE id = ?",
                (
                    source.key,
                    origin.name,
                    folded(origin.name),
                    origin.size,
                    origin.modified_ns,
                    origin.etag,
                    origin.last_modified,
                    known.key,
                ),
            )

    def remove_documents(self, keys: Sequence[int]) -> None:
        """Removes documents of one space with all that was made from them, in one transaction."""
        with self.database.writing() as connection:
            remove_documents(connection, keys)

    def leave_out(self, space_id: int, document_key: int, location: str) -> None:
        """Notes that a file is removed by hand: a sync of its folder brings back neither it nor what it alone shows."""
        with self.database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO left_out VALUES (?, ?)", (space_id, location))
            connection.execute(
                "INSERT INTO left_out_pictures SELECT space_id, ?, location, digest FROM figures "
                "WHERE document_id = ? AND digest IS NOT NULL AND NOT whole",
                (location, document_key),
            )

    def take_back(self, space: str, location: str) -> None:
        """Forgets that a file, or files of a folder, were removed by hand, alone or with what showed them."""
        with self.database.writing() as connection:
            for table in ("left_out", "left_out_pictures"):
                connection.execute(
                    f"DELETE FROM {table} WHERE space_id = (SELECT id FROM spaces WHERE name = :space) "  # noqa: S608
                    "AND (location = :place OR substr(location, 1, length(:place) + 1) = :place || '/')",
                    {"space": space, "place": location},
                )

    def left_out(self, space_id: int) -> set[str]:
        """The files of a space that were removed by hand."""
        rows = self.database.rows("SELECT location FROM left_out WHERE space_id = ?", (space_id,))
        return {row[0] for row in rows}

    def document_named(self, space: str, name: str) -> DocumentSummary | None:
        """The document of that name in a space, or None."""
        rows = self.database.rows(
            "SELECT documents.id, documents.name, title, spaces.name, url, documents.location FROM documents "
            "JOIN spaces ON spaces.id = space_id WHERE spaces.name = :space "
            "AND folded_name = :folded AND composed(documents.name) = composed(:name) "
            "ORDER BY documents.name != :name, documents.id LIMIT 1",
            {"space": space, "name": name, "folded": folded(name)},
        )
        return DocumentSummary(*rows[0]) if rows else None

    def document(self, key: int) -> Document | None:
        """A document with its whole text."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT title, text FROM documents WHERE id = ?", (key,)).fetchone()
            parts = connection.execute(
                'SELECT start, "end", headings, page FROM sections WHERE document_id = ? ORDER BY start', (key,)
            ).fetchall()
        if row is None:
            return None
        sections = tuple(Section(start, end, tuple(json.loads(path)), page) for start, end, path, page in parts)
        return Document(row["title"], row["text"], sections)

    # Passages

    def chunk_keys(self, space_id: int, document_keys: Sequence[int]) -> list[int]:
        """The keys of all passages of some documents, of those that are in the space."""
        rows = self.database.rows(
            "SELECT id FROM chunks WHERE space_id = ? AND document_id IN (SELECT value FROM json_each(?))",
            (space_id, json.dumps(list(document_keys))),
        )
        return [row[0] for row in rows]

    def passage_rows(self, chunk_keys: Sequence[int]) -> dict[int, sqlite3.Row]:
        """All that a search shows of passages, by key."""
        rows = self.database.rows(
            "SELECT chunks.id, document_id, spaces.name AS space, documents.name AS name, title, url, headings, "
            'page, chunks.text AS text, start, "end" FROM chunks JOIN documents ON documents.id = document_id '
            "JOIN spaces ON spaces.id = chunks.space_id WHERE chunks.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(chunk_keys)),),
        )
        return {row["id"]: row for row in rows}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _sources(
    connection: sqlite3.Connection, space: str | None, location: str | None = None, kind: str | None = None
) -> Iterator[Source]:
    rows = connection.execute(
        "SELECT sources.id, spaces.id, spaces.name, location, kind, synced_at FROM sources "
        "JOIN spaces ON spaces.id = sources.space_id "
        "WHERE (:space IS NULL OR spaces.name = :space) AND (:location IS NULL OR location = :location) "
        "AND (:kind IS NULL OR kind = :kind) ORDER BY sources.id",
        {"space": space, "location": location, "kind": kind},
    )
    for key, space_id, name, place, what, synced_at in rows:
        yield Source(key, space_id, name, place, what, datetime.fromisoformat(synced_at) if synced_at else None)


def _put_row(connection: sqlite3.Connection, source: Source, origin: Origin, document: Document) -> int:
    row = connection.execute(
        "INSERT INTO documents (source_id, space_id, location, name, url, title, text, content_hash, size, "
        "modified_ns, etag, last_modified, synced_at, wordless, unread, folded_name, "
        "folded_title) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (space_id, location) DO UPDATE SET source_id = excluded.source_id, name = excluded.name, "
        "url = excluded.url, title = excluded.title, text = excluded.text, content_hash = excluded.content_hash, "
        "size = excluded.size, modified_ns = excluded.modified_ns, etag = excluded.etag, "
        "last_modified = excluded.last_modified, synced_at = excluded.synced_at, wordless = excluded.wordless, "
        "unread = excluded.unread, "
        "folded_name = excluded.folded_name, folded_title = excluded.folded_title RETURNING id",
        (
            source.key, source.space_id, origin.location, origin.name, origin.url, document.title, document.text,
            origin.content_hash, origin.size, origin.modified_ns, origin.etag, origin.last_modified, _now(),
            json.dumps(document.wordless), unread_row(document), folded(origin.name), folded(document.title),
        ),
    ).fetchone()  # fmt: skip
    return int(row[0])


def _remove_space_if_empty(connection: sqlite3.Connection, space_id: int) -> None:
    if connection.execute("SELECT 1 FROM sources WHERE space_id = ?", (space_id,)).fetchone():
        return
    fulltext.drop_indexes(connection, space_id)
    connection.execute("DELETE FROM spaces WHERE id = ?", (space_id,))
    # Its documents may have gone before it: then nothing else says that its collections are left over.
    connection.execute("INSERT OR IGNORE INTO orphans VALUES (-:space, :space, '')", {"space": space_id})
    connection.execute("INSERT OR IGNORE INTO figure_orphans VALUES (-:space, :space)", {"space": space_id})

"""The parts of a document in the catalog: its sections, its chunks and their terms. Part of a caller's transaction."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence

from knowledge.catalog import fulltext
from knowledge.chunking import chunk_document
from knowledge.documents import Chunk, Document
from knowledge.figures.catalog import remove_figures_of
from knowledge.passage_text import body_of, headings_above


def put_parts(connection: sqlite3.Connection, space_id: int, key: int, document: Document) -> None:
    """Writes the sections and chunks of a document anew."""
    connection.execute("DELETE FROM sections WHERE document_id = ?", (key,))
    connection.executemany(
        "INSERT INTO sections VALUES (?, ?, ?, ?, ?)",
        [(key, part.start, part.end, json.dumps(part.headings), part.page) for part in document.sections],
    )
    _put_chunks(connection, space_id, key, document)


def _put_chunks(connection: sqlite3.Connection, space_id: int, document_key: int, document: Document) -> None:
    old: dict[str, list[int]] = {}
    for key, digest in connection.execute("SELECT id, hash FROM chunks WHERE document_id = ?", (document_key,)):
        old.setdefault(digest, []).append(key)
    for chunk in chunk_document(document):
        digest = _chunk_hash(document.title, chunk)
        place = (chunk.start, chunk.end, json.dumps(chunk.headings), chunk.page, chunk.text)
        if old.get(digest):
            connection.execute(
                'UPDATE chunks SET start = ?, "end" = ?, headings = ?, page = ?, text = ? WHERE id = ?',
                (*place, old[digest].pop(0)),
            )
            continue
        row = connection.execute(
            'INSERT INTO chunks (start, "end", headings, page, text, document_id, space_id, hash) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (*place, document_key, space_id, digest),
        ).fetchone()
        _index(connection, space_id, row[0], document.title, chunk.headings, chunk.text)
    _remove_chunks(connection, space_id, [key for keys in old.values() for key in keys])


def index_again(connection: sqlite3.Connection) -> None:
    """Makes the full-text index of every space again; those of figures are left for their own catalog to make."""
    for (space_id,) in connection.execute("SELECT id FROM spaces").fetchall():
        fulltext.drop_indexes(connection, space_id)
        fulltext.create_index(connection, space_id)
        rows = connection.execute(
            "SELECT chunks.id, title, headings, chunks.text FROM chunks JOIN documents ON documents.id = document_id "
            "WHERE chunks.space_id = ? ORDER BY chunks.id",
            (space_id,),
        )
        for key, title, headings, text in rows:
            _index(connection, space_id, key, title, json.loads(headings), text)


def _index(
    connection: sqlite3.Connection, space_id: int, key: int, title: str, headings: Sequence[str], text: str
) -> None:
    above = " ".join(headings_above(headings, text))
    fulltext.index_row(connection, space_id, key, (title, above, body_of(text)))


def _chunk_hash(title: str, chunk: Chunk) -> str:
    """Stands for all that a chunk's vector and terms are made from."""
    return hashlib.sha256(json.dumps([title, chunk.headings, chunk.text]).encode()).hexdigest()


def _remove_chunks(connection: sqlite3.Connection, space_id: int, keys: Sequence[int]) -> None:
    fulltext.unindex_rows(connection, space_id, keys)
    connection.executemany(
        "INSERT OR IGNORE INTO orphans SELECT id, space_id, hash FROM chunks WHERE id = ?", [(key,) for key in keys]
    )
    connection.executemany("DELETE FROM chunks WHERE id = ?", [(key,) for key in keys])


def remove_documents(connection: sqlite3.Connection, keys: Sequence[int]) -> None:
    """Removes documents of one space with all that was made from them."""
    chosen = json.dumps(list(keys))
    among = "WHERE document_id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(f"SELECT id, space_id FROM chunks {among}", (chosen,)).fetchall()  # noqa: S608
    if rows:
        _remove_chunks(connection, rows[0]["space_id"], [row["id"] for row in rows])
    remove_figures_of(connection, chosen)
    connection.execute("DELETE FROM documents WHERE id IN (SELECT value FROM json_each(?))", (chosen,))

"""Which vectors are owed and which are left over: the part of the catalog that speaks of Chroma.

Rows here are written by the transactions that change passages, and settled after Chroma has done its part.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from knowledge.catalog.database import Database
from knowledge.passage_text import text_to_embed


@dataclass(frozen=True)
class ChunkToEmbed:
    """A passage whose vector is not made yet; passages of one `hash` have one vector."""

    key: int
    space_id: int
    hash: str
    text: str


class Ledger:
    """What all vectors have in common: `gone` is the table and the column of those that may be left over."""

    gone: ClassVar[tuple[str, str]]

    def __init__(self, database: Database) -> None:
        self._database = database

    def orphans(self) -> dict[int, list[int]]:
        """By space, the keys of what was removed and whose vectors may still be stored."""
        table, column = self.gone
        found: dict[int, list[int]] = {}
        for space_id, key in self._database.rows(f"SELECT space_id, {column} FROM {table} ORDER BY {column}"):  # noqa: S608
            found.setdefault(space_id, []).append(key)
        return found

    def forget_orphans(self, keys: Sequence[int]) -> None:
        """Notes that the vectors of what was removed are gone too."""
        table, column = self.gone
        with self._database.writing() as connection:
            connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(key,) for key in keys])  # noqa: S608


class VectorLedger(Ledger):
    """The open accounts between the passages and their vectors. Thread-safe."""

    gone = ("orphans", "chunk_id")

    def chunks_to_embed(self, limit: int) -> list[ChunkToEmbed]:
        """The next passages that have no vector."""
        rows = self._database.rows(
            "SELECT chunks.id, chunks.space_id, hash, title, chunks.text, chunks.headings FROM chunks "
            "JOIN documents ON documents.id = chunks.document_id WHERE embedded = 0 ORDER BY chunks.id LIMIT ?",
            (limit,),
        )
        return [
            ChunkToEmbed(key, space_id, digest, text_to_embed(title, json.loads(headings), text))
            for key, space_id, digest, title, text, headings in rows
        ]

    def embedded_with_hash(self, hashes: Iterable[str]) -> dict[int, dict[int, str]]:
        """By space, the passages of some hashes whose vectors may be stored, gone ones among them; one of each hash."""
        rows = self._database.rows(
            "WITH wanted AS (SELECT value AS hash FROM json_each(?)) "
            "SELECT hash, id, space_id FROM wanted JOIN chunks USING (hash) WHERE embedded = 1 "
            "UNION ALL SELECT hash, chunk_id, space_id FROM wanted JOIN orphans USING (hash)",
            (json.dumps(list(hashes)),),
        )
        found: dict[int, dict[int, str]] = {}
        for digest, (key, space_id) in {digest: place for digest, *place in rows}.items():
            found.setdefault(space_id, {})[key] = digest
        return found

    def count_to_embed(self) -> int:
        """How many passages have no vector."""
        return int(self._database.rows("SELECT count(*) FROM chunks WHERE embedded = 0")[0][0])

    def mark_embedded(self, chunk_keys: Iterable[int]) -> None:
        """Notes that the vectors of passages are stored."""
        with self._database.writing() as connection:
            connection.executemany("UPDATE chunks SET embedded = 1 WHERE id = ?", [(key,) for key in chunk_keys])

    def mark_unembedded(self, chunk_keys: Iterable[int] | None = None) -> None:
        """Notes that the vectors of passages, or of all, have to be made again."""
        with self._database.writing() as connection:
            if chunk_keys is None:
                connection.execute("UPDATE chunks SET embedded = 0")
            else:
                connection.executemany("UPDATE chunks SET embedded = 0 WHERE id = ?", [(key,) for key in chunk_keys])

    def mark_all_for_rereading(self) -> None:
        """Notes that all documents are to be read again when they are next seen, though their bytes be the same."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE documents SET content_hash = '', size = NULL, modified_ns = NULL, "
                "etag = NULL, last_modified = NULL"
            )

    def embedded_chunks(self, space_id: int) -> set[int]:
        """The passages of a space whose vectors are stored."""
        rows = self._database.rows("SELECT id FROM chunks WHERE space_id = ? AND embedded = 1", (space_id,))
        return {row[0] for row in rows}

    def count_embedded(self, space_id: int) -> int:
        """How many passages of a space have their vectors stored."""
        rows = self._database.rows("SELECT count(*) FROM chunks WHERE space_id = ? AND embedded = 1", (space_id,))
        return int(rows[0][0])

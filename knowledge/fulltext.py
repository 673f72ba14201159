"""The full-text side of the catalog: one FTS5 index a space, searched by BM25.

An index holds terms, never sentences, and its statistics are its own space's: what one space holds can't be
told from scores in another.
"""

import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.terms import query_terms, terms_of

TITLE_WEIGHT, HEADINGS_WEIGHT, BODY_WEIGHT = 3.0, 2.0, 1.0
"""How much an occurrence counts in each column (measured by `benchmarks/retrieval`)."""

MOST_TERMS = 32
"""A longer question is searched by its rarest terms: those decide, and time stays bounded."""

_MOST_TERMS_READ = 400
_SECURE_DELETE_SINCE = (3, 42, 0)
_BM25 = f"bm25({TITLE_WEIGHT}, {HEADINGS_WEIGHT}, {BODY_WEIGHT})"
_K1 = 1.2  # FTS5's own, and not to be set


@dataclass(frozen=True)
class TextMatch:
    """A passage that BM25 found: `score` is BM25's, `share` its part of the best possible (0 to 1)."""

    chunk_key: int
    score: float
    share: float


def create_index(connection: sqlite3.Connection, space_id: int) -> None:
    """Makes the empty index of a new space."""
    connection.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS fulltext_{space_id:d} "
        "USING fts5 (title, headings, body, tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
    )
    if sqlite3.sqlite_version_info >= _SECURE_DELETE_SINCE:
        # Without it a removed passage's terms stay in the file until their segment happens to be merged.
        table = f"fulltext_{space_id:d}"
        option = f"INSERT INTO {table} ({table}, rank) VALUES ('secure-delete', 1)"  # noqa: S608 an int
        connection.execute(option)
    connection.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS fulltext_{space_id:d}_terms USING fts5vocab (fulltext_{space_id:d}, row)"
    )


def drop_index(connection: sqlite3.Connection, space_id: int) -> None:
    """Removes the index of a space."""
    connection.execute(f"DROP TABLE IF EXISTS fulltext_{space_id:d}_terms")
    connection.execute(f"DROP TABLE IF EXISTS fulltext_{space_id:d}")


def index_chunk(
    connection: sqlite3.Connection, space_id: int, chunk_key: int, title: str, headings: Sequence[str], body: str
) -> None:
    """Puts a passage into its space's index."""
    connection.execute(
        f"INSERT INTO fulltext_{space_id:d} (rowid, title, headings, body) VALUES (?, ?, ?, ?)",  # noqa: S608 an int
        (chunk_key, " ".join(terms_of(title)), " ".join(terms_of(" ".join(headings))), " ".join(terms_of(body))),
    )


def unindex_chunks(connection: sqlite3.Connection, space_id: int, chunk_keys: Iterable[int]) -> None:
    """Takes passages out of their space's index."""
    connection.executemany(
        f"DELETE FROM fulltext_{space_id:d} WHERE rowid = ?",  # noqa: S608 an int
        [(key,) for key in chunk_keys],
    )


def match_text(
    connection: sqlite3.Connection, space_id: int, question: str, limit: int, among: Sequence[int] | None = None
) -> list[TextMatch]:
    """The passages of a space, or `among` some of it, that share terms with a question, best first."""
    weighed = _weighed(connection, space_id, query_terms(question)[:_MOST_TERMS_READ])
    best_possible = sum(term.weight for term in weighed) * (_K1 + 1)
    known = sorted((term for term in weighed if term.passages), key=lambda term: term.passages)[:MOST_TERMS]
    if not known:
        return []
    # ORDER BY rank is sorted inside FTS5, in a third of the time that SQLite's own sort takes; the + keeps it there.
    chosen = "" if among is None else "AND +rowid IN (SELECT value FROM json_each(?)) "
    keys = () if among is None else (json.dumps(list(among)),)
    rows = connection.execute(
        f"SELECT rowid, rank FROM fulltext_{space_id:d} WHERE fulltext_{space_id:d} MATCH ? AND rank MATCH ? {chosen}"  # noqa: S608
        "ORDER BY rank LIMIT ?",
        (" OR ".join(f'"{term.text}"' for term in known), _BM25, *keys, limit),
    )
    matches = [TextMatch(key, -score, min(-score / best_possible, 1.0)) for key, score in rows]
    return sorted(matches, key=lambda match: (-match.score, match.chunk_key))


def rarity_of(connection: sqlite3.Connection, space_id: int, terms: Sequence[str]) -> dict[str, float]:
    """Each term's inverse document frequency in a space, 0 for one that fewer than two passages have."""
    return {term.text: term.weight if term.passages > 1 else 0.0 for term in _weighed(connection, space_id, terms)}


@dataclass(frozen=True)
class _Term:
    text: str
    passages: int
    weight: float


def _weighed(connection: sqlite3.Connection, space_id: int, terms: Sequence[str]) -> list[_Term]:
    """Each term with the number of passages that have it and its inverse document frequency, reckoned as FTS5 does."""
    total = connection.execute("SELECT count(*) FROM chunks WHERE space_id = ?", (space_id,)).fetchone()[0]
    weighed = []
    for term in terms:
        row = connection.execute(
            f"SELECT doc FROM fulltext_{space_id:d}_terms WHERE term = ?",  # noqa: S608 an int
            (term,),
        ).fetchone()
        having = row[0] if row else 0
        weighed.append(_Term(term, having, max(1e-6, math.log((total - having + 0.5) / (having + 0.5)))))
    return weighed

"""The full-text side of the catalog: one FTS5 index of passages and one of figures a space, searched by BM25.

An index holds terms, never sentences, and its statistics are its own space's: what one space holds can't be
told from scores in another.
"""

import json
import math
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.terms import grams_of, terms_of


@dataclass(frozen=True)
class Index:
    """What is indexed: the beginning of the index's name, its columns with their weights, and how its rows are counted.

    A weight says how much an occurrence in that column counts. `cut` makes terms of a text; a longer question is
    searched by its `most_terms` rarest ones: those decide, and time stays bounded.
    """

    name: str
    columns: Mapping[str, float]
    count: str
    cut: Callable[[str], Iterable[str]] = terms_of
    most_terms: int = 32

    def terms(self, question: str) -> list[str]:
        """The different terms of a question in the order of their first appearance.

        A question of nothing but stop words ("who are you") has none.
        """
        return list(dict.fromkeys(self.cut(question)))

    def table(self, space_id: int) -> str:
        """The name of the index of a space."""
        return f"{self.name}_{space_id:d}"

    @property
    def bm25(self) -> str:
        """The ranking function with this index's weights."""
        return f"bm25({', '.join(map(str, self.columns.values()))})"


# The weights were measured by `benchmarks/retrieval` and `benchmarks/screens`.
PASSAGES = Index(
    "fulltext",
    {"title": 3.0, "headings": 2.0, "body": 1.0},
    "SELECT count(*) FROM chunks WHERE space_id = ?",
)
FIGURES = Index(
    "figuretext",
    {"title": 1.0, "headings": 1.0, "alt": 2.0, "around": 0.5, "body": 1.0},
    "SELECT count(*) FROM figures WHERE space_id = ? AND digest IS NOT NULL",
)
FIGURE_GRAMS = Index("figuregrams", {"alt": 1.0, "body": 1.0}, FIGURES.count, grams_of, most_terms=64)

# Without the marks, M*, SQLite would cut a word of Hindi at each of its vowels.
_TOKENIZER = "\"unicode61 remove_diacritics 0 categories 'L* N* Co M*' tokenchars '_'\""
_MOST_TERMS_READ = 400
# Taking a row out securely takes a millisecond, as long as copying thirty.
_MANY, _COPIES = 100, 20
_SECURE_DELETE_SINCE = (3, 42, 0)
_K1 = 1.2  # FTS5's own, and not to be set


@dataclass(frozen=True)
class TextMatch:
    """A passage or a figure that BM25 found: `score` is BM25's, `share` its part of the best possible (0 to 1)."""

    key: int
    score: float
    share: float


def create_indexes(connection: sqlite3.Connection, space_id: int) -> None:
    """Makes the empty indexes of a space that it has not."""
    for index in (PASSAGES, FIGURES, FIGURE_GRAMS):
        create_index(connection, space_id, index)


def drop_indexes(connection: sqlite3.Connection, space_id: int) -> None:
    """Removes the indexes of a space."""
    for index in (PASSAGES, FIGURES, FIGURE_GRAMS):
        connection.execute(f"DROP TABLE IF EXISTS {index.table(space_id)}_terms")
        connection.execute(f"DROP TABLE IF EXISTS {index.table(space_id)}")


def create_index(connection: sqlite3.Connection, space_id: int, index: Index = PASSAGES) -> None:
    """Makes the empty index of a space if it has none."""
    table = index.table(space_id)
    connection.execute(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5 ({', '.join(index.columns)}, tokenize = {_TOKENIZER})"
    )
    if sqlite3.sqlite_version_info >= _SECURE_DELETE_SINCE:
        # Without it a removed passage's terms stay in the file until their segment happens to be merged.
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('secure-delete', 1)")  # noqa: S608 ours and an int
    connection.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {table}_terms USING fts5vocab ({table}, row)")


def index_row(
    connection: sqlite3.Connection, space_id: int, key: int, columns: Sequence[str], index: Index = PASSAGES
) -> None:
    """Puts a passage or a figure into its space's index, with the text of each column."""
    connection.execute(
        f"INSERT INTO {index.table(space_id)} (rowid, {', '.join(index.columns)}) "  # noqa: S608 ours and an int
        f"VALUES (?{', ?' * len(index.columns)})",
        (key, *(" ".join(index.cut(column)) for column in columns)),
    )


def unindex_rows(connection: sqlite3.Connection, space_id: int, keys: Sequence[int], index: Index = PASSAGES) -> None:
    """Takes passages or figures out of their space's index."""
    if len(keys) >= _MANY and len(keys) * _COPIES > connection.execute(index.count, (space_id,)).fetchone()[0]:
        _copy_without(connection, space_id, keys, index)
        return
    connection.executemany(
        f"DELETE FROM {index.table(space_id)} WHERE rowid = ?",  # noqa: S608 ours and an int
        [(key,) for key in keys],
    )


def _copy_without(connection: sqlite3.Connection, space_id: int, keys: Sequence[int], index: Index) -> None:
    """Makes an index again from the terms in it, but for some rows."""
    table, columns = index.table(space_id), f"rowid, {', '.join(index.columns)}"
    connection.execute(f"DROP TABLE {table}_terms")
    connection.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    create_index(connection, space_id, index)
    connection.execute(
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before "  # noqa: S608 ours and an int
        "WHERE rowid NOT IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    connection.execute(f"DROP TABLE {table}_before")


def match_text(
    connection: sqlite3.Connection,
    space_id: int,
    question: str,
    limit: int,
    among: Sequence[int] | None = None,
    index: Index = PASSAGES,
) -> list[TextMatch]:
    """The passages of a space, or `among` some of it, that share terms with a question, best first."""
    weighed = _weighed(connection, space_id, index.terms(question)[:_MOST_TERMS_READ], index)
    best_possible = sum(term.weight for term in weighed) * (_K1 + 1)
    known = sorted((term for term in weighed if term.passages), key=lambda term: term.passages)[: index.most_terms]
    if not known:
        return []
    # ORDER BY rank is sorted inside FTS5, in a third of the time that SQLite's own sort takes; the + keeps it there.
    chosen = "" if among is None else "AND +rowid IN (SELECT value FROM json_each(?)) "
    keys = () if among is None else (json.dumps(list(among)),)
    table = index.table(space_id)
    rows = connection.execute(
        f"SELECT rowid, rank FROM {table} WHERE {table} MATCH ? AND rank MATCH ? {chosen}ORDER BY rank LIMIT ?",  # noqa: S608
        (" OR ".join(f'"{term.text}"' for term in known), index.bm25, *keys, limit),
    )
    matches = [TextMatch(key, -score, min(-score / best_possible, 1.0)) for key, score in rows]
    return sorted(matches, key=lambda match: (-match.score, match.key))


def rows_with(connection: sqlite3.Connection, space_id: int, term: str, index: Index = PASSAGES) -> int:
    """How many passages or figures of a space have exactly this term."""
    table = index.table(space_id)
    row = connection.execute(f"SELECT doc FROM {table}_terms WHERE term = ?", (term,)).fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def rarity_of(connection: sqlite3.Connection, space_id: int, terms: Sequence[str]) -> dict[str, float]:
    """Each term's inverse document frequency in a space, 0 for one that fewer than two passages have."""
    return {
        term.text: term.weight if term.passages > 1 else 0.0 for term in _weighed(connection, space_id, terms, PASSAGES)
    }


@dataclass(frozen=True)
class _Term:
    text: str
    passages: int
    weight: float


def _weighed(connection: sqlite3.Connection, space_id: int, terms: Sequence[str], index: Index) -> list[_Term]:
    """Each term with the number of rows that have it and its inverse document frequency, reckoned as FTS5 does."""
    total = connection.execute(index.count, (space_id,)).fetchone()[0]
    weighed = []
    for term in terms:
        having = rows_with(connection, space_id, term, index)
        weighed.append(_Term(term, having, max(1e-6, math.log((total - having + 0.5) / (having + 0.5)))))
    return weighed

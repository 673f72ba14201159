"""The figures of documents and the pictures that they show: the part of the catalog that speaks of both.

A figure is a picture's place in a document; a picture, known by its digest, is stored and read once wherever it
stands. It never opens a picture and never embeds; each change is one transaction.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.catalog import fulltext
from knowledge.catalog.database import Database
from knowledge.documents import Document, Illustration
from knowledge.figures.fetching import FetchedPicture, PictureOrigin
from knowledge.figures.place import picture_name, section_at, text_around
from knowledge.readers.problem import Unreadable
from knowledge.reports import FileProblem, picture_left_out

if TYPE_CHECKING:
    from models.vision.sight import Seen

FIGURES_FORMAT = 2
"""Raise when the readers find other pictures in the same files: documents are then gone through again."""

_ROWS = (
    "SELECT figures.id, figures.document_id, spaces.name AS space, documents.name AS document, documents.title, "
    'documents.url, figures.headings, figures.page, figures.alt, figures.place, figures.start, figures."end", '
    "figures.at, figures.digest, figures.whole, figures.location, pictures.text FROM figures "
    "JOIN documents ON documents.id = figures.document_id JOIN spaces ON spaces.id = figures.space_id "
    "JOIN illustrated ON illustrated.document_id = figures.document_id "
    "LEFT JOIN pictures ON pictures.digest = figures.digest "
    "WHERE figures.id IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True)
class KnownFigure:
    """A figure of a document as it was taken in, to tell whether its picture has changed."""

    key: int
    place: str
    fetched: FetchedPicture


class FigureCatalog:
    """The open catalog's figures. Thread-safe."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create_indexes(self) -> None:
        """Makes the full-text indexes of figures for spaces that an earlier version of Deskside made."""
        with self._database.reading() as connection:
            spaces = [row[0] for row in connection.execute("SELECT id FROM spaces")]
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        kinds = (fulltext.FIGURES, fulltext.FIGURE_GRAMS)
        for space_id in [space for space in spaces if not {kind.table(space) for kind in kinds} <= tables]:
            with self._database.writing() as connection:
                fulltext.create_indexes(connection, space_id)
                keys = connection.execute("SELECT id FROM figures WHERE space_id = ?", (space_id,)).fetchall()
                for row in keys:
                    _index(connection, row["id"])

    # What documents show

    def illustrated(self, document_keys: Sequence[int]) -> set[int]:
        """Those among some documents whose pictures have been looked for."""
        rows = self._database.rows(
            "SELECT document_id FROM illustrated WHERE document_id IN (SELECT value FROM json_each(?)) AND readers = ?",
            (json.dumps(list(document_keys)), FIGURES_FORMAT),
        )
        return {row[0] for row in rows}

    def known_figures(self, document_keys: Sequence[int]) -> dict[int, list[KnownFigure]]:
        """By document, the figures of some documents in their order."""
        rows = self._database.rows(
            "SELECT * FROM figures WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY document_id, at, id",
            (json.dumps(list(document_keys)),),
        )
        known: dict[int, list[KnownFigure]] = {}
        for row in rows:
            origin = PictureOrigin(
                *(row[name] for name in ("location", "size", "modified_ns", "etag", "last_modified"))
            )
            problem = Unreadable(row["problem"], row["next_step"]) if row["problem"] else None
            fetched = FetchedPicture(origin, row["digest"], problem)
            known.setdefault(row["document_id"], []).append(KnownFigure(row["id"], row["place"], fetched))
        return known

    def shown(self, space_id: int, but: Sequence[int]) -> set[str]:
        """The pictures that documents of a space, all but some, show: their files, and the digests of their bytes.

        So are those of documents that were removed by hand.
        """
        rows = self._database.rows(
            "SELECT location, digest FROM figures WHERE space_id = ? AND digest IS NOT NULL "
            "AND NOT whole AND document_id NOT IN (SELECT value FROM json_each(?)) "
            "UNION ALL SELECT location, digest FROM left_out_pictures WHERE space_id = ?",
            (space_id, json.dumps(list(but)), space_id),
        )
        return {mark for row in rows for mark in row if mark is not None}

    def put_figures(
        self,
        space_id: int,
        document_key: int,
        document: Document,
        pictures: Sequence[tuple[Illustration, FetchedPicture]],
    ) -> None:
        """Writes the figures of a document anew; one that is the same as before keeps its key, and so its vectors."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO illustrated VALUES (?, ?)", (document_key, FIGURES_FORMAT))
            old: dict[str, list[int]] = {}
            for key, digest in connection.execute(
                "SELECT id, hash FROM figures WHERE document_id = ? ORDER BY id", (document_key,)
            ):
                old.setdefault(digest, []).append(key)
            for picture, fetched in pictures:
                _put_figure(connection, space_id, document_key, document, picture, fetched, old)
            _remove_figures(connection, [key for keys in old.values() for key in keys])

    def put_picture(self, figure_key: int, fetched: FetchedPicture) -> None:
        """Notes that a figure's picture has changed while its document has not."""
        with self._database.writing() as connection:
            figure = connection.execute("SELECT * FROM figures WHERE id = ?", (figure_key,)).fetchone()
            if figure is None:
                return
            _put_picture(connection, fetched.digest)
            document_key = figure["document_id"]
            (title,) = connection.execute("SELECT title FROM documents WHERE id = ?", (document_key,)).fetchone()
            digest = _hash(title, json.loads(figure["headings"]), figure["alt"], figure["around"], fetched.digest)
            connection.execute(
                "UPDATE figures SET digest = ?, hash = ?, location = ?, size = ?, modified_ns = ?, etag = ?, "
                "last_modified = ?, problem = ?, next_step = ? WHERE id = ?",
                (fetched.digest, digest, *_origin_columns(fetched), figure_key),
            )
            if fetched.digest != figure["digest"]:
                _index(connection, figure_key)

    def remove_unused_pictures(self) -> list[str]:
        """Removes the pictures that no figure shows any more; their digests."""
        with self._database.writing() as connection:
            rows = connection.execute(
                "DELETE FROM pictures WHERE digest NOT IN (SELECT digest FROM figures WHERE digest IS NOT NULL) "
                "RETURNING digest"
            ).fetchall()
        return [row[0] for row in rows]

    def mark_lost(self, lost: Iterable[str]) -> None:
        """Notes that the bytes of pictures are lost, so that their documents are gone through again."""
        with self._database.writing() as connection:
            connection.executemany(
                "DELETE FROM illustrated WHERE document_id IN (SELECT document_id FROM figures WHERE digest = ?)",
                [(digest,) for digest in lost],
            )

    def picture_digests(self) -> set[str]:
        """The pictures that are known."""
        return {row[0] for row in self._database.rows("SELECT digest FROM pictures")}

    # What was read in pictures

    def unseen_pictures(self, seen_by: str) -> list[str]:
        """The pictures that this sight has not looked at, or has to look at again."""
        rows = self._database.rows(
            "SELECT digest FROM pictures WHERE seen_by IS NOT ? "
            "ORDER BY (SELECT min(id) FROM figures WHERE figures.digest = pictures.digest)",
            (seen_by,),
        )
        return [row[0] for row in rows]

    def name_of(self, digest: str) -> str:
        """What a picture is called where it stands first."""
        rows = self._database.rows(
            "SELECT place, location FROM figures WHERE digest = ? ORDER BY id LIMIT 1", (digest,)
        )
        return picture_name(rows[0]["location"], rows[0]["place"]) if rows else digest[:12]

    def put_seen(self, digest: str, seen: "Seen", seen_by: str) -> list[tuple[int, str]]:
        """Writes down what was made out in a picture; the documents that are nothing but it, with their titles."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE pictures SET text = ?, kind = ?, sureness = ?, vector = ?, seen_by = ?, problem = NULL, "
                "next_step = NULL WHERE digest = ?",
                (seen.text, seen.kind.kind, seen.kind.confidence, seen.vector.tobytes(), seen_by, digest),
            )
            for row in connection.execute("SELECT id FROM figures WHERE digest = ?", (digest,)).fetchall():
                _index(connection, row["id"])
            rows = connection.execute(
                "SELECT DISTINCT documents.id, title FROM figures JOIN documents ON documents.id = document_id "
                "WHERE digest = ? AND whole",
                (digest,),
            ).fetchall()
        return [(row["id"], row["title"]) for row in rows]

    def words_of(self, digest: str) -> str | None:
        """What was read in a picture, or None where nobody has looked at it."""
        rows = self._database.rows(
            "SELECT text FROM pictures WHERE digest = ? AND seen_by IS NOT NULL AND problem IS NULL", (digest,)
        )
        return str(rows[0][0]) if rows else None

    def put_unreadable(self, digest: str, problem: str, next_step: str, seen_by: str | None) -> None:
        """Notes that a picture can't be read. The sight that says so does not try again; where it is None, one does."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE pictures SET seen_by = ?, problem = ?, next_step = ? WHERE digest = ?",
                (seen_by, problem, next_step, digest),
            )

    def problems(self, source_key: int) -> tuple[FileProblem, ...]:
        """The pictures that could not be fetched or read, one line for each document of a source that shows such."""
        rows = self._database.rows(
            "SELECT documents.location AS document, figures.location, place, "
            "iif(figures.digest IS NULL, figures.problem, pictures.problem) AS said, "
            "iif(figures.digest IS NULL, figures.next_step, pictures.next_step) AS next_step FROM figures "
            "JOIN documents ON documents.id = figures.document_id "
            "LEFT JOIN pictures ON pictures.digest = figures.digest "
            "WHERE documents.source_id = ? AND said IS NOT NULL "
            "ORDER BY documents.location, figures.at",
            (source_key,),
        )
        by_document: dict[str, list[sqlite3.Row]] = {}
        for row in rows:
            by_document.setdefault(row["document"], []).append(row)
        return tuple(
            picture_left_out(
                document, picture_name(first["location"], first["place"]), first["said"], first["next_step"], len(more)
            )
            for document, (first, *more) in by_document.items()
        )

    # What a search shows

    def rows(self, keys: Sequence[int]) -> dict[int, sqlite3.Row]:
        """All that a search shows of figures, by key."""
        rows = self._database.rows(_ROWS, (json.dumps(list(keys)),))
        return {row["id"]: row for row in rows}

    def keys_in(self, document_key: int, start: int, end: int | None) -> list[int]:
        """The figures whose pictures are there and stand in a stretch of a document, in order; to its end for None."""
        rows = self._database.rows(
            "SELECT id FROM figures WHERE document_id = ? AND at >= ? AND at <= coalesce(?, at) "
            "AND digest IS NOT NULL ORDER BY at, id",
            (document_key, start, end),
        )
        return [row[0] for row in rows]

    def captions_in(self, document_key: int, start: int, end: int) -> list[str]:
        """The words that stand for the pictures in a stretch of a document, whether the pictures are there or not."""
        rows = self._database.rows(
            "SELECT alt FROM figures WHERE document_id = ? AND at BETWEEN ? AND ? AND alt != '' ORDER BY at, id",
            (document_key, start, end),
        )
        return [row[0] for row in rows]

    def passages_beside(self, row: sqlite3.Row) -> list[tuple[int, bool]]:
        """The passages of a figure's section, and whether each is the one that it stands in."""
        if row["whole"]:
            rows = self._database.rows(
                "SELECT id, 1 FROM chunks WHERE document_id = ? ORDER BY start", (row["document_id"],)
            )
        else:
            rows = self._database.rows(
                'SELECT id, :at BETWEEN start AND "end" FROM chunks WHERE document_id = :document '
                'AND start < :end AND "end" > :start ORDER BY start',
                {"at": row["at"], "document": row["document_id"], "start": row["start"], "end": row["end"]},
            )
        return [(key, bool(holds)) for key, holds in rows]

    def count(self, space_id: int) -> int:
        """How many figures of a space have their picture."""
        return int(self._database.rows(fulltext.FIGURES.count, (space_id,))[0][0])


def remove_figures_of(connection: sqlite3.Connection, document_keys: str) -> None:
    """Removes the figures of documents, given as a JSON list, in the transaction that removes these."""
    among = "SELECT id FROM figures WHERE document_id IN (SELECT value FROM json_each(?))"
    _remove_figures(connection, [row[0] for row in connection.execute(among, (document_keys,))])


def mark_figures_outdated(connection: sqlite3.Connection, document_key: int) -> None:
    """Notes that a document has changed and its figures have not been taken from it yet."""
    connection.execute("DELETE FROM illustrated WHERE document_id = ?", (document_key,))


def _put_picture(connection: sqlite3.Connection, digest: str | None) -> None:
    """Notes that a picture is kept; one that could not be read is tried once more."""
    if digest is not None:
        connection.execute(
            "INSERT INTO pictures (digest) VALUES (?) ON CONFLICT (digest) DO UPDATE "
            "SET seen_by = NULL, problem = NULL, next_step = NULL WHERE problem IS NOT NULL",
            (digest,),
        )


def _put_figure(
    connection: sqlite3.Connection,
    space_id: int,
    document_key: int,
    document: Document,
    picture: Illustration,
    fetched: FetchedPicture,
    old: dict[str, list[int]],
) -> None:
    if fetched.decoration:
        return
    _put_picture(connection, fetched.digest)
    section = section_at(document, picture.at)
    around = text_around(document.text, section, picture.at)
    digest = _hash(document.title, section.headings, picture.alt, around, fetched.digest)
    place = (picture.at, section.start, section.end, json.dumps(section.headings), section.page, picture.place)
    if old.get(digest):
        key = old[digest].pop(0)
        connection.execute(
            'UPDATE figures SET at = ?, start = ?, "end" = ?, headings = ?, page = ?, place = ?, location = ?, '
            "size = ?, modified_ns = ?, etag = ?, last_modified = ?, problem = ?, next_step = ? WHERE id = ?",
            (*place, *_origin_columns(fetched), key),
        )
        return
    row = connection.execute(
        'INSERT INTO figures (at, start, "end", headings, page, place, location, size, modified_ns, etag, '
        "last_modified, problem, next_step, document_id, space_id, alt, around, whole, digest, hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            *place, *_origin_columns(fetched), document_key, space_id, picture.alt, around, not document.sections,
            fetched.digest, digest,
        ),
    ).fetchone()  # fmt: skip
    _index(connection, row["id"])


def _origin_columns(fetched: FetchedPicture) -> tuple[object, ...]:
    origin, problem = fetched.origin, fetched.problem
    said = (problem.problem, problem.next_step) if problem else (None, None)
    return (origin.location, origin.size, origin.modified_ns, origin.etag, origin.last_modified, *said)


def _hash(title: str, headings: Sequence[str], alt: str, around: str, digest: str | None) -> str:
    """Stands for all that a figure's vectors and terms are made from, but for what is read in its picture."""
    return hashlib.sha256(json.dumps([title, list(headings), alt, around, digest]).encode()).hexdigest()


def _index(connection: sqlite3.Connection, key: int) -> None:
    """Writes a figure's terms anew and notes that its vectors are owed; one without its picture has none."""
    row = connection.execute(
        "SELECT figures.space_id, title, headings, alt, around, figures.digest, ifnull(pictures.text, '') AS text "
        "FROM figures JOIN documents ON documents.id = document_id "
        "LEFT JOIN pictures ON pictures.digest = figures.digest WHERE figures.id = ?",
        (key,),
    ).fetchone()
    _unindex(connection, row["space_id"], [key])
    if row["digest"] is None:
        connection.execute("INSERT OR IGNORE INTO figure_orphans VALUES (?, ?)", (key, row["space_id"]))
    else:
        columns = (row["title"], " ".join(json.loads(row["headings"])), row["alt"], row["around"], row["text"])
        fulltext.index_row(connection, row["space_id"], key, columns, fulltext.FIGURES)
        fulltext.index_row(connection, row["space_id"], key, (row["alt"], row["text"]), fulltext.FIGURE_GRAMS)
    connection.execute("UPDATE figures SET embedded = 0 WHERE id = ?", (key,))


def _unindex(connection: sqlite3.Connection, space_id: int, keys: Sequence[int]) -> None:
    for index in (fulltext.FIGURES, fulltext.FIGURE_GRAMS):
        fulltext.unindex_rows(connection, space_id, keys, index)


def _remove_figures(connection: sqlite3.Connection, keys: Sequence[int]) -> None:
    """Removes figures of one space."""
    chosen = (json.dumps(list(keys)),)
    among = "FROM figures WHERE id IN (SELECT value FROM json_each(?))"
    if (found := connection.execute(f"SELECT space_id {among}", chosen).fetchone()) is not None:
        _unindex(connection, found["space_id"], keys)
        connection.execute(f"INSERT OR IGNORE INTO figure_orphans SELECT id, space_id {among}", chosen)
        connection.execute(f"DELETE {among}", chosen)

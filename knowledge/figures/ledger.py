"""Which vectors of figures are owed and which are left over: the ledger's part that speaks of pictures.

A figure has one vector of its looks, once its picture has been looked at, and one of each part of its words.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from knowledge.catalog.ledger import Ledger

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_PARTS = 32
"""How many vectors the words of a figure have at most; 32 parts are a screen of 1,900 words."""

PART_WORDS = 60
"""How many words read in a picture share a vector: on small screenshots 8 to 60 found about as many."""


@dataclass(frozen=True)
class FigureToEmbed:
    """A figure whose vectors are not stored: the parts of its words, and its looks where they are known."""

    key: int
    space_id: int
    texts: tuple[str, ...]
    looks: "NDArray[Any] | None"


class FigureLedger(Ledger):
    """The open accounts between the figures and their vectors. Thread-safe."""

    gone = ("figure_orphans", "figure_id")

    def figures_to_embed(self, limit: int) -> list[FigureToEmbed]:
        """The next figures that have no vectors."""
        rows = self._database.rows(
            "SELECT figures.id, figures.space_id, title, headings, alt, around, pictures.text, vector FROM figures "
            "JOIN documents ON documents.id = document_id JOIN pictures ON pictures.digest = figures.digest "
            "WHERE figures.embedded = 0 ORDER BY figures.id LIMIT ?",
            (limit,),
        )
        return [_to_embed(row) for row in rows]

    def count_to_embed(self) -> int:
        """How many figures have no vectors."""
        return int(self._database.rows("SELECT count(*) FROM figures WHERE embedded = 0 AND digest IS NOT NULL")[0][0])

    def mark_embedded(self, parts: Iterable[tuple[int, int]]) -> None:
        """Notes that the vectors of figures are stored, with the number of parts that each one's words have."""
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE figures SET embedded = 1, parts = ? WHERE id = ?", [(count, key) for key, count in parts]
            )

    def mark_unembedded(self, keys: Iterable[int] | None = None) -> None:
        """Notes that the vectors of figures, or of all, have to be stored again."""
        with self._database.writing() as connection:
            if keys is None:
                connection.execute("UPDATE figures SET embedded = 0 WHERE embedded = 1")
            else:
                connection.executemany("UPDATE figures SET embedded = 0 WHERE id = ?", [(key,) for key in keys])

    def forget_looks(self) -> None:
        """Forgets what all pictures look like, because another model tells looks apart."""
        with self._database.writing() as connection:
            connection.execute("UPDATE pictures SET vector = NULL WHERE vector IS NOT NULL")

    def with_looks(self, space_id: int) -> set[int]:
        """The figures of a space whose looks' vectors are stored."""
        rows = self._database.rows(
            "SELECT figures.id FROM figures JOIN pictures ON pictures.digest = figures.digest "
            "WHERE space_id = ? AND embedded = 1 AND vector IS NOT NULL",
            (space_id,),
        )
        return {row[0] for row in rows}

    def with_words(self, space_id: int) -> set[int]:
        """The keys of the parts of words of a space's figures whose vectors are stored."""
        rows = self._database.rows(
            "SELECT id, parts FROM figures WHERE space_id = ? AND embedded = 1 AND digest IS NOT NULL", (space_id,)
        )
        return {key for figure, parts in rows for key in part_keys(figure, parts)}


def part_keys(figure: int, parts: int = MOST_PARTS) -> list[int]:
    """The keys under which the vectors of a figure's words are stored."""
    return [figure * MOST_PARTS + part for part in range(parts)]


def figure_of(part_key: int) -> int:
    """The figure that a part belongs to."""
    return part_key // MOST_PARTS


def _to_embed(row: sqlite3.Row) -> FigureToEmbed:
    import numpy as np

    caption = [row["title"], *json.loads(row["headings"]), row["alt"] or row["around"]]
    texts = ["\n".join(dict.fromkeys(part for part in caption if part)), *parts_of(row["text"])]
    looks = np.frombuffer(row["vector"], dtype=np.float32) if row["vector"] else None
    return FigureToEmbed(row["id"], row["space_id"], tuple(texts[:MOST_PARTS]), looks)


def parts_of(text: str) -> list[str]:
    """The words read in a picture in runs of whole lines, each short enough to be embedded as one."""
    parts: list[str] = []
    run: list[str] = []
    size = 0
    for line in text.splitlines():
        words = line.split()
        if run and size + len(words) > PART_WORDS:
            parts.append(" ".join(run))
            run, size = [], 0
        run.extend(words)
        size += len(words)
    return [*parts, " ".join(run)] if run else parts

"""Passages that say the same, word for word, and passages that are gone: neither may take the place of another."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """What tells whether a passage says the same as another: its space, and a hash of its title, headings and words.

    `location` is its document's.
    """

    space_id: int
    hash: str
    location: str


def identities(connection: sqlite3.Connection, chunk_keys: Iterable[int]) -> dict[int, Identity]:
    """The identities of those among some passages that are still in the catalog."""
    rows = connection.execute(
        "SELECT chunks.id, chunks.space_id, hash, location FROM chunks JOIN documents ON documents.id = document_id "
        "WHERE chunks.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(chunk_keys)),),
    )
    return {key: Identity(space_id, digest, location) for key, space_id, digest, location in rows}


def without_duplicates(scores: Mapping[int, float], known: Mapping[int, Identity]) -> dict[int, float]:
    """The scores of the passages that are known, one of each that say the same, with the best score among them.

    Of duplicates it is the one with the shortest location, for a backup lies deeper than what it was made of.
    """
    chosen: dict[tuple[int, str], int] = {}
    best: dict[tuple[int, str], float] = {}
    for key, score in scores.items():
        if (identity := known.get(key)) is None:
            continue
        same = identity.space_id, identity.hash
        chosen[same] = min(chosen.get(same, key), key, key=lambda one: _by_location(one, known))
        best[same] = max(best.get(same, score), score)
    return {key: best[same] for same, key in chosen.items()}


def _by_location(key: int, known: Mapping[int, Identity]) -> tuple[int, str, int]:
    location = known[key].location
    return len(location), location, key

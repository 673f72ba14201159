"""Editions of one document: of passages that say nearly the same, the one in the edition now in force is kept.

Editions are told apart by their names, which differ by a year (`leave-2023.md`, `2024/leave.md`), by a version in the
file's own name (`leave v2.docx`; the folders `v1` and `v2` may both be in use) or by a word such as `archive`. The
dates of files do not count, as copying a folder changes them; nor do days and months in names, which belong to records
and not to editions.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from knowledge.duplicates import Identity

ALIKE = 0.5
"""The share of their words that two passages have in common where one is the other's edition."""

_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOT_IN_FORCE = frozenset(
    "archive archived archives backup backups deprecated draft drafts obsolete old outdated superseded "
    "alt archiv entwurf veraltet".split()
)
_IN_FORCE = frozenset("current latest aktuell".split())
_VERSION = re.compile(r"(?<![^\W_])v(?:ersion)?[ ._-]?(\d{1,3}(?:\.\d{1,3}){0,2})(?![^\W_])(?!.*/)")
# Where a question asks for what was, or for what has changed, every edition may be meant.
_OF_THE_PAST = re.compile(
    r"\b(?:(?:19|20)\d\d|v(?:ersion)?[ .]?\d+|last|previous(?:ly)?|former(?:ly)?|earlier|old(?:er)?|used to|histor\w*|"
    r"chang\w+|differ\w*|compar\w+|archiv\w*|draft\w*|vorher\w*|früher\w*|letzte\w*|vorig\w*|alte[mnrs]?|geändert)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Edition:
    """What a document's location says: `series` is the same for all editions of one document."""

    series: tuple[str, ...]
    years: tuple[str, ...]
    in_force: bool
    version: tuple[int, ...] = ()

    def supersedes(self, other: "Edition", this_year: str) -> bool:
        """Whether this edition replaces another of its series; one of a year to come does not yet."""
        if self.in_force != other.in_force:
            return self.in_force
        if self.version and other.version and self.version != other.version:
            return self.version > other.version and max(self.years, default="") <= this_year
        return len(self.years) == len(other.years) and other.years < self.years and max(self.years) <= this_year

    def holds_instead_of(self, other: "Edition") -> bool:
        """Whether this is in force today and that edition of its series is not; undated, it replaces a past year's."""
        this_year = str(datetime.now(UTC).year)
        is_undated = self.in_force and not self.years and bool(other.years) and max(other.years) < this_year
        return self.series == other.series and (is_undated or self.supersedes(other, this_year))


@lru_cache(maxsize=65_536)
def edition_of(location: str) -> Edition:
    """The edition that a path or an address names."""
    named = _VERSION.search(location.lower())
    words = _WORD.findall(_VERSION.sub(" ", location.lower()))
    years = tuple(word for word in words if _YEAR.fullmatch(word))
    series = tuple(word for word in words if word not in _NOT_IN_FORCE | _IN_FORCE and word not in years)
    version = tuple(map(int, named[1].split("."))) if named else ()
    return Edition(series, years, _NOT_IN_FORCE.isdisjoint(words), version)


def asks_about_past(wordings: Iterable[str]) -> bool:
    """Whether a question may be about an edition no longer in force: it names a year, or asks what was before."""
    return any(_OF_THE_PAST.search(wording) for wording in wordings)


def without_superseded(
    connection: sqlite3.Connection, scores: Mapping[int, float], known: Mapping[int, Identity]
) -> dict[int, float]:
    """The scores of the passages without those that an edition in force says in nearly the same words.

    That one has the best score among them.
    """
    this_year, kept = str(datetime.now(UTC).year), dict(scores)
    for keys in _of_one_series(scores, known):
        words = _words_of(connection, keys)
        editions = {key: edition_of(known[key].location) for key in keys}
        for old in keys:
            alike = [key for key in keys if _alike(words[old], words[key])]
            if holding := [key for key in alike if editions[key].supersedes(editions[old], this_year)]:
                del kept[old]
                kept.update({key: max(kept[key], scores[old]) for key in holding if key in kept})
    return kept


def _of_one_series(scores: Iterable[int], known: Mapping[int, Identity]) -> list[list[int]]:
    """The passages of documents that have several editions, those of one series together."""
    series: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for key in scores:
        if (identity := known.get(key)) is not None:
            series.setdefault((identity.space_id, edition_of(identity.location).series), []).append(key)
    return [keys for keys in series.values() if len({known[key].location for key in keys}) > 1]


def _words_of(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, frozenset[str]]:
    rows = connection.execute(
        "SELECT id, text FROM chunks WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(keys)),)
    )
    return {key: frozenset(_WORD.findall(text.lower())) for key, text in rows}


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)

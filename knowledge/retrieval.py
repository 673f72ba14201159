"""Finds the passages that may answer a question: nearest by meaning, best by words, fused into one order."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.catalog import fulltext
from knowledge.catalog.catalog import Catalog
from knowledge.documents import Passage, Placement
from knowledge.duplicates import identities, without_duplicates
from knowledge.editions import asks_about_past, without_superseded
from knowledge.figures.boost import Boost
from knowledge.fusion import convex_sum, mean, placements
from knowledge.vectors.vectors import Vectors
from models.encoders.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEPTH = 100
"""How many passages each ranker names, for each wording of a question."""

DEEPEST = 10_000
"""How many vectors are gone through at most for as many that count; that takes 50 ms."""


BEST_IN_WORDS = 2
"""How many of the best by the words of a question itself are among what is found, whatever their vectors: nothing else
may have the name or the number that it is about ("how soon does PEP have to start")."""


@dataclass(frozen=True)
class Ranking:
    """What the two rankers say about one wording of a question: cosines, BM25's scores, and those as shares of 1."""

    dense: Mapping[int, float]
    bm25: Mapping[int, float]
    bm25_share: Mapping[int, float]


def search_spaces(
    catalog: Catalog,
    vectors: Vectors,
    embedder: Embedder,
    queries: Sequence[str],
    space_ids: Sequence[int],
    limit: int,
    documents: Sequence[int],
    boost: Boost | None,
) -> list[Passage]:
    """The best passages of some spaces, or of some documents in them, for the wordings of one question, best first.

    A passage's `score` is the convex sum of its cosine and its share of the best possible BM25 score, so that it says
    something on its own and not only beside its neighbours; `boost` is what figures beside it add.
    """
    wordings = distinct(queries)
    if not wordings and not (boost and boost.scores):
        return []
    among = {space: catalog.chunk_keys(space, documents) if documents else None for space in dict.fromkeys(space_ids)}
    fused: dict[int, float] = {}
    found_by: dict[int, dict[str, Placement]] = {}
    in_words: list[int] = []
    if wordings:
        embedded = embedder.embed(wordings)
        for space_id, keys in among.items():
            rankings = rank(catalog, vectors, space_id, wordings, embedded, keys)
            fused |= mean([convex_sum(ranking.dense, ranking.bm25_share) for ranking in rankings])
            found_by |= placements({"dense": ranking.dense, "bm25": ranking.bm25} for ranking in rankings)
            in_words += [*rankings[0].bm25][:BEST_IN_WORDS]
    if boost is not None:
        allowed = {key for keys in among.values() for key in keys or ()} if documents else None
        _add_boost(fused, found_by, boost, allowed)
    with catalog.database.reading() as connection:
        known = identities(connection, fused)
        if not documents and not asks_about_past(wordings):
            fused = without_superseded(connection, fused, known)
        fused = without_duplicates(fused, known)
    best = _with(in_words, sorted(fused, key=lambda key: (-fused[key], key)), limit)
    return passages_of(catalog, best, fused, found_by)


def _with(in_words: Sequence[int], ranked: Sequence[int], limit: int) -> list[int]:
    """The first of what is ranked, up to a limit; the best by words take the last places unless they are among them."""
    missing = [key for key in ranked[limit:] if key in in_words][: limit // 2]
    return [*ranked[: limit - len(missing)], *missing]


def rank(
    catalog: Catalog,
    vectors: Vectors,
    space_id: int,
    wordings: Sequence[str],
    embedded: "NDArray[np.float32]",
    among: Sequence[int] | None = None,
) -> list[Ranking]:
    """What each ranker says on its own, for each wording; `embedded` holds the wordings' vectors.

    Only the passages `among` these count, where they are given.
    """
    nearest = _nearest(catalog, vectors, space_id, embedded, among)
    with catalog.database.reading() as connection:
        matches = [fulltext.match_text(connection, space_id, wording, DEPTH, among) for wording in wordings]
    return [
        Ranking(
            dict(near),
            {match.key: match.score for match in matched},
            {match.key: match.share for match in matched},
        )
        for near, matched in zip(nearest, matches, strict=True)
    ]


def _nearest(
    catalog: Catalog,
    vectors: Vectors,
    space_id: int,
    embedded: "NDArray[np.float32]",
    among: Sequence[int] | None,
) -> list[list[tuple[int, float]]]:
    """The nearest passages that are still in the catalog, for each wording.

    A change removes the vectors of what is gone at its end; until then they are passed over, and looked behind.
    """
    depth = DEPTH
    while True:
        found = vectors.nearest(space_id, embedded, depth, among)
        with catalog.database.reading() as connection:
            known = identities(connection, {key for near in found for key, _ in near})
        kept = [[(key, score) for key, score in near if key in known][:DEPTH] for near in found]
        has_all = all(len(near) < depth or len(left) == DEPTH for near, left in zip(found, kept, strict=True))
        if has_all or depth >= DEEPEST:
            return kept
        depth = min(4 * depth, DEEPEST)


def distinct(queries: Sequence[str]) -> list[str]:
    """The different wordings among some queries, blank ones left out."""
    return [query for query in dict.fromkeys(query.strip() for query in queries) if query]


def _add_boost(
    fused: dict[int, float], found_by: dict[int, dict[str, Placement]], boost: Boost, allowed: set[int] | None
) -> None:
    """Adds what passages get for the figures beside them; one that no words found may be just below the cut."""
    least = min(fused.values(), default=0.0)
    for key, score in boost.scores.items():
        if allowed is None or key in allowed:
            fused[key] = fused.get(key, least) + score
            found_by.setdefault(key, {}).update(boost.found_by[key])


def passages_of(
    catalog: Catalog, keys: Sequence[int], scores: Mapping[int, float], found_by: Mapping[int, Mapping[str, Placement]]
) -> list[Passage]:
    """The passages with these keys, in their order; one that was removed since it was found is left out."""
    rows = catalog.passage_rows(keys)
    return [
        Passage(
            chunk_key=key,
            document_key=row["document_id"],
            space=row["space"],
            document=row["name"],
            title=row["title"],
            headings=tuple(json.loads(row["headings"])),
            page=row["page"],
            text=row["text"],
            start=row["start"],
            end=row["end"],
            score=scores[key],
            url=row["url"],
            found_by=found_by[key],
        )
        for key in keys
        if (row := rows.get(key)) is not None
    ]

"""Finds figures: by what is read in them and what their documents say of them, and by what they look like.

A text finds a figure by its words and, through CLIP, by its looks; a picture finds the figures that show the same.
"""

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from knowledge.catalog import fulltext
from knowledge.catalog.catalog import Catalog
from knowledge.documents import Figure, Placement
from knowledge.figures.indexing import FigureVectors, looks_made_by
from knowledge.figures.ledger import figure_of
from knowledge.figures.place import picture_name
from knowledge.fusion import mean, placements
from models.encoders.embedder import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.vision.sight import Seen, Sight

DEPTH = 100
"""How many figures each ranker names."""

PARTS_DEPTH = 300
"""How many parts of figures' words are looked through for the nearest figures."""

DENSE_WEIGHT, GRAMS_WEIGHT = 0.4, 0.2
"""The shares of cosine and of BM25 over runs of letters in the score of a figure's words; the rest is that of BM25 over
words. Chosen on 350 small screenshots: dense .329 at 1, BM25 .366, both .386, all three .397."""

LOGITS = 40.0
"""How many of CLIP's logits weigh as much as the whole score of a figure's words.

CLIP knows itself how sharply it tells texts apart, so that a better one counts more. Chosen with a weak one on 260
pictures of the training data's held-out half.
"""

PICTURE_LOOKS_WEIGHT = 0.5
"""The share of looks in how alike a picture and a figure are; the rest is that of their words."""

SAME_WORDS = 0.6
"""The score that the words of one screen get for those of another rendering of it: a part is misread or cut off."""

LEAST_TO_COMPARE, CHANCE = 5, 0.2
"""Among fewer figures, a cosine up to `CHANCE` is taken for chance."""

PICTURES_WEIGHT = 0.7
"""The share of an asker's pictures in the score of a figure; the rest is that of the words beside them."""

Scores = dict[int, float]


@dataclass(frozen=True)
class FigureRanking:
    """What each ranker says about one wording or one picture, best first: cosines, BM25's scores and shares of 1."""

    dense: Mapping[int, float] = field(default_factory=dict)
    bm25: Mapping[int, float] = field(default_factory=dict)
    bm25_share: Mapping[int, float] = field(default_factory=dict)
    grams_share: Mapping[int, float] = field(default_factory=dict)
    clip: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class FoundFigures:
    """The figures that were found: their fused scores, and where each ranker placed them."""

    scores: Scores
    found_by: Mapping[int, Mapping[str, Placement]]

    def best(self, limit: int) -> list[int]:
        """The keys of the best, best first."""
        return sorted(self.scores, key=lambda key: (-self.scores[key], key))[:limit]


def fused(by_texts: FoundFigures, by_pictures: FoundFigures) -> FoundFigures:
    """Figures for a question that came with pictures: most counts what these show, and all where there are no words."""
    if not by_texts.scores or not by_pictures.scores:
        return by_texts if by_texts.scores else by_pictures
    scores = {
        key: (1 - PICTURES_WEIGHT) * by_texts.scores.get(key, 0.0) + PICTURES_WEIGHT * by_pictures.scores.get(key, 0.0)
        for key in {**by_texts.scores, **by_pictures.scores}
    }
    found_by = {
        key: {**by_texts.found_by.get(key, {}), **by_pictures.found_by.get(key, {})}
        for key in {**by_texts.found_by, **by_pictures.found_by}
    }
    return FoundFigures(scores, found_by)


class FigureSearch:
    """Searches the figures of spaces. Thread-safe."""

    def __init__(self, catalog: Catalog, vectors: FigureVectors, embedder: Embedder, sight: "Sight | None") -> None:
        self._catalog, self._vectors, self._embedder, self._sight = catalog, vectors, embedder, sight

    def by_texts(self, wordings: Sequence[str], space_ids: Sequence[int]) -> FoundFigures:
        """The figures for the wordings of one question, which count alike."""
        spaces = self._with_figures(space_ids)
        if not wordings or not spaces:
            return FoundFigures({}, {})
        embedded = self._embedder.embed(wordings)
        looks = self._sight.embed_texts(wordings) if self._sight and self._has_looks(spaces) else None
        rankings = [
            self.rank(spaces, text, embedded[[n]], None if looks is None else looks[[n]])
            for n, text in enumerate(wordings)
        ]
        sharpness = self._sight.sharpness if self._sight and looks is not None else 0.0
        return FoundFigures(mean([text_scores(ranking, sharpness) for ranking in rankings]), _finders(rankings))

    def by_pictures(self, seen: Sequence["Seen"], space_ids: Sequence[int]) -> FoundFigures:
        """The figures that show what some pictures show; one that is like any of them counts."""
        spaces = self._with_figures(space_ids)
        if not seen or not spaces:
            return FoundFigures({}, {})
        rankings = [self._rank_picture(spaces, picture) for picture in seen]
        best: Scores = {}
        for ranking, picture in zip(rankings, seen, strict=True):
            for key, score in picture_scores(ranking, bool(picture.lines)).items():
                best[key] = max(best.get(key, 0.0), score)
        return FoundFigures(best, _finders(rankings))

    def rank(
        self,
        space_ids: Sequence[int],
        text: str,
        embedded: "NDArray[np.float32] | None",
        looks: "NDArray[np.float32] | None",
    ) -> FigureRanking:
        """What each ranker says on its own; `embedded` and `looks` are one vector each, (1, dimension), or None."""
        dense: Scores = {}
        clip: Scores = {}
        matches: list[fulltext.TextMatch] = []
        grams: list[fulltext.TextMatch] = []
        for space_id in space_ids:
            if embedded is not None and self._vectors.words.count(space_id):
                for part, score in self._vectors.words.nearest(space_id, embedded, PARTS_DEPTH)[0]:
                    dense.setdefault(figure_of(part), score)
            if looks is not None and self._vectors.looks.count(space_id):
                clip |= dict(self._vectors.looks.nearest(space_id, looks, DEPTH)[0])
            with self._catalog.database.reading() as connection:
                matches += fulltext.match_text(connection, space_id, text, DEPTH, index=fulltext.FIGURES)
                grams += fulltext.match_text(connection, space_id, text, DEPTH, index=fulltext.FIGURE_GRAMS)
        # A change removes the vectors of what is gone at its end; until then they would take the places of the others.
        there = self._catalog.figures.rows([*dense, *clip])
        return FigureRanking(
            _sorted({key: score for key, score in dense.items() if key in there}),
            _sorted({match.key: match.score for match in matches}),
            _sorted({match.key: match.share for match in matches}),
            _sorted({match.key: match.share for match in grams}),
            _sorted({key: score for key, score in clip.items() if key in there}),
        )

    def figures(self, keys: Sequence[int], found: FoundFigures | None = None) -> list[Figure]:
        """The figures with these keys, in their order; one that was removed since it was found is left out."""
        rows = self._catalog.figures.rows(keys)
        return [
            Figure(
                key=key,
                document_key=row["document_id"],
                space=row["space"],
                document=row["document"],
                title=row["title"],
                headings=tuple(json.loads(row["headings"])),
                page=row["page"],
                alt=row["alt"],
                text=row["text"] or "",
                name=picture_name(row["location"], row["place"]),
                digest=row["digest"] or "",
                start=0 if row["whole"] else row["start"],
                end=len(row["text"] or "") if row["whole"] else row["end"],
                score=found.scores.get(key, 0.0) if found else 0.0,
                url=row["url"],
                found_by=found.found_by.get(key, {}) if found else {},
            )
            for key in keys
            if (row := rows.get(key)) is not None
        ]

    def _rank_picture(self, space_ids: Sequence[int], picture: "Seen") -> FigureRanking:
        embedded = self._embedder.embed([picture.text]) if picture.lines else None
        is_comparable = picture.seen_by == looks_made_by(self._catalog)
        return self.rank(space_ids, picture.text, embedded, picture.vector[None] if is_comparable else None)

    def _with_figures(self, space_ids: Sequence[int]) -> list[int]:
        return [space_id for space_id in dict.fromkeys(space_ids) if self._catalog.figures.count(space_id)]

    def _has_looks(self, space_ids: Sequence[int]) -> bool:
        return any(self._vectors.looks.count(space_id) for space_id in space_ids)


def word_scores(ranking: FigureRanking) -> Scores:
    """The score of each figure's words, 0 to 1; a missing part of it counts as the least that was given."""
    least = min(ranking.dense.values(), default=0.0)
    return {
        key: DENSE_WEIGHT * ranking.dense.get(key, least)
        + GRAMS_WEIGHT * ranking.grams_share.get(key, 0.0)
        + (1 - DENSE_WEIGHT - GRAMS_WEIGHT) * ranking.bm25_share.get(key, 0.0)
        for key in {**ranking.dense, **ranking.bm25_share, **ranking.grams_share}
    }


def text_scores(ranking: FigureRanking, sharpness: float) -> Scores:
    """The score of each figure for one wording: its words', and its looks' by how sharply CLIP tells texts apart."""
    words = word_scores(ranking)
    least = min(ranking.clip.values(), default=0.0)
    looks = {key: (cosine - least) * sharpness / LOGITS for key, cosine in ranking.clip.items()}
    return {key: words.get(key, 0.0) + looks.get(key, 0.0) for key in {**words, **looks}}


def share_of_looks(clip: Mapping[int, float]) -> Scores:
    """How far each figure stands out by its looks, 0 to 1: the cosines of a model have no scale of their own.

    What a middling figure has is taken for chance, so that a model which finds everything alike says nothing.
    """
    if not clip:
        return {}
    middling = max(statistics.median(clip.values()) if len(clip) >= LEAST_TO_COMPARE else 0.0, CHANCE)
    return {key: min(1.0, max(0.0, (score - middling) / (1 - middling))) for key, score in clip.items()}


def picture_scores(ranking: FigureRanking, has_words: bool) -> Scores:
    """How alike a picture and each figure are, 0 to 1: in looks, and in words where the picture has some."""
    words = word_scores(ranking) if has_words else {}
    looks = share_of_looks(ranking.clip)
    weight = PICTURE_LOOKS_WEIGHT if has_words else 1.0
    return {
        key: weight * looks.get(key, 0.0) + (1 - weight) * min(1.0, words.get(key, 0.0) / SAME_WORDS)
        for key in {**words, **looks}
    }


def _sorted(scores: Mapping[int, float]) -> Scores:
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def _finders(rankings: Iterable[FigureRanking]) -> dict[int, dict[str, Placement]]:
    """For each figure and ranker, the best place that any wording or picture gave it."""
    return placements({"dense": each.dense, "bm25": each.bm25, "clip": each.clip} for each in rankings)

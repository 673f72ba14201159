"""Hard negatives: the passages that our own kind of retrieval puts near a question though they do not answer it."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.encoders.embedder import Embed
from models.training.rows import HELD_OUT_SOURCES, Asked, Group, Passage

DENSE_WEIGHT = 0.6
"""The product's own weight of cosine beside BM25."""

NEAR_DUPLICATE = 0.93
"""Above this cosine a "negative" says what the answering passage says (looked at by eye), so it is left out."""


class WordIndex:
    """BM25 (k1 = 1.2, b = 0.75; Robertson and Zaragoza 2009) over stemmed words, in memory."""

    def __init__(self, texts: Sequence[str]) -> None:
        import snowballstemmer

        self._stemmer = snowballstemmer.stemmer("english")
        self._stems: dict[str, str] = {}
        counts = [Counter(self._words(text)) for text in texts]
        sizes = np.array([sum(count.values()) for count in counts], dtype=np.float32)
        scale = 1.2 * (0.25 + 0.75 * sizes / max(1.0, float(sizes.mean())))
        postings: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for place, count in enumerate(counts):
            for word, times in count.items():
                postings[word][0].append(place)
                postings[word][1].append(times)
        self.size = len(texts)
        self._weights: dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]] = {}
        for word, (places, often_in) in postings.items():
            at, often = np.array(places), np.array(often_in, dtype=np.float32)
            rarity = np.log(1 + (self.size - len(at) + 0.5) / (len(at) + 0.5))
            self._weights[word] = at, (rarity * often * 2.2 / (often + scale[at])).astype(np.float32)

    def shares(self, question: str) -> NDArray[np.float32]:
        """For every text its BM25 score as a part of the best possible one, words that no text has counted in."""
        scores = np.zeros(self.size, dtype=np.float32)
        best_possible = 1e-6
        for word in set(self._words(question)):
            if word in self._weights:
                places, weights = self._weights[word]
                scores[places] += weights
            having = len(self._weights[word][0]) if word in self._weights else 0
            best_possible += 2.2 * float(np.log(1 + (self.size - having + 0.5) / (having + 0.5)))
        shares: NDArray[np.float32] = np.minimum(scores / np.float32(best_possible), 1.0)
        return shares

    def _words(self, text: str) -> list[str]:
        words = re.findall(r"\w+", text.lower())
        for word in words:
            if word not in self._stems:
                self._stems[word] = self._stemmer.stemWord(word)
        return [self._stems[word] for word in words]


class FirstStage:
    """A convex sum of cosine and BM25 share over a fixed pool of passages, as the product's first stage fuses them."""

    def __init__(self, passages: Sequence[Passage], embed: Embed) -> None:
        self.passages = list(passages)
        texts = [passage.titled for passage in passages]
        self.vectors = embed(texts)
        self.words = WordIndex(texts)

    def search(self, question: str, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """The best passages for a question and its vector: (place, score from 0 to 1), best first."""
        fused = DENSE_WEIGHT * (self.vectors @ vector) + (1 - DENSE_WEIGHT) * self.words.shares(question)
        best = np.argpartition(-fused, min(limit, len(fused) - 1))[:limit]
        order = best[np.argsort(-fused[best], kind="stable")]
        return [(int(place), float(fused[place])) for place in order]


def mine(
    asked: Asked,
    stage: FirstStage,
    places: dict[str, list[int]],
    vectors: tuple[NDArray[np.float32], NDArray[np.float32]],
    negatives: int,
    rng: random.Random,
) -> Group:
    """The question with its passage and `negatives` near misses.

    First a decoy made from the passage itself, then other sections of the same page, then what the first stage finds.
    `places` maps a page to the places of its passages in the pool; `vectors` are the question's and the passage's.
    """
    question_vector, passage_vector = vectors
    held_out = is_held_out(asked)
    section = asked.passage.section if asked.passage else None
    chosen: list[Passage] = list(asked.decoys[: 1 if asked.kind == "fact" else negatives - 1])
    if asked.kind == "fact" and rng.random() < 0.3:
        chosen = []

    def allowed(place: int) -> bool:
        passage = stage.passages[place]
        if passage.section == section or passage in chosen or in_held_out(passage) != held_out:
            return False
        return asked.passage is None or float(stage.vectors[place] @ passage_vector) < NEAR_DUPLICATE

    if asked.passage is not None and asked.kind != "product":
        near = [place for place in places.get(asked.passage.page, []) if allowed(place)]
        near.sort(key=lambda place: -float(stage.vectors[place] @ question_vector))
        chosen += [stage.passages[place] for place in near[: rng.choice((1, 2, 2))]]
    if len(chosen) < negatives:
        found = [place for place, _ in stage.search(asked.question, question_vector, 40) if allowed(place)]
        top, rest = found[:4], found[4:30]
        picked = rng.sample(top, min(2, len(top))) + rng.sample(rest, min(negatives, len(rest)))
        chosen += [stage.passages[place] for place in picked]
    chosen = chosen[:negatives]
    first = (asked.passage,) if asked.passage else ()
    labels = (1.0,) * len(first) + (0.0,) * len(chosen)
    return Group(asked.question, asked.kind, (*first, *chosen), labels, asked.answers, held_out)


def is_held_out(asked: Asked) -> bool:
    """Whether a question belongs to the part that is never trained on."""
    return in_held_out(asked.about)


def in_held_out(passage: Passage) -> bool:
    """Whether a passage is never trained on: whole products and companies, and one human page in twenty."""
    if "/" in passage.source:
        return passage.source in HELD_OUT_SOURCES
    return sum(passage.page.encode()) % 20 == 0

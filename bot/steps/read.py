"""Step 3: read. Finds the sentences worth seeing in the passages, and how strongly they speak to the question."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from bot.grounding.excerpt import Excerpt
from bot.grounding.extract import block_around, is_answer
from bot.grounding.sentences import asks, sentences
from bot.grounding.terms import stems
from bot.steps.forms import (
    asks_broadly,
    asks_how,
    asks_where,
    defines,
    is_procedural,
    points_elsewhere,
    says_a_fact,
    term_asked,
)
from bot.steps.rerank import Judged
from knowledge.documents import Passage
from knowledge.knowledge_base import KnowledgeBase
from models.embedder import Embedder

PASSAGES_READ = 8
"""Passages that are cut into sentences; the answer is rarely below these."""

BACKGROUND_START, BACKGROUND_END = 5, 10
"""The passages that are related at best, from the sixth to the tenth: what the best one is measured against."""

UNRELATED = 0.3
"""About the score of a passage that has nothing to do with a question: it fills in where there are too few passages."""

UNITS_EMBEDDED = 64
"""Sentences that are embedded, the lexically best ones: about 100 ms on 2 cores."""

MEANING_WEIGHT, WORDS_WEIGHT, PASSAGE_WEIGHT, READER_WEIGHT = 0.55, 0.30, 0.15, 0.30
"""Weights of a sentence's cosine, of its weighted word overlap, of its passage's own score, and of what the reader,
which sees question and passage together, makes of the sentence."""

FACT_BONUS, STEPS_BONUS, TERM_BONUS, POINTER_PENALTY = 0.08, 0.15, 0.12, 0.15
"""What it is worth to have the form that the question asks for: being part of a procedure for "how do I", saying what
the term is for "what is", saying a number or a name for the others; and what it costs only to point elsewhere."""

HEADING_WEIGHT = 0.4
"""How much of its heading's vector is added to a unit's: "They are kept for 180 days." is about what only that says."""

ASKING_HEADING_WEIGHT = 0.9
"""How much of its heading's cosine a unit has at least where the heading is a question, which it helps to answer."""

MOST_NEEDED, NEEDED_SHARE = 3, 0.92
"""An answer gives the best unit, and up to two more that fit nearly as well."""

MOST_RELEVANT, RELEVANT_SHARE = 8, 0.65
"""What the writer may draw on; a sentence that other units support is true, but beside the point."""

# LB-88, 0x80070005, PU-17; and a number of three or more digits behind the word that makes it a code. Plain words take
# a hyphen before a number too.
_CODE = re.compile(
    r"\b(?:error|code)(?:\s+code)?[\s:#-]{1,3}(?P<number>\d{3,})\b"
    r"|\b(?P<code>(?!(?:mid|pre|post|under|over|top|covid|early|late|since|until|age)-)[a-z]{1,6}-\d{2,}|0x[0-9a-f]{4,})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Evidence:
    """A unit that may answer the question: `excerpts[excerpt].units[unit]`, and how well it fits (0 to about 1).

    `score` is for the unit where it stands, `alone` without what its heading says: that tells it from its neighbours.
    """

    excerpt: int
    unit: int
    score: float
    alone: float


@dataclass(frozen=True)
class Signals:
    """What the decision to answer or not is made from.

    `sentence` is the best sentence's cosine where it stands, `lead` how far the best passage's score stands above those
    from the sixth on: an answer stands out, mere relatedness does not. `reader` is the reader's highest probability
    that a passage answers, `evidence` that a sentence does. `unknown_code` is true if the question names an error code
    or another identifier that no passage has.
    """

    sentence: float
    lead: float
    reader: float
    evidence: float
    unknown_code: bool


@dataclass(frozen=True)
class Reading:
    """The passages as excerpts, their best units first, the signals, and what the question asks for.

    `asks_how` is true if it asks for a way to do something, `asks_broadly` if for an account rather than a fact.
    """

    excerpts: tuple[Excerpt, ...]
    evidence: tuple[Evidence, ...]
    signals: Signals
    asks_how: bool = False
    asks_broadly: bool = False

    @property
    def needed(self) -> tuple[Evidence, ...]:
        """The units that the answer must give."""
        return self._near_best(MOST_NEEDED, NEEDED_SHARE)

    @property
    def relevant(self) -> tuple[Evidence, ...]:
        """The units that the answer may give."""
        return self._near_best(MOST_RELEVANT, RELEVANT_SHARE)

    def fits(self, excerpt: int, unit: int, share: float) -> bool:
        """True if a unit alone fits at least that share as well as the best one does."""
        return any(
            e.excerpt == excerpt and e.unit == unit and e.alone >= share * self.evidence[0].alone for e in self.evidence
        )

    def _near_best(self, most: int, share: float) -> tuple[Evidence, ...]:
        return tuple(e for e in self.evidence[:most] if e.score >= share * self.evidence[0].score)


@dataclass(frozen=True)
class _Asked:
    """What a question asks for: the weights of its stems, and the form that its answer has."""

    weights: dict[str, float]
    term: frozenset[str]
    how: bool
    broadly: bool
    where: bool

    @classmethod
    def of(cls, question: str, excerpts: Sequence[Excerpt]) -> "_Asked":
        weights = _weights(question, excerpts)
        return cls(weights, term_asked(question), asks_how(question), asks_broadly(question), asks_where(question))


def read(question: str, judged: Judged, knowledge: KnowledgeBase, embedder: Embedder) -> Reading:
    """Reads the best passages for a question (the variant that stands alone), each with its surroundings."""
    passages = judged.passages
    excerpts = _excerpts(passages[:PASSAGES_READ], knowledge)
    asked = _Asked.of(question, excerpts)
    candidates = _candidates(excerpts, asked.weights)
    if not candidates:
        nothing = Signals(0.0, 0.0, 0.0, 0.0, unknown_code=False)
        return Reading(excerpts, (), nothing, asked.how, asked.broadly)
    texts = [(_told(excerpts[e], u), _stands_under(excerpts[e], u)) for e, u in candidates]
    in_place, alone = _cosines(question, texts, embedder)
    marks = [_marked(judged, excerpts[e], u) for e, u in candidates]
    best_passage = max(passage.score for passage in passages) or 1.0
    # What speaks for each unit beside its meaning.
    rest = [
        WORDS_WEIGHT * overlap
        + PASSAGE_WEIGHT * excerpts[e].passage.score / best_passage
        + _form_bonus(excerpts[e], u, asked)
        + READER_WEIGHT * mark
        for ((e, u), overlap), mark in zip(candidates.items(), marks, strict=True)
    ]
    evidence = [
        Evidence(e, u, MEANING_WEIGHT * near + other, MEANING_WEIGHT * near_alone + other)
        for (e, u), near, near_alone, other in zip(candidates, in_place, alone, rest, strict=True)
    ]
    ranked = tuple(sorted(evidence, key=lambda found: -found.score))
    signals = _signals(question, passages, excerpts, max(in_place), max(marks))
    return Reading(excerpts, ranked, signals, asked.how, asked.broadly)


def _candidates(excerpts: Sequence[Excerpt], weights: dict[str, float]) -> dict[tuple[int, int], float]:
    """The units that may answer, by excerpt and unit, each with its share of the question's words; the highest first.

    They are those that are embedded.
    """
    overlaps = {
        (e, u): _overlap(weights, excerpt.stems[u] | excerpt.context)
        for e, excerpt in enumerate(excerpts)
        for u in range(len(excerpt.units))
        if excerpt.is_found(u) and is_answer(excerpt, u)
    }
    return dict(sorted(overlaps.items(), key=lambda found: -found[1])[:UNITS_EMBEDDED])


def _form_bonus(excerpt: Excerpt, unit: int, asked: _Asked) -> float:
    """What it is worth that a unit has the form that the question asks for."""
    if points_elsewhere(excerpt, unit) and not asked.where:
        return -POINTER_PENALTY
    if asked.how:
        fits = STEPS_BONUS * is_procedural(excerpt, unit)
    else:
        fits = FACT_BONUS * says_a_fact(excerpt, unit, frozenset(asked.weights))
    return fits + TERM_BONUS * defines(excerpt, unit, asked.term)


def _excerpts(passages: Sequence[Passage], knowledge: KnowledgeBase) -> tuple[Excerpt, ...]:
    excerpts = []
    for context in knowledge.in_context(passages):
        grown = context.passage
        captions = knowledge.captions_in(grown.document_key, grown.start, grown.end)
        excerpts.append(Excerpt.of(context, captions))
    return tuple(excerpts)


def _cosines(question: str, units: Sequence[tuple[str, str]], embedder: Embedder) -> tuple[list[float], list[float]]:
    """How near each unit, its text and what it stands under, is to the question: where it stands, and alone.

    It may be nearer to the sentence of the question that asks than to the whole: the higher counts.
    """
    asked = list(dict.fromkeys([question, _focus(question)]))
    texts = list(dict.fromkeys([*asked, *(text for unit in units for text in unit)]))
    number = {text: n for n, text in enumerate(texts)}
    vectors = embedder.embed(texts)
    goals = vectors[[number[text] for text in asked]]
    alone = vectors[[number[text] for text, _ in units]]
    headings = vectors[[number[above] for _, above in units]]
    in_place = alone + HEADING_WEIGHT * headings
    in_place /= np.linalg.norm(in_place, axis=1, keepdims=True)
    near = (in_place @ goals.T).max(axis=1)
    asked_above = np.array([asks(above) for _, above in units])
    near = np.maximum(near, asked_above * ASKING_HEADING_WEIGHT * (headings @ goals.T).max(axis=1))
    return near.tolist(), (alone @ goals.T).max(axis=1).tolist()


def _told(excerpt: Excerpt, unit: int) -> str:
    """What a unit says to a reader: itself; or, for a part of a procedure, the whole of it under title and heading."""
    if not is_procedural(excerpt, unit):
        return excerpt.text(unit, unit)
    first, last = block_around(excerpt, unit)
    return f"{_stands_under(excerpt, first)}: {excerpt.text(first, last)}"


def _marked(judged: Judged, excerpt: Excerpt, unit: int) -> float:
    """How likely a unit answers, as the reader marks it."""
    place, passage = excerpt.units[unit], excerpt.passage
    return judged.evidence(passage.document_key, passage.start + place.start, passage.start + place.end)


def _stands_under(excerpt: Excerpt, unit: int) -> str:
    """What a unit stands under: its title and heading, or the question alone that the heading asks."""
    heading = excerpt.heading_above(unit)
    return heading if asks(heading) else f"{excerpt.passage.title}, {heading}"


def _focus(question: str) -> str:
    """The sentence that asks, where a question comes with a story or with wishes about the answer's form."""
    asking = [question[a:b] for a, b in sentences(question, 0, len(question)) if question[a:b].endswith("?")]
    return asking[-1] if asking else question


def _weights(question: str, excerpts: Sequence[Excerpt]) -> dict[str, float]:
    """A weight for each stem of the question: the rarer among the units at hand, the more it tells."""
    seen: Counter[str] = Counter()
    total = 1
    for excerpt in excerpts:
        for unit_stems in excerpt.stems:
            seen.update(unit_stems)
            total += 1
    return {stem: log(1 + total / (1 + seen[stem])) for stem in stems(question)}


def _overlap(weights: dict[str, float], available: frozenset[str]) -> float:
    """The weighted share of the question's words that are available."""
    total = sum(weights.values())
    return sum(weight for stem, weight in weights.items() if stem in available) / total if total else 0.0


def _signals(
    question: str, passages: Sequence[Passage], excerpts: Sequence[Excerpt], sentence: float, evidence: float
) -> Signals:
    scores = sorted((passage.score for passage in passages[:BACKGROUND_END]), reverse=True)
    scores += [UNRELATED] * (BACKGROUND_END - len(scores))
    background = scores[BACKGROUND_START:]
    said = frozenset().union(*(stems for excerpt in excerpts for stems in (excerpt.context, *excerpt.stems)))
    return Signals(
        sentence=sentence,
        lead=scores[0] - sum(background) / len(background),
        reader=max((p.found_by["reader"].score for p in passages if "reader" in p.found_by), default=0.0),
        evidence=evidence,
        unknown_code=any(code not in said and not _is_spelt(code, excerpts) for code in codes_named(question)),
    )


def codes_named(text: str) -> frozenset[str]:
    """The codes in a text, in small letters: "lb-88", "0x80070005", and "809" of "error 809" and "Error code: 809"."""
    return frozenset((found["number"] or found["code"]).lower() for found in _CODE.finditer(text))


def _is_spelt(code: str, excerpts: Sequence[Excerpt]) -> bool:
    """True if what was read has a code with a blank or with nothing for its hyphen ("ISO 27001")."""
    letters, hyphen, digits = code.partition("-")
    if not hyphen:
        return False
    spelt = re.compile(rf"\b{letters}[\s_–-]*{digits}\b", re.IGNORECASE)
    return any(spelt.search("\n".join((*e.headings_over(0), e.passage.text))) for e in excerpts)

"""Step 3: read. Finds the sentences worth seeing in the passages, and how strongly they speak to the question."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.grounding.blocks import block_around, is_answer
from bot.grounding.excerpt import Excerpt
from bot.grounding.list_structure import list_around
from bot.grounding.self_contained import self_contained
from bot.grounding.sentences import asks, sentences
from bot.steps.codes import names_unknown_code
from bot.steps.evidence import Evidence, Reading, Signals
from bot.steps.rerank import Reranked
from bot.steps.scoring import (
    MEANING_WEIGHT,
    MESSAGE_PAGE_BONUS,
    PASSAGE_WEIGHT,
    RELEVANCE_WEIGHT,
    SPAN_WEIGHT,
    WORDS_WEIGHT,
    QuestionProfile,
)
from bot.steps.unit_form import is_procedural
from knowledge.documents import Passage
from knowledge.knowledge_base import KnowledgeBase
from models.encoders.embedder import Embedder
from models.encoders.pairs import titled
from models.encoders.reader import Reader

PASSAGES_READ = 8
"""Passages that are cut into sentences; the answer is rarely below these."""

BACKGROUND_START, BACKGROUND_END = 5, 10
"""The passages that are related at best, from the sixth to the tenth: what the best one is measured against."""

UNRELATED = 0.3
"""About the score of a passage that has nothing to do with a question: it fills in where there are too few passages."""

UNITS_EMBEDDED = 64
"""Sentences that are embedded, the lexically best ones: about 170 ms on 2 cores, less for pages asked about before."""

UNITS_READ = 6
"""Of the units that fit best, those that the reader reads once more, each by itself: about 20 ms on 2 cores."""

HEADING_WEIGHT = 0.4
"""How much of its heading's vector is added to a unit's: "They are kept for 180 days." is about what only that says."""

ASKING_HEADING_WEIGHT = 0.9
"""How much of its heading's cosine a unit has at least where the heading is a question, which it helps to answer."""


def read(question: str, reranked: Reranked, knowledge: KnowledgeBase, embedder: Embedder, reader: Reader) -> Reading:
    """Reads the best passages for a question (the variant that stands alone), each with its surroundings."""
    passages = reranked.passages
    excerpts = _excerpts(passages[:PASSAGES_READ], knowledge)
    profile = QuestionProfile.of(question, excerpts)
    candidates = _candidates(excerpts, profile)
    if not candidates:
        nothing = Signals(0.0, 0.0, 0.0, 0.0, 0.0, unknown_code=False)
        return Reading(excerpts, (), nothing)
    texts = [(_told(excerpts[e], u), _stands_under(excerpts[e], u)) for e, u in candidates]
    in_place, alone = _cosines(question, texts, embedder)
    marks = [_marked(reranked, excerpts[e], u) for e, u in candidates]
    best_passage = max(passage.score for passage in passages) or 1.0
    # What speaks for each unit beside its meaning.
    rest = [
        WORDS_WEIGHT * overlap
        + PASSAGE_WEIGHT * excerpts[e].passage.score / best_passage
        + profile.form_bonus(excerpts[e], u)
        + SPAN_WEIGHT * mark
        for ((e, u), overlap), mark in zip(candidates.items(), marks, strict=True)
    ]
    evidence = [
        Evidence(
            e,
            u,
            MEANING_WEIGHT * near + other,
            MEANING_WEIGHT * near_alone + other,
            profile.names_subject(excerpts[e], u),
        )
        for (e, u), near, near_alone, other in zip(candidates, in_place, alone, rest, strict=True)
    ]
    ranked = _read_again(question, excerpts, _behind_message(evidence, profile, excerpts), reader)
    signals = Signals(
        cosine=max(in_place),
        lead=_lead(passages),
        passage_relevance=max((p.found_by["reader"].score for p in passages if "reader" in p.found_by), default=0.0),
        span_probability=max(marks),
        unit_relevance=ranked[0].relevance,
        unknown_code=names_unknown_code(question, excerpts),
    )
    return Reading(
        excerpts,
        ranked,
        signals,
        profile.asks_how,
        profile.asks_broadly,
        profile.asks_fact,
        profile.asks_several,
        frozenset(profile.weights),
    )


def _excerpts(passages: Sequence[Passage], knowledge: KnowledgeBase) -> tuple[Excerpt, ...]:
    excerpts = []
    for context in knowledge.in_context(passages):
        grown = context.passage
        captions = knowledge.captions_in(grown.document_key, grown.start, grown.end)
        excerpts.append(Excerpt.of(context, captions))
    return tuple(excerpts)


def _candidates(excerpts: Sequence[Excerpt], profile: QuestionProfile) -> dict[tuple[int, int], float]:
    """The units that may answer, by excerpt and unit, each with its share of the question's words; the highest first.

    They are those that are embedded. Of a table that was cut into passages all rows are, whichever passage was found.
    """
    overlaps = {
        (e, u): profile.overlap(excerpt, u)
        for e, excerpt in enumerate(excerpts)
        for u in sorted(_found(excerpt))
        if is_answer(excerpt, u)
    }
    return dict(sorted(overlaps.items(), key=lambda found: -found[1])[:UNITS_EMBEDDED])


def _found(excerpt: Excerpt) -> set[int]:
    """The units of what a search found, and all of the tables that it found a row of, or what stands right beside."""
    found = {u for u in range(len(excerpt.units)) if excerpt.is_found(u)}
    near = {n for u in found for n in (u - 1, u, u + 1) if 0 <= n < len(excerpt.units)}
    tables = {list_around(excerpt, n) for n in near if excerpt.units[n].kind == "row"}
    return found.union(*(range(first, last + 1) for first, last in tables))


def _cosines(question: str, units: Sequence[tuple[str, str]], embedder: Embedder) -> tuple[list[float], list[float]]:
    """How near each unit, its text and what it stands under, is to the question: where it stands, and alone.

    It may be nearer to the sentence of the question that asks than to the whole: the higher counts.
    """
    asked = list(dict.fromkeys([question, _focus(question)]))
    texts = list(dict.fromkeys([*asked, *(text for unit in units for text in unit)]))
    number = {text: n for n, text in enumerate(texts)}
    vectors = embedder.embed_cached(texts)
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
        return self_contained(excerpt, unit)
    first, last = block_around(excerpt, unit)
    return f"{_stands_under(excerpt, first)}: {excerpt.text(first, last)}"


def _marked(reranked: Reranked, excerpt: Excerpt, unit: int) -> float:
    """How likely a unit answers, as the reader marks it."""
    place, passage = excerpt.units[unit], excerpt.passage
    return reranked.span_probability(passage.document_key, passage.start + place.start, passage.start + place.end)


def _stands_under(excerpt: Excerpt, unit: int) -> str:
    """What a unit stands under: its title and heading, or the question alone that the heading asks."""
    heading = excerpt.heading_above(unit)
    return heading if asks(heading) else f"{excerpt.passage.title}, {heading}"


def _behind_message(
    evidence: Sequence[Evidence], profile: QuestionProfile, excerpts: Sequence[Excerpt]
) -> list[Evidence]:
    """The evidence, best first, without what only repeats a pasted message; more of what stands on a page with it."""
    repeats = {e for e in evidence if profile.is_repetition(excerpts[e.excerpt], e.unit)}
    pages = {excerpts[e.excerpt].passage.document_key for e in repeats}
    moved = [
        replace(e, score=e.score + MESSAGE_PAGE_BONUS * (excerpts[e.excerpt].passage.document_key in pages))
        for e in evidence
        if e not in repeats
    ]
    return sorted(moved or evidence, key=lambda found: -found.score)


def _read_again(
    question: str, excerpts: Sequence[Excerpt], ranked: Sequence[Evidence], reader: Reader
) -> tuple[Evidence, ...]:
    """The evidence in its new order: the reader looks at each of the best units by itself."""
    best, rest = ranked[:UNITS_READ], ranked[UNITS_READ:]
    readings = reader.read(question, [_as_passage(excerpts[e.excerpt], e.unit) for e in best])
    read = [
        replace(e, score=e.score + RELEVANCE_WEIGHT * found.relevance, relevance=found.relevance)
        for e, found in zip(best, readings, strict=True)
    ]
    return (*sorted(read, key=lambda found: -found.score), *rest)


def _as_passage(excerpt: Excerpt, unit: int) -> str:
    """A unit under its headings, as the reader wants a passage."""
    title, *headings = excerpt.headings_over(unit)
    return titled(title, headings, self_contained(excerpt, unit))


def _focus(question: str) -> str:
    """The sentence that asks, where a question comes with a story or with wishes about the answer's form."""
    asking = [question[a:b] for a, b in sentences(question, 0, len(question)) if question[a:b].endswith("?")]
    return asking[-1] if asking else question


def _lead(passages: Sequence[Passage]) -> float:
    """How far the best passage's score stands above those of the background."""
    scores = sorted((passage.score for passage in passages[:BACKGROUND_END]), reverse=True)
    scores += [UNRELATED] * (BACKGROUND_END - len(scores))
    background = scores[BACKGROUND_START:]
    return scores[0] - sum(background) / len(background)

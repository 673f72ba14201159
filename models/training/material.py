"""The training material of a reader: questions drawn by kind, their near misses mined, written down as groups."""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.encoders.embedder import Embed
from models.progress import Progress, Step, silent
from models.training.asked import read_about_sections, read_handbooks
from models.training.mining import FirstStage, mine
from models.training.questions import by_page, questions_of
from models.training.rows import HELD_OUT_REPOSITORIES, Asked, Group, Passage, read_questions, read_sections

SHARES = {
    "heading": 0.22,
    "fact": 0.34,
    "told": 0.08,
    "symptom": 0.02,
    "story": 0.14,
    "health": 0.06,
    "product": 0.12,
    "report": 0.02,
}
"""How the questions that were not written for this project are divided by kind; one with too few gives what it has."""

SHELF_SECTIONS = 400
"""Sections of a product, beside those of the pages asked about, that are searched for near misses."""

PASSAGE_KINDS = ("story", "health", "report")
"""Kinds whose passages are searched too; ePQA brings its own judged near misses."""

POOL_PAGES = 2_000
"""Pages that are searched for near misses; more would only cost time to embed (passages come ten to a page)."""


def gather_groups(
    data: Path, count: int, negatives: int, seed: int, embed: Embed, progress: Progress = silent
) -> list[Group]:
    """About `count` groups of questions made from the data, held-out ones among them marked."""
    rng = random.Random(seed)  # noqa: S311 - no secret is drawn
    progress(Step("reading the training data"))
    questions, pool = _draw(data, count, rng, seed)
    return _mined(questions, pool, negatives, rng, embed, progress)


def gather_asked(
    data: Path, asked: Path, negatives: int, seed: int, embed: Embed, progress: Progress = silent
) -> list[Group]:
    """The groups of the questions in the folder `asked`: each searched among what its company has written down."""
    rng = random.Random(seed)  # noqa: S311 - no secret is drawn
    groups: list[Group] = []
    for shelf in read_handbooks(asked, rng):
        groups += _mined(shelf.questions, shelf.passages, negatives, rng, embed, progress)
    sections = {section.id: section for section in read_sections(data)}
    by_source: dict[str, list[Asked]] = defaultdict(list)
    for question in read_about_sections(asked, sections, rng):
        by_source[question.about.source].append(question)
    for source, own in sorted(by_source.items()):
        pages = {question.about.page for question in own}
        of_source = [section for section in sections.values() if section.repository == source]
        drawn = random.Random(f"{seed}/{source}")  # noqa: S311 - no secret; other questions change no shelf
        kept = {section.id for section in drawn.sample(of_source, min(SHELF_SECTIONS, len(of_source)))}
        pool = [p for s in of_source if s.id in kept or s.page in pages for p in s.passages]
        groups += _mined(own, pool, negatives, rng, embed, progress)
    return groups


def _mined(
    questions: Sequence[Asked],
    pool: Sequence[Passage],
    negatives: int,
    rng: random.Random,
    embed: Embed,
    progress: Progress,
) -> list[Group]:
    progress(Step(f"embedding {len(pool)} passages to mine"))
    stage = FirstStage(pool, embed)
    progress(Step(f"embedding {len(questions)} questions"))
    asked_vectors = embed([asked.question for asked in questions])
    golds = [asked.about.titled for asked in questions]
    gold_vector = {passage.titled: vector for passage, vector in zip(pool, stage.vectors, strict=True)}
    cut = [text for text in dict.fromkeys(golds) if text not in gold_vector]
    gold_vector |= zip(cut, embed(cut), strict=True)
    places: dict[str, list[int]] = defaultdict(list)
    for place, passage in enumerate(pool):
        places[passage.page].append(place)
    groups = []
    for done, asked in enumerate(questions):
        groups.append(mine(asked, stage, places, (asked_vectors[done], gold_vector[golds[done]]), negatives, rng))
        if done % 200 == 0:
            progress(Step("mining near misses", done, len(questions)))
    return groups


def pool_of(data: Path, groups: Sequence[Group]) -> list[Passage]:
    """The passages of the held-out products and of the held-out groups: what held-out questions are searched in."""
    pool = [
        passage
        for section in read_sections(data)
        if section.repository in HELD_OUT_REPOSITORIES
        for passage in section.passages
    ]
    seen = {(passage.page, passage.text) for passage in pool}
    for group in groups:
        for passage in group.passages if group.held_out and group.kind in (*PASSAGE_KINDS, "asked") else ():
            if (passage.page, passage.text) not in seen:
                seen.add((passage.page, passage.text))
                pool.append(passage)
    return pool


def write_groups(groups: Sequence[Group], file: Path) -> None:
    """The groups as gzipped JSON lines, so that training resumes on the very same material."""
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        for group in groups:
            lines.write(json.dumps(asdict(group)) + "\n")


def kept_groups(file: Path, gather: Callable[[], list[Group]]) -> list[Group]:
    """The groups in a file, gathered and written down at first."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_groups(gather(), file)
    return load_groups(file)


def load_groups(file: Path) -> list[Group]:
    """What `write_groups` wrote."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [_group(json.loads(line)) for line in lines]


def _group(row: dict[str, Any]) -> Group:
    passages = tuple(Passage(**passage) for passage in row["passages"])
    answers = None if row["answers"] is None else tuple((start, end) for start, end in row["answers"])
    return Group(row["question"], row["kind"], passages, tuple(row["labels"]), answers, row["held_out"])


def _draw(data: Path, count: int, rng: random.Random, seed: int) -> tuple[list[Asked], list[Passage]]:
    sections = read_sections(data)
    pages = by_page(sections)
    names = sorted(page for page, of in pages.items() if len(of) > 1)
    rng.shuffle(names)
    kept = names[:POOL_PAGES]
    # Pages where a symptom is told are few: all of them are kept.
    kept_set = set(kept) | {
        section.page for section in sections if section.kind == "troubleshooting" and len(pages[section.page]) > 2
    }
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for page in sorted(kept_set):
        for section in pages[page]:
            for asked in questions_of(section, pages[page], rng):
                by_kind[asked.kind].append(asked)
    for asked in read_questions(data, seed):
        by_kind[asked.kind].append(asked)
    questions: list[Asked] = []
    for kind, share in SHARES.items():
        of_kind = by_kind[kind]
        rng.shuffle(of_kind)
        questions += of_kind[: int(share * count)]
    rng.shuffle(questions)
    pool = [
        p
        for page in sorted(set(kept) | {a.passage.page for a in questions if a.passage and a.passage.page in pages})
        for section in pages[page]
        for p in section.passages
    ]
    seen = {(passage.page, passage.text) for passage in pool}
    for asked in questions:
        if asked.passage is not None and asked.kind in PASSAGE_KINDS:
            key = (asked.passage.page, asked.passage.text)
            if key not in seen:
                seen.add(key)
                pool.append(asked.passage)
    return questions, pool

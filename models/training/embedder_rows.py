"""What an embedder learns from: questions beside the passages and the units that answer them, and near misses."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.training.questions import by_page, questions_of
from models.training.rows import HELD_OUT_SOURCES, Asked, Group, Section, read_questions, read_sections
from models.training.unit_examples import Unit, likest_units

NEAR_PASSAGES, NEAR_UNITS = 7, 12
"""Near misses that are kept of a question, of which every step draws some."""

MADE_PAGES = 2_500
"""Pages of documentation that questions are made about."""

MOST_HEALTH = 4_000
"""Questions about health, of which there are three times as many: one subject is not to weigh more than all others."""


@dataclass(frozen=True)
class Told:
    """A question, the passage that answers it, passages that do not, and units of which the `right` ones answer.

    Passages are texts under their title lines. Questions that only passages are known for have no units.
    """

    question: str
    passage: str
    near: tuple[str, ...]
    right: tuple[Unit, ...] = ()
    wrong: tuple[Unit, ...] = ()
    held_out: bool = False


def told_by(groups: Sequence[Group]) -> Iterator[Told]:
    """The rows of the groups that have an answer, as the reader's material has them."""
    for group in groups:
        if group.labels[0] != 1.0:
            continue
        answering, *others = group.passages
        near = [passage.titled for passage, label in zip(others, group.labels[1:], strict=True) if label == 0.0]
        right, wrong = likest_units(group)
        yield Told(
            group.question,
            answering.titled,
            tuple(near[:NEAR_PASSAGES]),
            tuple(right[:3]),
            tuple(wrong[:NEAR_UNITS]) if right else (),
            group.held_out,
        )


def made_rows(data: Path, seed: int) -> list[Told]:
    """Rows of people's questions and of questions made from documentation, with other passages of the page beside."""
    rng = random.Random(seed)  # noqa: S311 - no secret is drawn
    kinds: dict[str, list[Asked]] = defaultdict(list)
    for asked in read_questions(data, seed):
        kinds[asked.kind].append(asked)
    rng.shuffle(kinds["health"])
    del kinds["health"][MOST_HEALTH:]
    rows = [
        Told(asked.question, asked.passage.titled, tuple(decoy.titled for decoy in asked.decoys[:4]))
        for of_kind in kinds.values()
        for asked in of_kind
        if asked.passage is not None
    ]
    pages = by_page(read_sections(data))
    names = sorted(page for page, sections in pages.items() if len(sections) > 1)
    rng.shuffle(names)
    for name in names[:MADE_PAGES]:
        rows += _about(pages[name], rng)
    return rows


def _about(page: Sequence[Section], rng: random.Random) -> Iterator[Told]:
    for section in page:
        others = [passage.titled for other in page if other.id != section.id for passage in other.passages]
        for asked in questions_of(section, page, rng):
            if asked.passage is None:
                continue
            near = tuple(rng.sample(others, min(4, len(others))))
            held_out = section.repository in HELD_OUT_SOURCES
            yield Told(asked.question, asked.passage.titled, near, held_out=held_out)

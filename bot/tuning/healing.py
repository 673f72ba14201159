"""The rows that heal a pruned writer: documentation as it stands, and as the product's own prompt shows it."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.grounding.excerpt import Excerpt
from bot.steps.evidence import Evidence, Reading, Signals
from bot.steps.write import prompt
from knowledge.context import Context
from knowledge.documents import Passage
from models.training.questions import by_page, questions_of
from models.training.rows import HELD_OUT_REPOSITORIES, Section, read_sections
from models.training.tuning_rows import TuningRow
from models.writing.language_model import LanguageModel

LONGEST_TEXT = 1_500
"""Characters of a text: about 350 tokens, what a prompt has as well."""


LONGEST_PIECE = 960
"""Characters of a piece of somebody's own text: 480 tokens, the longest row, if a token takes two bytes, the fewest."""


def healing_rows(data: Path, writer: LanguageModel, count: int, seed: int = 7) -> list[TuningRow]:
    """`count` rows of shuffled sections, every other one as text alone; the same arguments give the same rows."""
    rng = random.Random(seed)  # noqa: S311 - no secret is drawn
    sections = [each for each in read_sections(data) if each.repository not in HELD_OUT_REPOSITORIES]
    pages = by_page(sections)
    rng.shuffle(sections)
    rows: list[TuningRow] = []
    for section in sections:
        if len(rows) == count:
            break
        if len(rows) % 2:
            rows += _asked(section, pages[section.page], writer, rng)
        else:
            heading = " > ".join(dict.fromkeys((section.title, *section.headings)))
            rows.append(TuningRow((), "", section.page, f"{heading}\n\n{section.text}"[:LONGEST_TEXT]))
    return rows


def in_pieces(rows: Iterable[TuningRow]) -> Iterator[TuningRow]:
    """The rows, those of text alone cut into pieces of at most `LONGEST_PIECE` characters, between lines if possible.

    The pieces of a text are one group, so that none is learned from while another is held out.
    """
    for number, row in enumerate(rows):
        if len(row.text) <= LONGEST_PIECE:
            yield row
            continue
        group = row.group or f"text {number}"
        for text in _pieces(row.text):
            yield replace(row, text=text, group=group)


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = start + LONGEST_PIECE
        if end < len(text):
            line_end = text.rfind("\n", start + 1, end)
            end = line_end if line_end > 0 else end
        if piece := text[start:end].strip():
            yield piece
        start = end


def _asked(section: Section, page: Sequence[Section], writer: LanguageModel, rng: random.Random) -> list[TuningRow]:
    """A question about the section beside notes of it and of another one of its page; empty where none can be made."""
    asked = [one for one in questions_of(section, page, rng) if one.passage is not None]
    if not asked:
        return []
    chosen = rng.choice(asked)
    others = [other for other in page if other.id != section.id]
    shown = [section, *rng.sample(others, min(1, len(others)))]
    rng.shuffle(shown)
    reading = _reading(shown, section, rng)
    answering = [excerpt for excerpt, of in zip(reading.excerpts, shown, strict=True) if of is section]
    quotable = [n for n, unit in enumerate(answering[0].units) if unit.kind in ("sentence", "item", "step")]
    if not quotable:
        return []
    answer = answering[0].marked(quotable[0])
    return [TuningRow(tuple(prompt(chosen.question, (), reading, writer)), answer, section.page)]


def _reading(shown: Sequence[Section], section: Section, rng: random.Random) -> Reading:
    """The sections as if a search had found them, the asked one's first units and some of the other's."""
    excerpts = tuple(Excerpt.of(Context(_passage(of, at), ((0, len(of.text)),))) for at, of in enumerate(shown))
    evidence = [
        Evidence(number, unit, score, score)
        for number, (of, excerpt) in enumerate(zip(shown, excerpts, strict=True))
        for unit in range(0, min(len(excerpt.units), 8), 2)
        for score in (1.0 if of is section else rng.random(),)
    ]
    evidence.sort(key=lambda one: -one.score)
    return Reading(excerpts, tuple(evidence), Signals(1.0, 1.0, 1.0, 1.0, 1.0, unknown_code=False))


def _passage(section: Section, at: int) -> Passage:
    headings = tuple(heading for heading in section.headings if heading != section.title)
    return Passage(at, at, "", section.page, section.title, headings, None, section.text, 0, len(section.text), 1.0)

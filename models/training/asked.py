"""Questions that were written for this project, put as colleagues put them, with the sentences that answer them.

`asked/` holds them: handbooks of invented companies, each page with its questions, and questions about sections of
the documentation in the data folder, by their ids. Its README says how they came to be.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.encoders.pairs import title_line
from models.training.rows import PASSAGE_WORDS, Asked, Passage, Section, cut_text

FOLDER = Path(__file__).parent / "asked"
DECOYS = 3
"""Passages of its page that a question without an answer is read beside."""


@dataclass(frozen=True)
class Shelf:
    """What one company has written down, in passages, and what its people ask."""

    name: str
    passages: tuple[Passage, ...]
    questions: tuple[Asked, ...]


def read_handbooks(folder: Path, rng: random.Random) -> list[Shelf]:
    """A shelf for each company in `folder/handbook-*.jsonl`."""
    return [_shelf(f"handbook/{company}", pages, rng) for company, pages in pages_by_company(folder).items()]


def pages_by_company(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The pages of each company in `folder/handbook-*.jsonl`, as they were written: sections and questions."""
    pages: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(folder.glob("handbook-*.jsonl")):
        for page in _lines(file):
            pages.setdefault(page["company"], []).append(page)
    return pages


def read_about_sections(folder: Path, sections: Mapping[str, Section], rng: random.Random) -> list[Asked]:
    """The questions in `folder/sections-*.jsonl`, each about one of the `sections` (by id) that the data folder has."""
    asked: list[Asked] = []
    for file in sorted(folder.glob("sections-*.jsonl")):
        for row in _lines(file):
            section = sections.get(row["id"])
            if section is not None:
                asked += _asked(row["questions"], [section.passages], rng)
    return asked


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _shelf(name: str, pages: Sequence[dict[str, Any]], rng: random.Random) -> Shelf:
    passages: list[Passage] = []
    questions: list[Asked] = []
    for page in pages:
        cut = _passages(name, page, joined=rng.random() < 0.5)
        passages += dict.fromkeys(passage for of_section in cut for passage in of_section)
        questions += _asked(page["questions"], cut, rng)
    return Shelf(name, tuple(passages), tuple(questions))


def _passages(name: str, page: dict[str, Any], joined: bool) -> list[tuple[Passage, ...]]:
    """The passages of each section; where they are `joined`, small neighbours are one, with their headings in it."""
    title, place = page["title"], f"{name}/{page['title']}"
    cut: list[tuple[Passage, ...]] = []
    waiting: list[str] = []

    def close() -> None:
        if waiting:
            whole = Passage(title, "\n\n".join(waiting), f"{place}#{len(cut)}", place, name)
            cut.extend([(whole,)] * len(waiting))
            waiting.clear()

    for number, section in enumerate(page["sections"]):
        heading, text = section["heading"], section["text"]
        if joined:
            if sum(len(part.split()) for part in waiting) + len(text.split()) > PASSAGE_WORDS:
                close()
            waiting.append(f"## {heading}\n\n{text}")
        else:
            head = title_line(title, [heading])
            cut.append(tuple(Passage(head, piece, f"{place}#{number}", place, name) for piece in cut_text(text)))
    close()
    return cut


def _asked(
    questions: Sequence[dict[str, Any]], sections: Sequence[Sequence[Passage]], rng: random.Random
) -> Iterator[Asked]:
    """The questions about a page whose sections have these passages; one whose answer was cut in two is left out."""
    every = [passage for section in sections for passage in section]
    for question in questions:
        if question["answer"] is None:
            decoys = dict.fromkeys(rng.sample(every, min(DECOYS, len(every))))
            yield Asked(question["q"], None, "asked", None, tuple(decoys))
            continue
        answers = [question["answer"]] if isinstance(question["answer"], str) else question["answer"]
        section = sections[question.get("section", 0)]
        found = {passage: [a for a in answers if a in passage.text] for passage in section}
        best = max(section, key=lambda passage: len(found[passage]))
        if found[best]:
            places = tuple((at, at + len(a)) for a in found[best] for at in [best.text.index(a)])
            yield Asked(question["q"], best, "asked", places)

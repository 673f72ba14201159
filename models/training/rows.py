"""The rows that a reader learns from: passages, the questions asked of them, and the sources that may be used."""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.encoders.pairs import title_line

PASSAGE_WORDS = 100
"""Words in a passage: what the product's own chunks hold."""

LONGEST_REMARK = 240
"""Characters of a sentence about a product that people judged as a whole; of a longer one a part may answer."""

HELD_OUT_REPOSITORIES = frozenset(
    {
        "MicrosoftDocs/power-pages-docs",
        "MicrosoftDocs/quantum-docs",
        "MicrosoftDocs/terminal",
        "SAP-docs/sap-datasphere",
        "cockpit-project/cockpit-project.github.io",
    }
)
"""Never trained on: calibration, fusion and the learning curve are measured on products the reader has not seen."""

HELD_OUT_COMPANIES = frozenset(
    f"handbook/{company}"
    for company in (
        "Bramblecote Architects",
        "Quillhaven Advisory",
        "Wrenmoor Garden Centres",
        "Dornfeld Instruments",
        "Fennick Foods – procedures and safety",
        "Halvard & Roe office equipment",
        "Lumenrack building control",
        "Orrin Foods IT",
        "Ottermill Print & Copy",
        "Tamarisk Robotics Developer Wiki",
        "Copperpot till help",
        "Drumlin message broker docs",
        "Hallowmere City Council",
        "Nordvale Line – Service Knowledge Base",
        "Plover & Finch Software",
        "Lindvall Shipyards IT & Site Services",
        "Nimbark Cloud Storage Support",
        "Nyota Solar",
        "Pellacore Diagnostics Engineering Handbook",
    )
)
"""The same for what companies have written: three handbooks, one collection of each other kind of page, five
whose pages speak of themselves before they tell, and four that are asked about in other words than theirs."""

HELD_OUT_SOURCES = HELD_OUT_REPOSITORIES | HELD_OUT_COMPANIES


@dataclass(frozen=True)
class Passage:
    """A stretch of a page with its title line.

    `page` names the page it stands in, `source` the collection; two passages of one `section` answer the same
    questions, so neither is ever a negative for the other.
    """

    head: str
    text: str
    section: str
    page: str
    source: str

    @property
    def titled(self) -> str:
        """The text under its title line, as it is embedded and read."""
        return f"{self.head}\n{self.text}"


@dataclass(frozen=True)
class Asked:
    """A question and the passage that answers it.

    `answers` are where in `passage.text` the answer stands, None where nobody marked it. `decoys` are
    passages known not to answer it, above all the passage itself with the answer taken out. `passage` is None for
    a question that only decoys are known for.
    """

    question: str
    passage: Passage | None
    kind: str
    answers: tuple[tuple[int, int], ...] | None = None
    decoys: tuple[Passage, ...] = ()

    @property
    def about(self) -> Passage:
        """The passage that the question is about, whether or not it answers."""
        return self.passage or self.decoys[0]


@dataclass(frozen=True)
class Group:
    """One training example: a question beside passages of which only `labels` that are 1 answer it."""

    question: str
    kind: str
    passages: tuple[Passage, ...]
    labels: tuple[float, ...]
    answers: tuple[tuple[int, int], ...] | None = None
    held_out: bool = False


@dataclass(frozen=True)
class Section:
    """A documentation section as `sections.jsonl.gz` holds it, with its passages."""

    id: str
    repository: str
    page: str
    title: str
    headings: tuple[str, ...]
    text: str
    kind: str
    passages: tuple[Passage, ...] = field(default=())


def read_rows(file: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a gzipped file, one a line."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_sections(folder: Path) -> list[Section]:
    """All documentation sections of `folder/sections.jsonl.gz`, each cut into passages."""
    return [section_of(row) for row in read_rows(folder / "sections.jsonl.gz")]


def section_of(row: dict[str, Any]) -> Section:
    """One section and its passages."""
    page = f"{row['repo']}/{row['doc']}"
    headings = tuple(part for part in row["heading"] if part)
    head = title_line(row["title"], headings)
    passages = tuple(Passage(head, text, row["id"], page, row["repo"]) for text in cut_text(row["text"]))
    return Section(row["id"], row["repo"], page, row["title"], headings, row["text"], row["kind"], passages)


def cut_text(text: str, words: int = PASSAGE_WORDS) -> list[str]:
    """The text in verbatim pieces of at most about `words` words, cut between paragraphs, else between lines."""
    blocks = [found.span() for found in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)]
    if any(len(text[start:end].split()) > words for start, end in blocks):
        blocks = [found.span() for found in re.finditer(r"\S.*", text)]
    pieces: list[tuple[int, int]] = []
    room = 0
    for start, end in blocks:
        size = len(text[start:end].split())
        if pieces and size <= room:
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
            room = words
        room -= size
    return [text[start:end].rstrip() for start, end in pieces]


def read_questions(folder: Path, seed: int) -> list[Asked]:
    """The human-made questions of `folder/qa.jsonl.gz` whose terms allow these weights, with their own near misses.

    Left out: rows under CC BY-SA, QAMR and SelQA (their sentences are CC BY-SA upstream) and PolicyQA (made from a
    corpus offered for research only). ePQA is CDLA-Sharing: its results, such as weights, are free of its terms.
    """
    readers = {
        "uci-soe/FairytaleQAData": "story",
        "abachaa/MedQuAD": "health",
        "NExTplusplus/TAT-QA": "report",
        "amazon-science/contextual-product-qa": "product",
    }
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_rows(folder / "qa.jsonl.gz"):
        if row["source"] in readers:
            rows[readers[row["source"]]].append(row)
    asked = [
        *_passage_questions(rows["story"], "story"),
        *_passage_questions(rows["health"], "health"),
        *_passage_questions(rows["report"], "report"),
        *_product_questions(rows["product"]),
    ]
    random.Random(seed).shuffle(asked)  # noqa: S311 - no secret is drawn
    return asked


def _passage_questions(rows: list[dict[str, Any]], kind: str) -> list[Asked]:
    asked = []
    for row in rows:
        page = row["id"].rsplit("-", 1)[0] if kind != "report" else row["id"]
        text = cut_text(row["context"])[0]
        starts, answers = row["answer_start"], row["answers"]
        span = (starts[0], starts[0] + len(answers[0])) if starts and kind != "health" else None
        # A context longer than a passage loses its end: keep the question only where the answer is still there.
        if span is not None and (not row["context"].startswith(text) or span[1] > len(text)):
            continue
        if span is None and len(text) < len(row["context"]) * 0.7:
            continue
        marked = None if span is None else (span,)
        asked.append(Asked(row["question"], Passage("", text, f"{kind}:{text[:80]}", page, kind), kind, marked))
    return asked


def _product_questions(rows: list[dict[str, Any]]) -> list[Asked]:
    """ePQA: people's questions about products, each with sentences judged by people (2 answers it, 0 does not)."""
    by_question: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_question[row["title"], row["question"]].append(row)
    asked: list[Asked] = []
    for (title, question), judged in by_question.items():
        passages = {
            label: [
                Passage(title, row["context"], row["id"], title, "product") for row in judged if row["label"] == label
            ]
            for label in (0, 2)
        }
        right: list[Passage | None] = [*passages[2][:2]]
        for answer in right or [None]:
            whole = None if answer is None or len(answer.text) > LONGEST_REMARK else ((0, len(answer.text)),)
            asked.append(Asked(question, answer, "product", whole, tuple(passages[0][:6])))
    return [each for each in asked if each.decoys]

"""The same questions beside single sentences, items and rows, as the product has the reader look at its best ones."""

import math
import random
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from models.encoders.pairs import pair
from models.training.reader_examples import Example
from models.training.rows import Group, Passage
from models.training.sentences import ANSWERS, UNKNOWN, marks, sentences

UNITS = 6
"""Units of a group that are read."""

SHORTEST = 12
"""Characters of the shortest unit that can be quoted."""

_HEADING = re.compile(r"^#{2,}\s+(.+)$", re.MULTILINE)
_RULE = re.compile(r"^\s*\|[\s:|-]+\|\s*$")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Unit:
    """A unit under its headings, and whether it answers."""

    head: str
    text: str
    answers: float


def encode_units(group: Group, tokenizer: Tokenizer, rng: random.Random) -> Example | None:
    """The units of the group that are most alike, what answers among them; None where too little is known of them.

    Which near misses stand beside the answer is drawn among those that share most words with the question. Each row
    is one unit, and so a sentence by itself.
    """
    right, wrong = likest_units(group)
    if not right and group.labels[0] == 1.0:
        return None
    near = wrong[: 2 * UNITS]
    chosen = [rng.choice(right)] if right else []
    chosen += rng.sample(near, min(UNITS - len(chosen), len(near)))
    if len(chosen) < 2:
        return None
    question = tokenizer.encode(group.question, add_special_tokens=False)
    ids, types, numbers = [], [], []
    for at, unit in enumerate(chosen):
        text = f"{unit.head}\n{unit.text}"
        encoded = tokenizer.encode(text, add_special_tokens=False)
        row = pair(question, encoded, text)
        body = len(unit.head) + 1
        ids.append(tuple(row.ids))
        types.append(tuple(row.types))
        numbers.append(tuple(at if p >= 0 and encoded.offsets[p][0] >= body else -1 for p in row.places))
    known = tuple(unit.answers for unit in chosen)
    return Example(tuple(ids), tuple(types), known, tuple(numbers), known)


def likest_units(group: Group) -> tuple[list[Unit], list[Unit]]:
    """The group's units that answer, and those that do not, the ones that share most words with the question first."""
    found, asked = _units(group), set(_words(group.question))
    right = [unit for unit in found if unit.answers == ANSWERS]
    wrong = sorted((u for u in found if u.answers != ANSWERS), key=lambda unit: -_shared(asked, unit))
    return right, wrong


def _units(group: Group) -> list[Unit]:
    found: dict[str, Unit] = {}
    for at, passage in enumerate(group.passages):
        answers = group.answers if at == 0 and group.labels[0] == 1.0 else ()
        for unit in _cut(passage, answers):
            if unit.answers != UNKNOWN:
                found.setdefault(unit.text, unit)
    return list(found.values())


def _cut(passage: Passage, answers: Sequence[tuple[int, int]] | None) -> Iterator[Unit]:
    text = passage.text
    title = passage.head.split(" > ")[0]
    headings = [(found.start(), found[1].strip()) for found in _HEADING.finditer(text)]
    cut = sentences(text)
    columns: list[str] = []
    for number, ((start, end), known) in enumerate(zip(cut, marks(cut, answers), strict=True)):
        said = text[start:end].strip()
        if _RULE.match(said):
            continue
        if said.startswith("|"):
            following = text[slice(*cut[number + 1])].strip() if number + 1 < len(cut) else ""
            if _RULE.match(following):
                columns = _cells(said)
                continue
            said = _row(columns, _cells(said))
        else:
            columns = []
        if len(said) < SHORTEST:
            continue
        above = bisect_right(headings, (start, "\U0010ffff")) - 1
        head = f"{title} > {headings[above][1]}" if above >= 0 else passage.head
        yield Unit(head, said, known)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _row(columns: Sequence[str], cells: Sequence[str]) -> str:
    """A row as the product reads it: each cell with the name of its column."""
    if len(columns) != len(cells):
        return "; ".join(cell for cell in cells if cell)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(columns, cells, strict=True) if cell)


def _shared(asked: set[str], unit: Unit) -> float:
    said = set(_words(f"{unit.head} {unit.text}"))
    return len(asked & said) / math.sqrt(8 + len(said))


def _words(text: str) -> list[str]:
    return [word[:6] for word in _WORD.findall(text.lower())]

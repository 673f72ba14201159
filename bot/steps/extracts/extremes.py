"""Beside reading: the row or item that has the most or the least of what a question asks for, where that is certain.

"Which plan is the cheapest?" is answered by comparing all rows, which no search does: it finds the rows that fit the
question best, and all fit alike. Where anything is open (two tables, two columns that disagree, a row without an
amount, a word of the question that the table does not have above it) nothing is said here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.grounding.amounts import CURRENCY_WORDS, Amount, amount_of, extreme, kinds_named
from bot.grounding.blocks import is_answer
from bot.grounding.cells import cells_of
from bot.grounding.excerpt import Excerpt
from bot.grounding.lead_in import lead_in
from bot.grounding.list_structure import introduction_of, lists_and_tables
from bot.grounding.piece import Verified
from bot.grounding.quotation import quotation
from bot.grounding.terms import stems, title_stems
from bot.steps.asking.superlatives import Asked, other_words
from bot.steps.extracts.sections import Extract, as_it_stands, sections_found, with_notes
from knowledge.documents import Document, Passage

FEWEST_ROWS, MOST_ROWS = 2, 200
"""Rows or items among which one is looked for."""

_SUMS = stems("total totals sum average overall all together")
_PEOPLE = stems(
    "role person people employee name team group band grade position job title staff level member contractor "
    "department function colleague who"
)
_NEUTRAL = frozenset(
    "number of total max maximum average about in per a an the by from for each every net gross".split()
)
"""What the head of a column may say beside what it is called by."""

_OUT_OF_FORCE = frozenset(
    "old former previous previously until archived draft example examples discontinued expired".split()
)
"""What a table stands under that tells of another time."""

_NAMES = (": ", " – ", " — ", " - ")
"""What stands between the name of an item and what is said of it."""


@dataclass(frozen=True)
class _Column:
    """A column of a table, or what a list says of its items: its head, and what each row has in it."""

    head: str
    amounts: tuple[Amount | None, ...]


@dataclass(frozen=True)
class _Table:
    """A whole table or list: its rows, what names them, what its columns are, and what stands above all of it."""

    excerpt: Excerpt
    rows: tuple[int, ...]
    first_column: frozenset[str]
    names: frozenset[str]
    above: frozenset[str]
    columns: tuple[_Column, ...]


def extreme_of(readings: Sequence[Asked], found: Sequence[tuple[Passage, Document]]) -> Extract | None:
    """The row that a question with a superlative asks for, word for word, however it is read; None where it is open."""
    sections = chain.from_iterable(sections_found(passage, document) for passage, document in found)
    excerpts = {(excerpt.passage.document_key, excerpt.passage.start): excerpt for excerpt in sections}
    tables = [table for excerpt in excerpts.values() for table in _tables(excerpt)]
    for asked in readings:
        meant = [(table, columns) for table in tables if (columns := _columns_meant(asked, table))]
        if len(meant) != 1:
            if meant:
                return None
            continue
        [(table, columns)] = meant
        row = _row(asked, columns)
        return _shown(table, table.rows[row]) if row is not None else None
    return None


def section_of(row: Extract) -> Extract:
    """All of the section that a row stands in."""
    [excerpt] = row.excerpts
    heading = excerpt.passage.location or excerpt.passage.title
    return as_it_stands(excerpt, range(len(excerpt.units)), heading)


def _shown(table: _Table, row: int) -> Extract:
    said, opener = quotation(table.excerpt, (row,)), lead_in(table.excerpt, (row,)).sentence
    first = row if opener is None else opener
    piece = Verified(said, "document", 0, first, row, opens_line=True)
    return Extract("", (table.excerpt,), with_notes(table.excerpt, (row,), piece))


def _row(asked: Asked, columns: Sequence[_Column]) -> int | None:
    """The row that every column that is meant has as its extreme; None where they disagree or cannot say."""
    rows = set()
    for column in columns:
        amounts = [amount for amount in column.amounts if amount is not None]
        rows.add(extreme(amounts, asked.degree.largest) if len(amounts) == len(column.amounts) else None)
    return rows.pop() if len(rows) == 1 else None


def _columns_meant(asked: Asked, table: _Table) -> list[_Column]:
    """The columns of a table that a question speaks of, if it is about the table."""
    if not asked.things <= table.names or (asked.of_people and not table.first_column & _PEOPLE):
        return []
    meant = [column for column in table.columns if _is_meant(asked, column, table)]
    # Of "notice period" and "trial period" the one is called as the question calls it, the other only half.
    called = [len(asked.measure & stems(column.head)) for column in meant]
    return [column for column, words in zip(meant, called, strict=True) if words == max(called)]


def _is_meant(asked: Asked, column: _Column, table: _Table) -> bool:
    around = table.above | table.names | stems(column.head)
    if not all(other_words(stem) & around for stem in asked.all):
        return False
    kinds = {amount.kind for amount in column.amounts if amount is not None} | kinds_named(column.head)
    # A price that is told nowhere leaves open what is cheapest, whatever else costs something.
    is_told = bool(kinds or asked.measure) or asked.degree.kinds == {"money"}
    return is_told and _is_called(asked, column.head) and (not kinds or bool(kinds & (asked.degree.kinds | {"count"})))


def _is_called(asked: Asked, head: str) -> bool:
    """Whether a column is what the question measures, or, where it names nothing, is called so and no more than so.

    The late fee of a plan is not its price.
    """
    if asked.measure:
        return any(other_words(stem) & stems(head) for stem in asked.measure) and _counts(asked, head)
    words = frozenset(re.findall(r"[^\W\d_]+", head.lower()))
    own = words & asked.degree.columns
    others = words - own - _NEUTRAL - CURRENCY_WORDS
    return not stems(" ".join(others)) - asked.things and (bool(own) or "money" in kinds_named(head))


def _counts(asked: Asked, head: str) -> bool:
    """False for a column of one of what a question wants the most of: the number of a room is no number of rooms."""
    return not asked.of_many or any(stems(word) & asked.measure and word.endswith("s") for word in head.lower().split())


def _tables(excerpt: Excerpt) -> Iterator[_Table]:
    """The whole tables and lists of an excerpt that have a name."""
    for rows in lists_and_tables(excerpt):
        if FEWEST_ROWS <= len(rows) <= MOST_ROWS and _is_whole(excerpt, rows):
            is_table = excerpt.units[rows[0]].kind == "row"
            table = _of_rows(excerpt, rows) if is_table else _of_items(excerpt, rows)
            if table is not None:
                yield table


def _is_whole(excerpt: Excerpt, rows: range) -> bool:
    """True where each row can be quoted, nothing in between them is left out, and they tell of today."""
    over = " ".join(excerpt.headings_over(rows[0])).lower()
    if not _OUT_OF_FORCE.isdisjoint(over.split()):
        return False
    beside = [excerpt.units[n].kind for n in (rows[0] - 1, rows[-1] + 1) if 0 <= n < len(excerpt.units)]
    return "order" not in beside and all(is_answer(excerpt, row) for row in rows)


def _of_rows(excerpt: Excerpt, rows: range) -> _Table | None:
    if rows[0] == 0 or excerpt.units[rows[0] - 1].kind != "header":
        return None
    heads = [cell.strip() for cell in cells_of(excerpt.columns_over(rows[0]))]
    cells = [[cell.strip() for cell in cells_of(excerpt.visible_text(row))] for row in rows]
    if stems(cells[-1][0]) & _SUMS:
        rows, cells = rows[:-1], cells[:-1]
    named = {row[0].casefold() for row in cells}
    if any(len(row) != len(heads) for row in cells) or "" in named or len(named) < len(cells):
        return None  # a thing with several rows is told by all of them
    columns = tuple(_Column(head, tuple(amount_of(row[n]) for row in cells)) for n, head in enumerate(heads) if n > 0)
    first_column = stems(heads[0])
    return _Table(
        excerpt,
        tuple(rows),
        first_column,
        first_column | stems(excerpt.heading_above(rows[0])),
        _above(excerpt, rows[0]),
        columns,
    )


def _of_items(excerpt: Excerpt, rows: range) -> _Table | None:
    """A list whose items are a name and an amount each; how the amount is put is the head of its only column."""
    parted = [_parted(" ".join(excerpt.visible_text(row).split())) for row in rows]
    if any(excerpt.indent(row) != excerpt.indent(rows[0]) for row in rows):
        return None
    first = last = introduction_of(excerpt, rows[0])
    while first is not None and first > 0 and excerpt.runs_on(first - 1):
        first -= 1
    said = excerpt.visible_text(first, last) if first is not None else ""
    amounts = tuple(amount_of(rest) if rest else None for rest in parted)
    head = re.sub(r"[\d.,]+", " ", parted[0])
    names = stems(f"{excerpt.heading_above(rows[0])} {said}")
    return _Table(excerpt, tuple(rows), frozenset(), names, _above(excerpt, rows[0]), (_Column(head, amounts),))


def _parted(item: str) -> str:
    """What an item says of what it names; empty where it names nothing."""
    return next((item.partition(mark)[2] for mark in _NAMES if mark in item), "")


def _above(excerpt: Excerpt, row: int) -> frozenset[str]:
    return title_stems(excerpt.passage.title) | stems(" ".join(excerpt.headings_over(row)))

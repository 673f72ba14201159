"""Beside reading: the list, the table or the section that has all of what a question wants listed, as it stands there.

"Which bands are there?" asks for every row of the table of bands. A search finds the rows that fit the question best,
which are some of them by chance.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.grounding.blocks import is_answer
from bot.grounding.cells import cells_of
from bot.grounding.excerpt import Excerpt
from bot.grounding.list_structure import introduction_of, lists_and_tables
from bot.grounding.piece import Verified
from bot.grounding.quotation import quotation
from bot.grounding.terms import stems, title_stems
from bot.steps.extracts.sections import Extract, as_it_stands, sections_found, with_notes
from knowledge.documents import Document, Passage

FEWEST_ENTRIES, MOST_ENTRIES = 3, 40
"""Items or rows of what counts as a list of something, and those that are shown."""

_OF_A_KIND = stems("kind kinds type types sort sorts form forms available possible different various existing current")
_KINDS_OF = re.compile(r"(?:different |various )?(?:kinds|types|sorts|forms|categories) of (?P<kind>.+)", re.IGNORECASE)
_LABEL = re.compile(r"\W{0,2}([^\n.:|]{1,40}):\W{0,2}\s")
_RELATES = re.compile(r" (?:of|for|in|on|at|from|to|with|by|about|under|that|which|who|where|when)\b.*", re.IGNORECASE)
_NO_PLURAL = re.compile(r".*(?:[^s]s|people|staff)", re.IGNORECASE)


@dataclass(frozen=True)
class _Wanted:
    """What is to be listed: the stems of the things, and those of all that the question says of them."""

    things: frozenset[str]
    all: frozenset[str]


def listing_of(topic: str, found: Sequence[tuple[Passage, Document]]) -> Extract | None:
    """All of what a question wants listed, from the first place that is called so; None where none is.

    A place is called so by its heading, the sentence above a list, or the head of a table's first column; what the
    question says beside that must stand there or in the title.
    """
    wanted = _wanted(topic)
    if wanted is None:
        return None
    excerpts = [excerpt for passage, document in found for excerpt in sections_found(passage, document)]
    for excerpt in excerpts:
        for block in _blocks(excerpt):
            if _is_called(wanted, _names(excerpt, block), excerpt, block):
                return _shown(excerpt, block)
    for excerpt in filter(lambda excerpt: excerpt.units, excerpts):
        last = len(excerpt.units) - 1
        heading = excerpt.heading_above(last + 1)
        if len(stems(heading)) <= len(wanted.all) and _is_called(
            wanted, stems(heading), excerpt, range(last, last + 1)
        ):
            section = as_it_stands(excerpt, range(last + 1), heading)
            return section if section.pieces else None
    return None


def _shown(excerpt: Excerpt, block: range) -> Extract:
    heading = excerpt.heading_above(block[0]) or excerpt.passage.title
    shown = block[:MOST_ENTRIES]
    said = quotation(excerpt, shown, under=heading)
    piece = Verified(said, "document", 0, shown[0], shown[-1], opens_line=True)
    return Extract(heading, (excerpt,), with_notes(excerpt, shown, piece))


def _wanted(topic: str) -> _Wanted | None:
    """What a topic wants listed; None for a single thing."""
    of_a_kind = _KINDS_OF.fullmatch(topic)
    named = of_a_kind["kind"] if of_a_kind else topic
    things = _RELATES.sub("", named)
    if not things or not (of_a_kind or _NO_PLURAL.fullmatch(things.split()[-1])):
        return None
    wanted = _Wanted(stems(things.split()[-1]) - _OF_A_KIND, stems(named) - _OF_A_KIND)
    return wanted if wanted.things else None


def _blocks(excerpt: Excerpt) -> Iterator[range]:
    """The lists and tables of an excerpt that are long enough to be one of something, and can be quoted whole."""
    for block in lists_and_tables(excerpt):
        if len(block) >= FEWEST_ENTRIES and all(is_answer(excerpt, entry) for entry in block):
            yield block


def _names(excerpt: Excerpt, block: range) -> frozenset[str]:
    """The stems of what a list or table is called: its heading, what introduces it, its first column."""
    columns = cells_of(excerpt.columns_over(block[0])) if excerpt.units[block[0]].kind == "row" else []
    first_column = next((cell for cell in columns if cell.strip()), "")
    introduction = introduction_of(excerpt, block[0]) if excerpt.units[block[0]].kind == "item" else None
    said = excerpt.text(introduction) if introduction is not None else ""
    return stems(f"{excerpt.heading_above(block[0])} {first_column} {_label(excerpt, introduction)} {said}")


def _label(excerpt: Excerpt, introduction: int | None) -> str:
    """What the paragraph that introduces a list is about: "Function: What it does. It is one of these:"."""
    first = introduction
    while first is not None and first > 0 and excerpt.runs_on(first - 1):
        first -= 1
    label = _LABEL.match(excerpt.text(first)) if first is not None else None
    return label[1] if label else ""


def _is_called(wanted: _Wanted, names: frozenset[str], excerpt: Excerpt, block: range) -> bool:
    around = names | title_stems(excerpt.passage.title) | stems(" ".join(excerpt.headings_over(block[0])))
    return wanted.things <= names and wanted.all <= around

"""Beside reading: whole sections of documents, and what is shown of them word for word: a list, a row, an overview."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.grounding.blocks import block_around
from bot.grounding.excerpt import Excerpt
from bot.grounding.footnotes import as_piece, notes_to
from bot.grounding.list_structure import list_around
from bot.grounding.piece import Verified
from bot.grounding.quotation import quotation
from knowledge.context import Context
from knowledge.documents import Document, Passage, Section


@dataclass(frozen=True)
class Extract:
    """What is shown of documents under a title, word for word, as pieces of `excerpts`.

    `left_out` counts the sections that an overview does not list.
    """

    title: str
    excerpts: tuple[Excerpt, ...]
    pieces: tuple[Verified, ...]
    left_out: int = 0


def section_excerpt(passage: Passage, document: Document, section: Section) -> Excerpt:
    """A whole section of the document that a passage was found in."""
    text = document.text[section.start : section.end]
    whole = replace(
        passage, text=text, start=section.start, end=section.end, headings=section.headings, page=section.page
    )
    return Excerpt.of(Context(whole, ((0, len(text)),)))


def sections_found(passage: Passage, document: Document) -> Iterator[Excerpt]:
    """The sections of a document that a passage stands in."""
    for section in document.sections:
        if section.start < passage.end and passage.start < section.end:
            yield section_excerpt(passage, document, section)


def as_it_stands(excerpt: Excerpt, units: range, heading: str) -> Extract:
    """A stretch of an excerpt under its heading, word for word, a piece for each sentence, list or table."""
    return Extract(heading, (excerpt,), tuple(_pieces(excerpt, units, heading)))


def with_notes(excerpt: Excerpt, units: Sequence[int], piece: Verified) -> tuple[Verified, ...]:
    """The piece that rows or items are said in, and the notes that marks in them lead to."""
    return (piece, *(as_piece(excerpt, 0, note) for note in notes_to(excerpt, units)))


def _pieces(excerpt: Excerpt, units: range, heading: str) -> Iterator[Verified]:
    n = units.start
    while n < units.stop:
        if not excerpt.is_quotable(n):
            n += 1
            continue
        # A table or a list is one piece: row by row, each row would come with the head of its table.
        is_entry = excerpt.units[n].kind in ("item", "row")
        end = list_around(excerpt, n)[1] if is_entry else block_around(excerpt, n)[1]
        last = max(n, min(end, units.stop - 1))
        opens = n == units.start or not excerpt.runs_on(n - 1)
        yield Verified(quotation(excerpt, range(n, last + 1), under=heading), "document", 0, n, last, opens)
        n = last + 1

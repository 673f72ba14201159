"""Makes the answer of a pin: its own words, who pinned them, and a citation only where the document says them too."""

import re

from bot.events import Answer, Citation, Closest, Pinned
from bot.grounding.support import FEWEST_WORDS
from bot.grounding.terms import words
from bot.grounding.units import units
from bot.recall.pins import Pin
from knowledge.documents import Document
from knowledge.endings import place_in
from knowledge.knowledge_base import KnowledgeBase
from knowledge.reports import DocumentSummary
from models.errors import UsageError

_BLOCK_AT_END = re.compile(r"(?:^|\n)[^\S\n]*(?:```|\||[-*+•]\s|\d+[.)]\s)[^\n]*$")


def pinned_answer(pin: Pin, knowledge: KnowledgeBase) -> Answer:
    """The answer of a pin as of now: a document that changed is cited only if it still has the quote.

    A document that the pin names but that has no such quote is offered for reading.
    """
    mark = Pinned(pin.pinned_by, pin.pinned_at)
    summary = knowledge.document_named(pin.space, pin.document) if pin.document else None
    if summary is None:
        return Answer(pin.answer, "pinned", pinned=mark)
    try:
        document = knowledge.document(summary.key)
    except UsageError:  # it went between the two look-ups
        return Answer(pin.answer, "pinned", pinned=mark)
    quote = pin.quote if pin.quote in document.text else ""
    if not (quote := quote or find_quote(pin.answer, document.text)):
        near = Closest(summary.document, summary.title, "", summary.url)
        return Answer(pin.answer, "pinned", closest=(near,), pinned=mark)
    gap = "\n\n" if _BLOCK_AT_END.search(pin.answer) else " "
    citation = _citation(summary, document, quote)
    return Answer(f"{pin.answer}{gap}[1]", "pinned", (citation,), pinned=mark)


def find_quote(answer: str, text: str) -> str:
    """The longest sentence, item or row of an answer that stands in a document word for word; empty if none does."""
    parts = (answer[unit.start : unit.end] for unit in units(answer) if unit.kind != "heading")
    found = [part for part in parts if len(words(part)) >= FEWEST_WORDS and part in text]
    return max(found, key=len, default="")


def _citation(summary: DocumentSummary, document: Document, quote: str) -> Citation:
    place = document.text.index(quote)
    section = next((part for part in document.sections if part.start <= place < part.end), None)
    return Citation(
        n=1,
        document=summary.document,
        title=summary.title,
        location=place_in(summary.document, section.headings, section.page) if section else "",
        quote=quote,
        url=summary.url,
        document_key=summary.key,
    )

"""The passages behind an answer, as a modal: what was cited, then what else was found, in the documents' own words."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

from bot import answer_lines
from bot.events import Citation
from bot.slack import limits
from bot.slack.blocks import context, modal, section
from bot.slack.ledger import Entry
from bot.slack.limits import cut
from bot.slack.markdown import link, mrkdwn
from bot.slack.places import Place
from knowledge.documents import Document

MOST_OTHERS = 5
"""Passages that were found and not cited."""

REMOVED = "no longer among the documents"
CHANGED = "its document has changed"

Fetch = Callable[[int], Awaitable[Document | None]]
"""Gives a document by its key, or None where it is gone."""

Documents = Mapping[int, Document | None]
Blocks = list[dict[str, Any]]

_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)\s*")


async def passages_view(entry: Entry, document: Fetch) -> dict[str, Any]:
    """A modal with what was cited, then a few others that were found, as they stand in the documents now."""
    answer, found = (entry.outcome.answer, entry.outcome.passages) if entry.outcome else (None, ())
    cited = answer.citations if answer else ()
    keys = list({*(citation.document_key for citation in cited), *(place.document_key for place in found)})
    documents = dict(zip(keys, await asyncio.gather(*map(document, keys)), strict=True))
    passages = [*_cited(cited, documents), *_others(cited, found, documents)]
    if not passages:
        passages = [[context("There are no passages to this answer.")]]
    blocks = passages[0]
    for passage in passages[1 : limits.PASSAGES]:
        # Without a line between them, a passage's name stands as close to the passage above as to its own.
        blocks = [*blocks, {"type": "divider"}, *passage]
    return modal("The passages", "deskside_passages_view", blocks)


def _cited(cited: Sequence[Citation], documents: Documents) -> Iterator[Blocks]:
    for citation in cited:
        document = documents[citation.document_key]
        place = f"*[{citation.n}]* {link(citation.url, answer_lines.place(citation.title, citation.location))}"
        if document is None:
            yield [context(f"{place} · {REMOVED}")]
        elif citation.quote not in document.text:
            yield [context(f"{place} · {CHANGED}")]
        else:
            yield [context(f"{place} · cited"), _shown(citation.quote)]


def _others(cited: Sequence[Citation], found: Sequence[Place], documents: Documents) -> Iterator[Blocks]:
    """Those that were found and not cited, where they still stand as they stood."""
    listed = 0
    for place in found:
        document = documents[place.document_key]
        words = place.words(document) if document else ""
        if words and listed < MOST_OTHERS and not any(_overlap(place, words, citation) for citation in cited):
            listed += 1
            where = link(place.url, answer_lines.place(place.title, place.location))
            yield [context(f"{where} · found"), _shown(words)]


def _overlap(place: Place, words: str, citation: Citation) -> bool:
    """Whether a passage repeats what was cited."""
    if place.document_key != citation.document_key:
        return False
    quote, text = " ".join(citation.quote.split()), " ".join(words.split())
    return quote in text or text in quote


def _shown(text: str) -> dict[str, Any]:
    """A document's words in Slack's markup, without its pictures, whose paths mean nothing here."""
    return section(cut(mrkdwn(_PICTURE.sub("", text)).strip(), limits.SECTION - 100) or "…")

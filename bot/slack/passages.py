"""The passages behind an answer, as a modal: what was cited, then what else was found, in the documents' own words."""

import re
from collections.abc import Iterator
from typing import Any

from bot.events import Citation
from bot.slack import limits
from bot.slack.blocks import context
from bot.slack.ledger import Entry
from bot.slack.limits import cut
from bot.slack.markdown import link, mrkdwn
from knowledge.documents import Passage

MOST_OTHERS = 5
"""Passages that were found and not cited."""

_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)\n?")


def passages_view(entry: Entry) -> dict[str, Any]:
    """A modal with what was cited, then a few others that were found."""
    blocks = [block for place, text in _passages(entry) for block in (context(place), _shown(text))]
    if not blocks:
        blocks = [context("There are no passages to this answer.")]
    return {
        "type": "modal",
        "callback_id": "deskside_passages_view",
        "title": {"type": "plain_text", "text": "The passages"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": blocks[: 2 * limits.PASSAGES],
    }


def _passages(entry: Entry) -> Iterator[tuple[str, str]]:
    """Each passage once: where it stands, in Slack's markup, and its words."""
    if entry.outcome is None:
        return
    cited = entry.outcome.answer.citations
    for citation in cited:
        yield (
            f"*[{citation.n}]* {link(citation.url, _place(citation.title, citation.location))} · cited",
            citation.quote,
        )
    others = [passage for passage in entry.outcome.passages if not any(_overlap(passage, c) for c in cited)]
    for passage in others[:MOST_OTHERS]:
        yield f"{link(passage.url, _place(passage.title, passage.location))} · found", passage.text


def _overlap(passage: Passage, citation: Citation) -> bool:
    """Whether a passage repeats what was cited."""
    if passage.document_key != citation.document_key:
        return False
    quote, text = " ".join(citation.quote.split()), " ".join(passage.text.split())
    return quote in text or text in quote


def _place(title: str, location: str) -> str:
    return title if not location or location == title else f"{title} — {location}"


def _shown(text: str) -> dict[str, Any]:
    """A document's words in Slack's markup, without its pictures, whose paths mean nothing here."""
    words = cut(mrkdwn(_PICTURE.sub("", text)).strip(), limits.SECTION - 100) or "…"
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}

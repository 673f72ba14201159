"""The passages behind an answer, as a modal. Their text is shown as plain text: nothing in it is markup."""

from collections.abc import Iterator
from typing import Any

from bot.slack import limits
from bot.slack.blocks import context
from bot.slack.ledger import Entry
from bot.slack.limits import cut
from bot.slack.markdown import clean, link
from knowledge.documents import Passage


def passages_view(entry: Entry) -> dict[str, Any]:
    """A modal with what was cited, then what else was found."""
    blocks = [block for place, text in _passages(entry) for block in (context(place), _verbatim(text))]
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
    for citation in entry.outcome.answer.citations:
        yield (
            f"*[{citation.n}]* {link(citation.url, _place(citation.title, citation.location))} · cited",
            citation.quote,
        )
    for passage in entry.outcome.passages:
        yield f"{link(passage.url, _place(passage.title, passage.location))} · {_found(passage)}", passage.text


def _place(title: str, location: str) -> str:
    return title if not location or location == title else f"{title} — {location}"


def _found(passage: Passage) -> str:
    return f"found, score {passage.score:.2f}"


def _verbatim(text: str) -> dict[str, Any]:
    words = cut(clean(text).strip(), limits.SECTION - 100) or "…"
    return {"type": "section", "text": {"type": "plain_text", "text": words, "emoji": False}}

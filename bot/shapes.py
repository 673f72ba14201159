"""The JSON that commands print and the server gives: the shapes that the reference promises."""

from dataclasses import asdict
from typing import Any

from bot.events import Answer
from knowledge.documents import Passage


def answer_shape(answer: Answer) -> dict[str, Any]:
    """An answer, as `deskside ask --json` prints it."""
    citations = [asdict(citation) for citation in answer.citations]
    for citation in citations:
        del citation["document_key"]
    shape: dict[str, Any] = {
        "kind": answer.kind,
        "answer": answer.text,
        "citations": citations,
        "closest": [asdict(document) for document in answer.closest],
        "timings": asdict(answer.timings),
        "id": answer.id,
        "options": list(answer.options),
    }
    if answer.pinned is not None:
        shape["pinned"] = {"by": answer.pinned.by, "at": answer.pinned.at.isoformat(timespec="seconds")}
    return shape


def passage_shape(passage: Passage) -> dict[str, Any]:
    """A passage, as `deskside search --json` prints it in a list."""
    return {
        "document": passage.document,
        "chunk": passage.chunk_key,
        "title": passage.title,
        "location": passage.location,
        "text": passage.text,
        "score": round(passage.score, 4),
        "found_by": {
            ranker: {"rank": found.rank, "score": round(found.score, 4)} for ranker, found in passage.found_by.items()
        },
    }


def source_lines(answer: Answer) -> list[str]:
    """What an answer stands on, or the documents closest to it, as lines of plain text."""
    mark = [pinned_line(answer)] if answer.pinned else []
    if answer.citations:
        cited = [f"[{c.n}] {place(c.title, c.location)} ({c.url or c.document})" for c in answer.citations]
        return [*mark, "Sources:", *cited]
    if answer.closest:
        near = [f"- {place(c.title, c.location)} ({c.url or c.document})" for c in answer.closest]
        return [*mark, offer_line(answer), *near]
    return mark


def pinned_line(answer: Answer) -> str:
    """Who answered, where it was a person: "Pinned by ann on 2026-11-24."; empty for every other answer."""
    pinned = answer.pinned
    return f"Pinned by {pinned.by} on {pinned.at.astimezone():%Y-%m-%d}." if pinned else ""


def offer_line(answer: Answer) -> str:
    """What stands above the documents that are offered for reading."""
    return "See also:" if answer.pinned else "The closest documents:"


def place(title: str, location: str) -> str:
    """A document's title and the place in it, said once where they are the same."""
    return title if not location or location == title else f"{title} — {location}"

"""The JSON that commands print and the server gives for answers, passages and figures."""

from dataclasses import asdict
from typing import Any

from bot.events import Answer
from knowledge.documents import Figure, Passage


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
        "figures": [figure_shape(figure) for figure in answer.figures],
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
        "found_by": _found_by(passage),
    }


def figure_shape(figure: Figure) -> dict[str, Any]:
    """A figure, as `deskside ask --json` and `deskside search --figures --json` print it."""
    return {
        "document": figure.document,
        "figure": figure.key,
        "title": figure.title,
        "location": figure.location,
        "name": figure.name,
        "alt": figure.alt,
        "text": figure.text,
        "score": round(figure.score, 4),
        "found_by": _found_by(figure),
        "url": figure.url,
    }


def _found_by(found: Passage | Figure) -> dict[str, dict[str, float]]:
    return {ranker: {"rank": at.rank, "score": round(at.score, 4)} for ranker, at in found.found_by.items()}

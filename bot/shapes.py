"""The JSON that commands print and the server gives, and what all surfaces say in the same words."""

from dataclasses import asdict
from typing import Any

from bot.events import Answer, Read
from bot.wording import counted, cut, day
from knowledge.documents import Figure, Passage

TITLE_SHOWN = 100
"""Characters of a figure's title."""

STEP_NAMES = {
    "looking": "Reading the picture",
    "searching": "Searching the documents",
    "reading": "Reading the passages",
    "writing": "Writing",
}
"""What a terminal says that the engine is doing."""


def queue_line(position: int) -> str:
    """How many questions come before one that waits."""
    return f"{counted(position, 'question')} ahead of yours"


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


def read_shape(read: Read) -> dict[str, Any]:
    """What was read in a picture, as `deskside ask --json` prints it in a list."""
    return {"name": read.name, "kind": read.kind, "text": read.text, "problem": read.problem}


def source_lines(answer: Answer) -> list[str]:
    """What an answer stands on, or the documents closest to it, and its figures, as lines of plain text."""
    lines = [pinned_line(answer)] if answer.pinned else []
    if answer.citations:
        lines += [
            "Sources:",
            *(f"[{c.n}] {place(c.title, c.location)} ({c.url or c.document})" for c in answer.citations),
        ]
    elif answer.closest:
        near = (f"- {place(c.title, c.location)} ({c.url or c.document})" for c in answer.closest)
        lines += [offer_line(answer), *near]
    return [*lines, *(figure_line(figure) for figure in answer.figures)]


def figure_line(figure: Figure) -> str:
    """A figure as a line of plain text: "Figure: Error 809 (vpn.md, Error codes)"."""
    where = ", ".join(dict.fromkeys(part for part in (figure.document, figure.location) if part))
    return f"Figure: {figure_title(figure)} ({where})"


def figure_title(figure: Figure) -> str:
    """What a figure is called: what its author says it shows, else the document that it stands in."""
    return cut(" ".join((figure.alt or figure.title or figure.name).split()), TITLE_SHOWN)


def pinned_line(answer: Answer) -> str:
    """Who answered, where it was a person: "Pinned by ann on 2026-11-24"; empty for every other answer."""
    pinned = answer.pinned
    return f"Pinned by {pinned.by} on {day(pinned.at)}" if pinned else ""


def offer_line(answer: Answer) -> str:
    """What stands above the documents that are offered for reading."""
    return "See also:" if answer.pinned else "The closest documents:"


def place(title: str, location: str) -> str:
    """A document's title and the place in it, said once where they are the same."""
    return title if not location or location == title else f"{title} — {location}"

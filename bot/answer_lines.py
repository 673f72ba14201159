"""What every surface shows beside an answer, in the same words: its sources, its figures, the queue, the step."""

from bot.events import Answer
from bot.wording import counted, cut, day
from knowledge.documents import Figure

TITLE_SHOWN = 100
"""Characters of a figure's title."""

STEP_NAMES = {
    "looking": "Reading the picture",
    "searching": "Searching the documents",
    "reading": "Reading the passages",
    "writing": "Writing",
}
"""What is shown while the engine is at a step."""


def queue_line(position: int) -> str:
    """How many questions are ahead of one that waits."""
    return f"{counted(position, 'question')} ahead of yours"


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

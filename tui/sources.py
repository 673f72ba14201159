"""What the answers' sources are called on the screen: a place to look, and the citation that opens it."""

from collections.abc import Sequence

from bot.events import Answer, Citation
from bot.untrusted import shown_line
from knowledge.documents import Passage
from tui.markdown.blocks import render


def place(title: str, location: str) -> str:
    """Title and location as one line, the location only where it says more."""
    title, location = shown_line(title), shown_line(location)
    return title if not location or location == title else f"{title} · {location}"


def snippet(source: Citation, most: int) -> str:
    """The words of a source's quote, at most so many characters, without Markdown and without its own heading."""
    lines = [shown_line(line.plain) for line in render(source.quote[: 3 * most], 10_000)]
    if lines and lines[0] == shown_line(source.location):
        lines = lines[1:]
    words = " ".join(line for line in lines if line)
    return words if len(words) <= most else f"{words[:most].rstrip()}…"


def passage_citation(passage: Passage, n: int) -> Citation:
    """A passage that was found, as something that can be opened."""
    return Citation(
        n, passage.document, passage.title, passage.location, passage.text.strip(), passage.url, passage.document_key
    )


def openable_citations(answer: Answer, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """What can be opened from an answer: what it cites or, where it cites nothing, the closest documents."""
    if answer.citations:
        return answer.citations
    found = {(passage.document, passage.location): passage for passage in reversed(passages)}
    closest = (found.get((near.document, near.location)) for near in answer.closest)
    return tuple(passage_citation(passage, n) for n, passage in enumerate((p for p in closest if p), 1))

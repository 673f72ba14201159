"""Passages made of plain text, for tests of the checks."""

from bot.grounding.excerpt import Excerpt
from knowledge.context import Context
from knowledge.documents import Passage


def passage(text: str, title: str = "Handbook", headings: tuple[str, ...] = (), key: int = 1) -> Passage:
    return Passage(
        chunk_key=key,
        document_key=key,
        space="default",
        document=f"document-{key}.md",
        title=title,
        headings=headings,
        page=None,
        text=text,
        start=0,
        end=len(text),
        score=1.0,
    )


def excerpt(text: str, title: str = "Handbook", headings: tuple[str, ...] = (), key: int = 1) -> Excerpt:
    return Excerpt.of(Context(passage(text, title, headings, key), ((0, len(text)),)))

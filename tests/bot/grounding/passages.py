"""Passages made of plain text, and what is quoted of them, for tests of the checks."""

from bot.grounding.blocks import block_around
from bot.grounding.excerpt import Excerpt
from bot.grounding.quotation import quotation
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


def unit_with(page: Excerpt, words: str) -> int:
    """The number of the first unit that has the words."""
    return next(n for n in range(len(page.units)) if words in page.text(n))


def quoted(text: str, words: str, headings: tuple[str, ...] = ()) -> str:
    """The block around the words, as it is quoted."""
    page = excerpt(text, headings=headings)
    first, last = block_around(page, unit_with(page, words))
    return quotation(page, range(first, last + 1))

"""What documents there are, for whoever asks which ones are answered from."""

from collections.abc import Sequence

from bot.grounding.inline import literal
from knowledge.knowledge_base import KnowledgeBase

MOST_TITLES, LISTED_FROM = 10, 500
"""Titles of documents that are told, and the documents that they are drawn from."""


def known_documents(spaces: Sequence[str], knowledge: KnowledgeBase) -> str:
    """How many documents the spaces have, with the titles of some, spread over all of them."""
    count = sum(source.documents for space in spaces for source in knowledge.sources(space))
    titles = [document.title for space in spaces for document in knowledge.find_documents(space, limit=LISTED_FROM)]
    if not titles:
        return "I have no documents to answer from yet."
    if count == 1:
        return f"I answer from one document: {literal(titles[0])}."
    distinct = sorted(set(titles), key=str.casefold)
    every = -(-len(distinct) // MOST_TITLES)
    told = distinct[::every]
    some = "\n".join(f"- {literal(title)}" for title in told)
    among = ", among them" if count > len(told) else ""
    return f"I answer from {count:,} documents{among}:\n\n{some}\n\nFor an overview of one, ask me to summarize it."

"""Beside reading: what a question wants to see as it stands: an overview, a list, one row of a table, a whole section.

What is shown so is quoted without being read or written; each kind has its file in `bot/steps`.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from bot.answering.consider import Retrieved
from bot.engine_parts import EngineParts
from bot.steps.asking.extracts import listed_in, topic_of
from bot.steps.asking.superlatives import superlatives_in
from bot.steps.evidence import Reading
from bot.steps.extracts.extremes import extreme_of
from bot.steps.extracts.listing import listing_of
from bot.steps.extracts.more import section_around
from bot.steps.extracts.overview import FEWEST_LISTED, documents_meant, overview_of
from bot.steps.extracts.sections import Extract
from knowledge.documents import Document, Passage
from models.errors import UsageError

PASSAGES_LOOKED_AT = 10
"""Passages in whose sections a list or a table is looked for."""

Found = Sequence[tuple[Passage, Document]]
"""Passages that were found, each with its document."""


async def find_overview(retrieved: Retrieved, parts: EngineParts) -> Extract | None:
    """What the documents that a question wants an overview of say as a whole; None if it wants or finds none.

    What it wants all of is a list or a table that is called so, or one document about it, a section for each.
    """
    question, passages = retrieved.question, retrieved.reranked.passages
    if topic := topic_of(question.text):
        return await _overview(documents_meant(topic, passages, question.documents), passages, parts)
    if not (topic := listed_in(question.text)):
        return None
    if listing := await _shown(lambda found: listing_of(topic, found), passages[:PASSAGES_LOOKED_AT], parts):
        return listing
    meant = documents_meant(topic, passages)
    overview = await _overview(meant, passages, parts) if len(meant) == 1 else None
    return overview if overview is not None and len(overview.pieces) >= FEWEST_LISTED else None


async def find_extreme(retrieved: Retrieved, parts: EngineParts) -> Extract | None:
    """The row that has the most or the least of what a question asks for; None where that is open or not asked for."""
    if not (readings := superlatives_in(retrieved.question.text)):
        return None
    passages = retrieved.reranked.passages[:PASSAGES_LOOKED_AT]
    return await _shown(lambda found: extreme_of(readings, found), passages, parts)


async def more_of(retrieved: Retrieved, reading: Reading, parts: EngineParts) -> Extract | None:
    """The section that the answer to a question stands in, or an overview of its document; None if that is gone."""
    if section := await parts.threads.read(section_around, reading):
        return section
    key = reading.document_of(reading.evidence[0])
    return await _overview((key,), retrieved.reranked.passages, parts)


async def _overview(keys: Sequence[int], passages: Sequence[Passage], parts: EngineParts) -> Extract | None:
    """An overview of the documents of those keys that were found; None if there are none."""
    best = {passage.document_key: passage for passage in reversed(passages)}
    return await _shown(overview_of, [best[key] for key in keys if key in best], parts)


async def _shown(
    extract_of: Callable[[Found], Extract | None], passages: Sequence[Passage], parts: EngineParts
) -> Extract | None:
    """What is made, in a thread, of passages and their documents; None where one of these went since it was found."""

    def made() -> Extract | None:
        documents = {key: parts.knowledge.document(key) for key in dict.fromkeys(p.document_key for p in passages)}
        return extract_of([(passage, documents[passage.document_key]) for passage in passages])

    with suppress(UsageError):
        return await parts.threads.read(made)
    return None

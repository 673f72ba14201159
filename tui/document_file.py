"""Finds the file that a document was read from, if it lies on this machine."""

import asyncio
from pathlib import Path

from bot.events import Citation
from bot.interface import EngineInterface

MOST_OF_ONE_NAME = 50


async def document_file(engine: EngineInterface, citation: Citation) -> Path | None:
    """The file of a cited document, or None for a page or a file that is gone.

    A citation carries the document's name, which others may have too, and its key, which tells which of them it is.
    """
    if citation.url is not None:
        return None
    namesakes = await engine.documents(None, citation.document, MOST_OF_ONE_NAME)
    location = next((document.location for document in namesakes if document.key == citation.document_key), "")
    file = Path(location)
    return file if file.is_absolute() and await asyncio.to_thread(file.is_file) else None

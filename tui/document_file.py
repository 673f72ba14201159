"""Finds the file that a document was read from, if it lies on this machine."""

from pathlib import Path

from bot.events import Citation
from bot.interface import EngineInterface
from knowledge.reports import SourceStatus

MOST_OF_ONE_NAME = 50


async def document_file(engine: EngineInterface, citation: Citation) -> Path | None:
    """The file of a cited document, or None for a page or a file that is gone.

    A citation carries the document's name below its source; its space tells which of several sources that may be.
    """
    if citation.url is not None:
        return None
    namesakes = await engine.documents(None, citation.document, MOST_OF_ONE_NAME)
    space = next((document.space for document in namesakes if document.key == citation.document_key), None)
    for source in await engine.sources(space):
        file = _below(source, citation.document)
        if file is not None and file.is_file():
            return file
    return None


def _below(source: SourceStatus, name: str) -> Path | None:
    place = Path(source.location)
    if source.kind == "folder":
        return place / name
    return place if source.kind == "file" and place.name == name else None

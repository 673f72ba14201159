"""The documents: where they come from, what is in them, and the long work on them with its progress."""

from typing import Annotated

from fastapi import APIRouter, Body, Response
from fastapi.responses import StreamingResponse

from bot.events import Attachment
from bot.server.service import Served
from bot.server.streams import with_progress
from knowledge.documents import Document, Figure, Passage
from knowledge.reports import DocumentSummary, SourceStatus

router = APIRouter(prefix="/knowledge")

Space = Annotated[str | None, Body(embed=True)]
Text = Annotated[str, Body()]
Limit = Annotated[int, Body(ge=1)]
Spaces = Annotated[list[str], Body()]
Images = Annotated[tuple[Attachment, ...], Body()]


@router.post("/search")
async def search(served: Served, text: Text, spaces: Spaces, limit: Limit, images: Images = ()) -> list[Passage]:
    """The passages for a text and pictures."""
    return await served.engine.search(text, spaces, limit, images)


@router.post("/figures")
async def figures(served: Served, text: Text, spaces: Spaces, limit: Limit, images: Images = ()) -> list[Figure]:
    """The figures for a text and pictures."""
    return await served.engine.search_figures(text, spaces, limit, images)


@router.get("/figures/{key}/picture")
async def figure_picture(served: Served, key: int) -> Response:
    """A figure's own bytes."""
    return Response(await served.engine.figure_picture(key), media_type="application/octet-stream")


@router.post("/documents")
async def documents(served: Served, text: Text, limit: Limit, space: Space = None) -> list[DocumentSummary]:
    """Documents to choose from."""
    return await served.engine.documents(space, text, limit)


@router.get("/documents/{key}")
async def document(served: Served, key: int) -> Document:
    """A document with its text."""
    return await served.engine.document(key)


@router.get("/documents/{key}/figures")
async def document_figures(served: Served, key: int) -> list[Figure]:
    """The figures that stand in a document."""
    return await served.engine.document_figures(key)


@router.get("/spaces")
async def spaces(served: Served) -> list[str]:
    """The names of all spaces."""
    return await served.engine.spaces()


@router.post("/sources")
async def sources(served: Served, space: Space = None) -> list[SourceStatus]:
    """The sources of a space, or of all."""
    return await served.engine.sources(space)


@router.post("/remove")
async def remove(served: Served, place: Text, location: Text, space: Space = None) -> int:
    """Removes a source or a document; how many documents are gone."""
    return await served.engine.remove(place, space, location)


@router.post("/add/{stream}")
async def add(
    served: Served, stream: str, places: Annotated[list[str], Body()], space: Space = None
) -> StreamingResponse:
    """Adds and indexes."""
    work = with_progress(lambda progress: served.engine.add(places, space, progress))
    return served.streamed(stream, work, interruptible=True)


@router.post("/sync/{stream}")
async def sync(served: Served, stream: str, space: Space = None) -> StreamingResponse:
    """Brings documents up to date."""
    work = with_progress(lambda progress: served.engine.sync(space, progress))
    return served.streamed(stream, work, interruptible=True)


@router.post("/rebuild/{stream}")
async def rebuild(served: Served, stream: str) -> StreamingResponse:
    """Makes the vectors again."""
    return served.streamed(stream, with_progress(served.engine.rebuild))


@router.post("/watch/{stream}")
async def watch(served: Served, stream: str, space: Space = None) -> StreamingResponse:
    """Syncs now and after each change."""
    return served.streamed(stream, served.engine.watch(space), interruptible=True)

"""Retrieval alone, in the shape of `deskside search --json`."""

from typing import Annotated, Any

from fastapi import APIRouter, Body

from bot.json_shapes import passage_shape
from bot.server.data_urls import attachments_in
from bot.server.service import Served

router = APIRouter()


@router.post("/search")
async def search(
    served: Served,
    text: Annotated[str, Body(embed=True)] = "",
    space: Annotated[str | None, Body()] = None,
    limit: Annotated[int | None, Body(ge=1, le=100)] = None,
    images: Annotated[tuple[str, ...], Body()] = (),
) -> list[dict[str, Any]]:
    """The passages for a text and pictures, which come as data: addresses; best first."""
    passages = await served.engine.search(text, (space,) if space else (), limit, attachments_in(images))
    return [passage_shape(passage) for passage in passages]

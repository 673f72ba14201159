"""Conversations: start, list, reopen, rename, delete."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body

from bot.conversations import ConversationSummary, ConversationWindow
from bot.server.service import Served

router = APIRouter(prefix="/conversations")

Asker = Annotated[str, Body(embed=True)]
Name = Annotated[str, Body(embed=True)]


@router.post("/start")
async def start(served: Served, asker: Asker) -> str:
    """Starts a conversation; its id."""
    return await served.engine.start_conversation(asker)


@router.post("/list")
async def conversations(
    served: Served, asker: Asker, text: Annotated[str, Body()], limit: Annotated[int, Body(ge=1)]
) -> list[ConversationSummary]:
    """An asker's conversations."""
    return await served.engine.conversations(asker, text, limit)


@router.post("/window")
async def window(
    served: Served, conversation: Name, limit: Annotated[int, Body(ge=1)], before: Annotated[int | None, Body()] = None
) -> ConversationWindow:
    """A stretch of a conversation."""
    return await served.engine.conversation(conversation, before, limit)


@router.post("/rename")
async def rename(served: Served, conversation: Name, title: Annotated[str, Body()]) -> None:
    """Gives a conversation another title."""
    await served.engine.rename_conversation(conversation, title)


@router.post("/delete")
async def delete(served: Served, conversation: Name) -> None:
    """Deletes a conversation."""
    await served.engine.delete_conversation(conversation)


@router.post("/forget")
async def forget(served: Served, askers: Annotated[str, Body()], before: Annotated[datetime, Body()]) -> int:
    """Deletes the conversations of some askers that were last used before a moment; how many."""
    return await served.engine.forget_conversations(askers, before)

"""OpenAI's chat completions, so that whatever speaks to OpenAI can ask Deskside.

The model `deskside` asks the default space, `deskside/SPACE` another. Sources follow the text, and stand beside it in
the field `deskside`.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from bot.events import Answer, Delta, Event, Failed, Looking, Question, Queued
from bot.failures import bug
from bot.server.chat_completion import ChatCompletion, ChatRequest, model_shape, models_page, question_in, spaces_asked
from bot.server.errors import refusal, worded
from bot.server.service import Served, Service
from bot.server.streams import while_connected

router = APIRouter(prefix="/v1")

SILENCE = 15.0
"""Seconds of silence after which a comment is sent: a proxy gives up after thirty or sixty."""

STILL = Looking("writing")
"""Stands in a stream of events for such a silence."""

UNBUFFERED = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
"""The second is nginx's: it would keep the pieces until they fill a page."""


@router.api_route("/models", methods=["GET", "HEAD"])
async def models(served: Served) -> JSONResponse:
    """The default space and every other one, as models."""
    return JSONResponse(models_page(await served.engine.spaces()))


@router.get("/models/{name:path}")
async def model(served: Served, name: str) -> JSONResponse:
    """One of them, which some clients ask for before they ask anything else."""
    spaces_asked(name, await served.engine.spaces())
    return JSONResponse(model_shape(name))


@router.post("/chat/completions")
async def complete(served: Served, request: Request, asked: ChatRequest) -> Response:
    """Answers the last message, streamed if that is asked for."""
    question = question_in(asked, await served.engine.spaces())
    completion = ChatCompletion(asked.name)
    if asked.stream:
        return await _streamed(served, request, question, completion, asked.wants_usage)
    end = await while_connected(request, _end(served, question))
    return refusal(worded(end)) if isinstance(end, Failed) else JSONResponse(completion.whole(end))


async def _end(served: Service, question: Question) -> Answer | Failed:
    [end] = [event async for event in served.ask(question) if isinstance(event, Answer | Failed)]
    return end


async def _streamed(
    served: Service, request: Request, question: Question, completion: ChatCompletion, wants_usage: bool
) -> Response:
    """The answer in pieces; a failure before the first piece is an error response."""
    events = served.streams.carry(uuid4().hex, served.ask(question), (SILENCE, STILL))
    first = await while_connected(request, _first(events))
    if isinstance(first, Failed):
        return refusal(worded(first))
    chunks = _chunks(first, events, completion, wants_usage)
    return StreamingResponse(chunks, media_type="text/event-stream", headers=UNBUFFERED)


async def _first(events: AsyncGenerator[Event, None]) -> Event:
    """The first event that decides whether there is an answer, or says that it takes its time."""
    async for event in events:
        if event is STILL or isinstance(event, Queued | Delta | Answer | Failed):
            return event
    return bug()


async def _chunks(
    first: Event, events: AsyncGenerator[Event, None], completion: ChatCompletion, wants_usage: bool
) -> AsyncGenerator[bytes, None]:
    async with aclosing(events):
        yield completion.opening() + completion.pieces(first, wants_usage)
        async for event in events:
            yield completion.pieces(event, wants_usage)
    yield completion.done()

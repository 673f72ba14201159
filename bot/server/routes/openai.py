"""OpenAI's chat completions, so that whatever speaks to OpenAI can ask Deskside.

The model `deskside` asks the default space, `deskside/SPACE` another. Sources follow the text, and stand beside it in
the field `deskside`.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from bot.events import Answer, Delta, Failed, Question
from bot.server.chat_completion import ChatCompletion, ChatRequest, models_page, question_in
from bot.server.errors import refusal
from bot.server.service import Served, Service
from bot.server.streams import while_connected

router = APIRouter(prefix="/v1")


@router.get("/models")
async def models(served: Served) -> JSONResponse:
    """The default space and every other one, as models."""
    return JSONResponse(models_page(await served.engine.spaces()))


@router.post("/chat/completions")
async def complete(served: Served, request: Request, asked: ChatRequest) -> Response:
    """Answers the last message, streamed if that is asked for."""
    question = question_in(asked, await served.engine.spaces())
    completion = ChatCompletion(asked.model)
    if asked.stream:
        chunks = served.streams.carry(uuid4().hex, _chunks(served, question, completion, asked.wants_usage))
        return StreamingResponse(chunks, media_type="text/event-stream", headers={"Cache-Control": "no-cache"})
    end = await while_connected(request, _end(served, question))
    return refusal(end) if isinstance(end, Failed) else JSONResponse(completion.whole(end))


async def _end(served: Service, question: Question) -> Answer | Failed:
    [end] = [event async for event in served.ask(question) if isinstance(event, Answer | Failed)]
    return end


async def _chunks(
    served: Service, question: Question, completion: ChatCompletion, wants_usage: bool
) -> AsyncGenerator[bytes, None]:
    yield completion.opening()
    async with aclosing(served.ask(question)) as events:
        async for event in events:
            match event:
                case Delta(text):
                    yield completion.piece(text)
                case Answer():
                    yield completion.closing(event)
                    if wants_usage:
                        yield completion.usage(event)
                case Failed():
                    yield completion.failure(event)
    yield completion.done()

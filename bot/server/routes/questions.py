"""Questions and their streams of events; what the engine is; who is attached."""

from collections.abc import AsyncGenerator

from fastapi import APIRouter
from fastapi.responses import JSONResponse, StreamingResponse

from bot.events import Question
from bot.failures import engine_gone
from bot.server.errors import refusal
from bot.server.service import Served, Service
from bot.status import EngineStatus

router = APIRouter()


@router.post("/questions/{stream}")
async def ask(served: Served, stream: str, question: Question) -> StreamingResponse:
    """The events of one question, one a line."""
    return served.streamed(stream, served.ask(question))


@router.delete("/streams/{stream}", status_code=204)
async def stop(served: Served, stream: str) -> None:
    """Stops a stream of any kind; the response comes when nothing of it runs on."""
    await served.streams.stop(stream)


@router.get("/status")
async def status(served: Served) -> EngineStatus:
    """The models in use, who waits, and how fast the last answer came."""
    return await served.engine.status()


@router.get("/attached", response_model=None)
async def attached(served: Served) -> StreamingResponse | JSONResponse:
    """Stays open for as long as a client is attached, or until the server ends; one that is ending takes nobody in."""
    if served.stopping.is_set():
        return refusal(engine_gone())
    return StreamingResponse(_until_stopping(served), media_type="application/x-ndjson")


async def _until_stopping(served: Service) -> AsyncGenerator[bytes, None]:
    yield b"{}\n"
    await served.stopping.wait()

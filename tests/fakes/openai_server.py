"""A server of OpenAI's chat completions on loopback, which says what a test tells it to and keeps what it was sent."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse


@dataclass
class OpenAIServer:
    """What the server does next: `failures` are given first, one a request; `silent` is waited before each piece.

    `stalled` is waited before anything is said; `lists` is the model that it names, none where it is empty; `spoilt`
    comes in place of the rest of a stream; `page` is what a web server would show, whatever is asked. `refuses` has
    what it says of a request with that field, or with a turn of that role; `raw` is a stream as it is sent, of that
    `kind`, and `whole` an answer that is not streamed at all. With `pings` it sends comments and never a word.
    """

    port: int
    pieces: Sequence[str] = ("Restart ", "the client.")
    failures: list[int] = field(default_factory=list)
    refused_with: str = ""
    retry_after: str = "0"
    silent: threading.Event | None = None
    stalled: threading.Event | None = None
    spoilt: str = ""
    page: str = ""
    lists: str = "small"
    refuses: dict[str, str] = field(default_factory=dict)
    raw: bytes = b""
    kind: str = "text/event-stream"
    pings: bool = False
    whole: dict[str, Any] | None = None
    ends_with: str = "stop"
    cut_after: int | None = None
    finishes: bool = True
    usage: bool = True
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)

    @property
    def name(self) -> str:
        return f"openai:http://127.0.0.1:{self.port}#small"

    def complaint(self, asked: dict[str, Any]) -> str | None:
        """What is refused of a request."""
        parts = {*asked, *(turn["role"] for turn in asked["messages"])}
        return next((message for part, message in self.refuses.items() if part in parts), None)

    async def comments(self, request: Request) -> AsyncIterator[bytes]:
        """Signs of life, for as long as somebody listens."""
        try:
            while not await request.is_disconnected():
                yield b": processing\n\n"
                await asyncio.sleep(0.02)
        finally:
            self.left.set()

    def stream(self) -> Iterator[bytes]:
        try:
            for number, piece in enumerate(self.pieces):
                if self.silent is not None and number:
                    self.silent.wait(20)
                if number == self.cut_after:
                    raise ConnectionError("cut")
                yield _chunk({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
            if self.spoilt:
                yield f"data: {self.spoilt}\n\n".encode()
            if not self.finishes:
                return
            yield _chunk({"choices": [{"index": 0, "delta": {}, "finish_reason": self.ends_with}]})
            if self.usage:
                usage = {"prompt_tokens": 17, "completion_tokens": 5, "total_tokens": 22}
                yield _chunk({"choices": [], "usage": usage})
            yield b"data: [DONE]\n\n"
        finally:
            self.left.set()


def _chunk(content: dict[str, Any]) -> bytes:
    whole = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "small", **content}
    return f"data: {json.dumps(whole)}\n\n".encode()


@contextmanager
def openai_server() -> Iterator[OpenAIServer]:
    """The running server."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fake = OpenAIServer(listening.getsockname()[1])
        app = FastAPI()

        @app.post("/v1/chat/completions")
        async def completions(request: Request) -> Response:
            fake.asked.append(await request.json())
            fake.headers.append(dict(request.headers))
            if fake.stalled is not None:
                await asyncio.to_thread(fake.stalled.wait, 20)
            if fake.failures:
                status, message = fake.failures.pop(0), fake.refused_with
                return JSONResponse({"error": {"message": message}}, status, headers={"retry-after": fake.retry_after})
            if complaint := fake.complaint(fake.asked[-1]):
                return JSONResponse({"error": {"message": complaint}}, 400)
            if fake.whole is not None:
                return JSONResponse(fake.whole)
            if fake.pings:
                return StreamingResponse(fake.comments(request), media_type=fake.kind)
            return StreamingResponse([fake.raw] if fake.raw else fake.stream(), media_type=fake.kind)

        @app.get("/v1/models")
        async def models() -> Response:
            if fake.page:
                return HTMLResponse(fake.page)
            if not fake.lists:
                return JSONResponse({"detail": "Not Found"}, 404)
            listed = {"id": fake.lists, "object": "model", "created": 1, "owned_by": "us"}
            return JSONResponse({"object": "list", "data": [listed]})

        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        running.start()
        while not server.started:
            time.sleep(0.005)
        try:
            yield fake
        finally:
            for waited in (fake.silent, fake.stalled):
                if waited is not None:
                    waited.set()
            server.should_exit = True
            running.join(5)

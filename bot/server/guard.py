"""Refuses requests before their body is read: without the token, to a wrong host, or too long."""

import asyncio
import logging
import secrets

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.events import Failed
from bot.failures import engine_gone
from bot.server.errors import refusal
from bot.server.presence import Presence
from bot.wire import MOST_BYTES
from models.errors import place_of

log = logging.getLogger("deskside")

OPEN = frozenset({"/healthz"})
"""Paths that need no token, as they reveal nothing."""

TAKE_PICTURES = (
    "/v1/engine/questions/",
    "/v1/engine/knowledge/search",
    "/v1/engine/knowledge/figures",
    "/v1/chat/completions",
    "/search",
)
"""Beginnings of paths whose requests may carry pictures, and be longer for it."""


class Guard:
    """The outermost layer of the server. Without `hosts`, any name may be used for this machine.

    A browser that was lured to a page whose name resolves to this machine sends that name as the host: where only this
    machine may connect, no other name than its own is taken.
    """

    def __init__(
        self, app: ASGIApp, token: str, hosts: frozenset[str] | None, presence: Presence, most_with_pictures: int
    ) -> None:
        if not token:
            raise ValueError("without a token, the server would be open to everybody")
        self._app = app
        self._token = token.encode()
        self._hosts = hosts
        self._presence = presence
        self._most_with_pictures = most_with_pictures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or refuses it."""
        refused = self._refused(scope["path"], Headers(scope=scope))
        if refused is not None:
            await refused(scope, receive, send)
            return
        began = False

        async def noted(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        with self._presence.one():
            try:
                await self._app(scope, receive, noted)
            except asyncio.CancelledError:
                # The server ends and waits no longer. Passed on, it would be "Internal Server Error" to its client and
                # a traceback in the log. A response that has begun is cut off, which its client notices.
                if not began:
                    await refusal(engine_gone())(scope, receive, send)
            except Exception as error:
                # The response is sent; what is left would be logged with a traceback, which may hold a question.
                log.error("%s failed: %s at %s", scope["path"], type(error).__name__, place_of(error))

    def _refused(self, path: str, headers: Headers) -> JSONResponse | None:
        if self._hosts is not None and headers.get("host", "").lower() not in self._hosts:
            return refusal(Failed("This server does not go by that name.", "Use the address it told.", "wrong-host"))
        if path not in OPEN and not self._knows_token(headers.get("authorization", "")):
            return refusal(
                Failed(
                    "The token is missing or wrong.",
                    "Send `Authorization: Bearer TOKEN`; the token is in server.token in the data home.",
                    "unauthorized",
                )
            )
        if "transfer-encoding" in headers:  # it could be endless
            return refusal(
                Failed("The request does not say its length.", "Send Content-Length, not chunks.", "no-length")
            )
        most = self._most_with_pictures if path.startswith(TAKE_PICTURES) else MOST_BYTES
        if int(headers.get("content-length", "0")) > most:
            return refusal(Failed(f"A request has at most {most:,} bytes.", "Send less at once.", "too-large"))
        if headers.get("content-length", "0") != "0" and "json" not in headers.get("content-type", "").lower():
            return refusal(  # FastAPI would pass over the body and miss what stands in it
                Failed("The request is not sent as JSON.", "Send the header Content-Type: application/json.", "usage")
            )
        return None

    def _knows_token(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        return scheme.lower() == "bearer" and secrets.compare_digest(token.strip().encode(), self._token)

"""Refuses requests before their body is served: without the token, to a wrong host, or too long."""

import asyncio
import logging
import secrets

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.events import Failed
from bot.failures import engine_gone
from bot.server.body import given_again, whole_body
from bot.server.errors import refusal
from bot.server.presence import Presence
from bot.wire import MOST_BYTES
from models.errors import place_of

log = logging.getLogger("deskside")

CHUNKED = "transfer-encoding"
"""The header of a body that does not say its length."""

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
        headers = Headers(scope=scope)
        refused = self._refused(scope["path"], headers)
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
                await self._served(scope, headers, receive, noted)
            except asyncio.CancelledError:
                # The server ends and waits no longer. Passed on, it would be "Internal Server Error" to its client and
                # a traceback in the log. A response that has begun is cut off, which its client notices.
                if not began:
                    await refusal(engine_gone())(scope, receive, send)
            except Exception as error:
                # The response is sent; what is left would be logged with a traceback, which may hold a question.
                log.error("%s failed: %s at %s", scope["path"], type(error).__name__, place_of(error))

    async def _served(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        """Serves a request that is not refused for what its headers say."""
        if CHUNKED not in headers or scope["path"] in OPEN:  # nobody reads a body there, and anybody may send one
            await self._app(scope, receive, send)
            return
        most = self._most(scope["path"])
        body = await whole_body(receive, most)
        if body is None:
            await _too_long(most)(scope, receive, send)
        else:
            await self._app(scope, given_again(body, receive), send)

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
        if int(headers.get("content-length", "0")) > self._most(path):
            return _too_long(self._most(path))
        has_body = headers.get("content-length", "0") != "0" or CHUNKED in headers
        if has_body and "json" not in headers.get("content-type", "").lower():
            return refusal(  # FastAPI would pass over the body and miss what stands in it
                Failed("The request is not sent as JSON.", "Send the header Content-Type: application/json.", "usage")
            )
        return None

    def _most(self, path: str) -> int:
        """The longest body in bytes that is read of a request to that path."""
        return self._most_with_pictures if path.startswith(TAKE_PICTURES) else MOST_BYTES

    def _knows_token(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        return scheme.lower() == "bearer" and secrets.compare_digest(token.strip().encode(), self._token)


def _too_long(most: int) -> JSONResponse:
    return refusal(Failed(f"A request has at most {most:,} bytes.", "Send less at once.", "too-large"))

"""The Web API over HTTP: reads a call, lets trouble happen, checks who asks, and answers as Slack does."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.methods import METHODS
from tests.fakes.slack.methods.streams import expire
from tests.fakes.slack.scopes import METHODS as SCOPES
from tests.fakes.slack.world import Call, World

OF_THE_APP = {"apps.connections.open"}
"""Methods that take the app's token instead of the bot's."""


@dataclass
class Api:
    """Answers `/api/METHOD`."""

    world: World

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One call, with whatever trouble is planned for it."""
        method = request.match_info["method"]
        args = await _arguments(request)
        fault = self.world.faults.next_for(method)
        if fault is not None:
            early = await self._before(request, fault, Call(method, args, self.world.clock.now()))
            if early is not None:
                return early
        call = self._applied(method, args, _token(request, args))
        if fault is not None and fault.kind == "lost response":
            return _cut(request)
        return self._told(call)

    async def _before(self, request: web.Request, fault: Fault, call: Call) -> web.StreamResponse | None:
        """The trouble that keeps a call from being applied; None where it only comes late."""
        call.applied = False
        match fault.kind:
            case "ratelimited":
                call.answer = {"ok": False, "error": "ratelimited"}
                self.world.calls.append(call)
                return web.json_response(call.answer, status=429, headers={"Retry-After": str(int(fault.seconds))})
            case "server error":
                call.answer = {"ok": False, "error": "server error"}
                self.world.calls.append(call)
                return web.Response(status=500, text="<html>Internal Server Error</html>", content_type="text/html")
            case "not json":
                return web.Response(text="<html>We are doing maintenance.</html>", content_type="application/json")
            case "error":
                call.answer = {"ok": False, "error": fault.error}
                self.world.calls.append(call)
                return web.json_response(call.answer)
            case "cut":
                return _cut(request)
            case "slow":
                await asyncio.sleep(fault.seconds)
        return None

    def _applied(self, method: str, args: dict[str, Any], token: str) -> Call:
        call = Call(method, {k: v for k, v in args.items() if k != "token"}, self.world.clock.now())
        self.world.calls.append(call)
        expire(self.world)
        try:
            self._allow(method, args, token)
            call.answer = {"ok": True, **METHODS[method](Arguments(self.world, args))}
        except SlackError as refused:
            call.answer = {"ok": False, "error": refused.error, **refused.details}
        return call

    def _allow(self, method: str, args: dict[str, Any], token: str) -> None:
        """Raises unless the workspace knows the method and the token may call it now."""
        world = self.world
        if method not in METHODS or not world.faults.knows(method):
            raise SlackError("unknown_method", req_method=method)
        if not token:
            raise SlackError("not_authed")
        if world.revoked:
            raise SlackError("token_revoked")
        right = world.app_token if method in OF_THE_APP else world.bot_token
        if token != right:
            known = token in (world.app_token, world.bot_token)
            raise SlackError("not_allowed_token_type" if known else "invalid_auth")
        world.need(*SCOPES.get(method, ()))
        channel = str(args.get("channel") or args.get("channel_id") or "")
        if world.faults.rate_limits and (wait := world.limits.wait_for(method, channel)) is not None:
            raise SlackError("ratelimited", _retry_after=wait)

    def _told(self, call: Call) -> web.Response:
        if call.error == "unknown_method" and self.world.faults.unknown_is_404:
            return web.Response(status=404, text="Not Found")
        headers = {"X-OAuth-Scopes": ",".join(sorted(self.world.manifest.scopes))}
        if scopes := SCOPES.get(call.method):
            headers["X-Accepted-OAuth-Scopes"] = ",".join(scopes)
        wait = call.answer.pop("_retry_after", None)
        if wait is not None:
            return web.json_response(call.answer, status=429, headers=headers | {"Retry-After": str(wait)})
        return web.json_response(call.answer, headers=headers)


async def _arguments(request: web.Request) -> dict[str, Any]:
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        args |= json.loads(body) if body else {}
    else:
        args |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    return args


def _token(request: web.Request, args: dict[str, Any]) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ") or str(args.get("token", ""))


def _cut(request: web.Request) -> web.Response:
    """Breaks the connection; the answer goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()

"""Signed HTTP: Slack posts each event to the app's address, and a 200 in time acknowledges it."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from time import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack.delivery import PATIENCE, Delivery
from tests.fakes.slack.world import World


@dataclass(frozen=True)
class Answer:
    """What the app's server said."""

    status: int
    text: str
    no_retry: bool


class HttpEvents:
    """Posts to one address of the app, signed with its secret."""

    def __init__(self, world: World, address: str) -> None:
        self._world = world
        self.address = address
        self.answers: list[int] = []

    async def bring(self, delivery: Delivery) -> dict[str, Any] | None:
        """Posts it once; None unless a 200 comes back in time."""
        headers: dict[str, str] = {}
        if delivery.attempts and delivery.route == "events_api":
            reason = delivery.reason.replace("timeout", "http_timeout") or "http_error"
            headers = {"X-Slack-Retry-Num": str(delivery.attempts), "X-Slack-Retry-Reason": reason}
        body, kind = _written(delivery)
        try:
            answer = await self.post(body, kind, headers)
        except (aiohttp.ClientError, TimeoutError):
            return None
        if answer.no_retry:
            return {}
        return None if answer.status != 200 else _payload(answer.text)

    async def post(
        self,
        body: str,
        kind: str,
        headers: dict[str, str] | None = None,
        at: float | None = None,
        secret: str | None = None,
    ) -> Answer:
        """Posts a body with the signature that belongs to it, or as of another time, or with another secret."""
        stamp = str(int(time() if at is None else at))
        signature = signed(secret or self._world.signing_secret, stamp, body)
        sent = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.post(self.address, data=body.encode(), headers=sent | (headers or {})) as response,
        ):
            self.answers.append(response.status)
            return Answer(response.status, await response.text(), response.headers.get("X-Slack-No-Retry") == "1")

    async def challenge(self) -> bool:
        """Whether the app answers the question that Slack asks when its address is set."""
        body = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1aB"})
        answer = await self.post(body, "application/json")
        return answer.status == 200 and "3eZbrw1aB" in answer.text


def signed(secret: str, stamp: str, body: str) -> str:
    """Slack's signature of a body at a time (v0)."""
    return "v0=" + hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()


def _written(delivery: Delivery) -> tuple[str, str]:
    match delivery.route:
        case "events_api":
            return json.dumps(delivery.payload), "application/json"
        case "slash_commands":
            return urlencode(delivery.payload), "application/x-www-form-urlencoded"
        case "interactive":
            return urlencode({"payload": json.dumps(delivery.payload)}), "application/x-www-form-urlencoded"


def _payload(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        told: dict[str, Any] = json.loads(text)
    except ValueError:
        return {"text": text}
    return told

"""Slack's Web API as the app calls it: Retry-After is kept, what may be repeated is, and what failed has a name.

A call ends in one of three ways: it worked, Slack refused (`Refused`), or nobody knows whether it worked (`Unsure`).
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.slack.payload import text_at
from bot.slack.tokens import Tokens
from bot.slack.troubles import Troubles

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError
    from slack_sdk.web.async_client import AsyncWebClient

TIMEOUT = 20
"""Seconds for one request."""

TRIES = 4
MOST_PAUSE = 10.0
NOT_TRIED_AGAIN = 600.0
"""Seconds that an optional method is left alone after the workspace said that it hasn't got it."""

ONCE = frozenset(
    "chat_postMessage chat_postEphemeral chat_startStream chat_appendStream chat_stopStream files_upload_v2".split()
)
"""Methods that do something a second time when they are called a second time."""

PASSING = frozenset("internal_error fatal_error service_unavailable request_timeout team_added_to_org".split())
UNKNOWN = frozenset("unknown_method not_implemented".split())
LACKING = UNKNOWN | frozenset(
    "missing_scope feature_disabled not_allowed_token_type method_deprecated deprecated_endpoint".split()
)

BY_KIND = "conversations_"
"""How the methods begin that may lack the scope for one kind of conversation and have it for the others."""


class Refused(Exception):
    """Slack said no, with a reason of its own."""

    def __init__(self, method: str, error: str) -> None:
        super().__init__(f"{method}: {error}")
        self.error = error


class Unsure(Exception):
    """The connection broke or Slack failed: whether the call of that method was carried out is not known."""


class Limited(Exception):
    """Slack wants fewer calls; after so many seconds this one may be made."""

    def __init__(self, method: str, seconds: float) -> None:
        super().__init__(f"{method}: wait {seconds:.0f} s")
        self.seconds = seconds


class Web:
    """Calls methods of `AsyncWebClient` by name."""

    def __init__(self, client: "AsyncWebClient", troubles: Troubles) -> None:
        self.client = client
        self._troubles = troubles
        self._limited_until: dict[tuple[str, str], float] = {}
        self._lacking_until: dict[str, float] = {}
        self._unknown: set[str] = set()

    async def call(self, method: str, *, patient: bool = True, tries: int = TRIES, **body: Any) -> dict[str, Any]:
        """What Slack answers. Raises `Refused`, `Unsure` and, unless it is to be patient, `Limited`."""
        failures = 0
        while True:
            await self._wait_until_allowed(method, text_at(body, "channel"), patient)
            try:
                return await self._try(method, body)
            except Limited as limited:
                self._limited_until[method, text_at(body, "channel")] = _now() + limited.seconds
                if not patient:
                    raise
            except _NotSent:
                failures += 1
                if failures >= tries:
                    raise Unsure(method) from None
            except Unsure:
                failures += 1
                if method in ONCE or failures >= tries:
                    raise
            if failures:
                await asyncio.sleep(pause(failures))

    async def attempt(self, method: str, **body: Any) -> dict[str, Any] | None:
        """As `call`, for what a workspace may not have or the app may do without: None if it didn't work."""
        if self.lacks(method):
            return None
        try:
            return await self.call(method, **body)
        except (Refused, Unsure, Limited):
            return None

    async def show_view(self, trigger: str, view: dict[str, Any]) -> bool:
        """Whether Slack opened a modal, over the one that the click came from if there is one."""
        body = {"trigger_id": trigger, "view": view}
        return bool(await self.attempt("views_open", **body) or await self.attempt("views_push", **body))

    async def respond(self, url: str, body: dict[str, Any]) -> bool:
        """Whether a response URL took the message; it may have expired. It is a secret itself, and gets no token."""
        import aiohttp

        session = self.client.session
        if session is None:
            return False
        try:
            async with session.post(url, json=body, allow_redirects=False, proxy=self.client.proxy) as response:
                return response.status == 200 and '"ok":false' not in (await response.text()).replace(" ", "")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return False

    async def insist(self, method: str, **body: Any) -> dict[str, Any] | None:
        """As `attempt`, for what must not be guessed: asks until Slack says something, and is None where it refuses."""
        failures = 0
        while not self.lacks(method):
            try:
                return await self.call(method, **body)
            except Refused:
                return None
            except Unsure:
                failures += 1
                await asyncio.sleep(pause(failures))
        return None

    def lacks(self, method: str) -> bool:
        """Whether the workspace said a short while ago that it hasn't got this method."""
        return self._lacking_until.get(method, 0.0) > _now()

    def is_unknown(self, method: str) -> bool:
        """Whether the server has said that there is no such method: then it is not Slack's own."""
        return method in self._unknown

    async def _wait_until_allowed(self, method: str, channel: str, patient: bool) -> None:
        """Waits until Slack's Retry-After for this method and channel has passed."""
        while (left := self._limited_until.get((method, channel), 0.0) - _now()) > 0:
            if not patient:
                raise Limited(method, left)
            await asyncio.sleep(left)
        self._limited_until.pop((method, channel), None)

    async def _try(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        import aiohttp
        from slack_sdk.errors import SlackApiError, SlackRequestError

        try:
            response = await getattr(self.client, method)(**body)
        except SlackApiError as error:
            raise self._failure(method, error) from None
        except aiohttp.ClientConnectorError:
            raise _NotSent from None
        except (aiohttp.ClientError, TimeoutError, OSError, SlackRequestError, AttributeError, ValueError):
            # AttributeError and ValueError: the SDK met an answer that is no JSON object.
            raise Unsure(method) from None
        return dict(response.data)

    def _failure(self, method: str, error: "SlackApiError") -> Exception:
        """What Slack's answer means; a refusal is told and remembered."""
        meant = meaning(method, error)
        if isinstance(meant, Refused):
            self._troubles.tell(method, meant.error, text_at(_data(error), "needed"))
            if meant.error in LACKING and not (meant.error == "missing_scope" and method.startswith(BY_KIND)):
                self._lacking_until[method] = _now() + NOT_TRIED_AGAIN
            if meant.error in UNKNOWN:
                self._unknown.add(method)
        return meant


class _NotSent(Exception):
    """The request never left: it may be repeated, whatever it does."""


def meaning(method: str, error: "SlackApiError") -> Refused | Unsure | Limited:
    """What Slack's answer means, where it is not that a call worked."""
    response = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)
    reason = text_at(_data(error), "error")
    if status == 429 or reason in ("ratelimited", "rate_limited"):
        return Limited(method, _retry_after(response))
    if status == 404 and not reason:
        reason = "unknown_method"
    if status >= 500 or reason in PASSING or not reason:
        return Unsure(method)
    return Refused(method, reason)


@asynccontextmanager
async def connected(tokens: Tokens, troubles: Troubles) -> AsyncIterator[Web]:
    """The Web API with the bot's token, over connections that are kept."""
    import aiohttp

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
        yield Web(web_client(tokens, tokens.bot, session), troubles)


def web_client(tokens: Tokens, token: str, session: Any = None) -> "AsyncWebClient":
    """A client for one token that repeats nothing by itself: only `Web` knows what may be repeated."""
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.slack.logs import sdk_log

    client = AsyncWebClient(
        token=token, base_url=tokens.api_url, session=session, timeout=TIMEOUT, retry_handlers=[], logger=sdk_log()
    )
    if tokens.is_local:
        client.proxy = None
    return client


def pause(failures: int) -> float:
    """Seconds to wait after so many failures: longer each time, and never the same for two."""
    return float(min(MOST_PAUSE, 0.25 * 2**failures) * random.uniform(0.5, 1.0))  # noqa: S311 no secret


def _data(error: "SlackApiError") -> dict[str, Any]:
    """What Slack answered, empty where that was no object: the SDK has another kind of response then."""
    data = getattr(error.response, "data", None)
    return data if isinstance(data, dict) else {}


def _retry_after(response: Any) -> float:
    """The seconds that Slack wants to be left alone; its headers are found whatever their capitals."""
    try:
        return max(0.0, float(response.headers["Retry-After"]))
    except (AttributeError, KeyError, ValueError):
        return 1.0


def _now() -> float:
    return asyncio.get_running_loop().time()

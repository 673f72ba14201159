"""`deskside slack --check`: asks Slack for all that the app needs, and names the step that fixes what is missing.

No token is ever part of a finding: what Slack refuses is told by the name of its error.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.checks import Check
from bot.settings import Settings
from bot.slack.payload import text_at
from bot.slack.tokens import SLACK_API, Tokens
from bot.slack.troubles import FIXES
from bot.usual_space import usual_space
from models.errors import DesksideError

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

SCOPES = {
    "app_mentions:read": "it is not told when somebody mentions it",
    "assistant:write": "it suggests no prompts in its own chat",
    "channels:history": "it misses follow-ups in threads, and can't look whether it has answered before",
    "channels:read": "it can't tell who may read a channel, and answers there from nothing that is not for everybody",
    "chat:write": "it can't answer",
    "commands": "there is no /deskside and no “Find an answer”",
    "files:read": "it can't see screenshots",
    "files:write": "it can't show figures",
    "groups:history": "it misses follow-ups in private channels",
    "groups:read": "it can't tell who may read a private channel",
    "im:history": "it hears no direct messages",
    "im:write": "it can't send the digest to a person",
    "mpim:history": "it hears nothing in group messages",
    "mpim:read": "it can't tell who is in a group message",
    "usergroups:read": "it can't tell who is in a group, and gives nobody what only a group may read",
    "users:read": "it takes other apps in a channel for people, and shows nobody their spaces in its home",
}
"""The scopes of the manifest, and what happens without each."""

MANIFEST = "deploy/slack-manifest.yaml"
PAGE = 200
"""Channels that are asked for at once; Slack has more on further pages."""

OPENING = 10
"""Seconds that the socket may take to say hello."""


@dataclass(frozen=True)
class _Response:
    """What Slack answered: a body with its headers, or the name of its refusal."""

    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    @property
    def unknown(self) -> bool:
        """Whether the workspace has no such method, as an emulator may not."""
        return self.error in ("unknown_method", "not_implemented", "http 404")


async def checks(settings: Settings, tokens: Tokens, http: bool) -> list[Check]:
    """All that can be asked of Slack, in the order in which a newcomer would fix things."""
    found = [bot_token(tokens), signing_secret(tokens) if http else app_token(tokens)]
    if not found[0].fine:
        return found
    return found + [check async for check in _asked(settings, tokens, http, ready=found[1].fine)]


def bot_token(tokens: Tokens) -> Check:
    """Whether the bot's token looks like one."""
    fix = (
        "Copy the Bot User OAuth Token from your app's page (OAuth & Permissions) into SLACK_BOT_TOKEN. "
        "It begins with xoxb-."
    )
    return _shape("bot token", "SLACK_BOT_TOKEN", tokens.bot, r"(xoxe\.)?xoxb-\S+", fix)


def app_token(tokens: Tokens) -> Check:
    """Whether the app's token looks like one."""
    fix = (
        "On your app's page (Basic Information, App-Level Tokens) generate a token with the scope connections:write "
        "and copy it into SLACK_APP_TOKEN. It begins with xapp-."
    )
    return _shape("app token", "SLACK_APP_TOKEN", tokens.app, r"xapp-\S+", fix)


def signing_secret(tokens: Tokens) -> Check:
    """Whether the signing secret looks like one."""
    fix = (
        "Copy the Signing Secret from your app's page (Basic Information, App Credentials) into SLACK_SIGNING_SECRET. "
        "It is 32 letters and digits."
    )
    return _shape("signing secret", "SLACK_SIGNING_SECRET", tokens.signing_secret, r"(?!xox|xapp)\S+", fix)


def _shape(name: str, variable: str, value: str, pattern: str, fix: str) -> Check:
    if not value:
        return Check(name, False, f"{variable} is not set", fix)
    if not re.fullmatch(pattern, value):
        kind = value[:4] if value[:4] in ("xoxb", "xapp", "xoxp", "xoxe") else ""
        return Check(name, False, f"{variable} holds {f'another token ({kind}-…)' if kind else 'something else'}", fix)
    return Check(name, True, f"{variable} is set")


async def _asked(settings: Settings, tokens: Tokens, http: bool, ready: bool) -> AsyncIterator[Check]:
    from bot.slack.web import web_client

    client = web_client(tokens, tokens.bot)
    me = await _ask(client, "auth_test")
    yield _identity(me, tokens)
    if me.error:
        return
    yield _scopes(me)
    if ready and not http:
        yield await _socket(tokens)
    yield await _channels(client, settings)
    yield _people(settings)
    yield await _groups(client, settings)
    yield await _spaces(settings)
    if settings.slack.redis:
        yield await _redis(settings.slack.redis)


def _identity(me: _Response, tokens: Tokens) -> Check:
    name = "workspace"
    if me.error in FIXES:
        return Check(name, False, f"Slack says {me.error}", FIXES[me.error])
    if me.error:
        where = "Slack" if tokens.api_url == SLACK_API else "what DESKSIDE_SLACK_API_URL names"
        return Check(name, False, f"{where} says {me.error}", f"Check that {where} can be reached from here.")
    return Check(name, True, f"@{me.body.get('user', 'the app')} in {me.body.get('team', 'the workspace')}")


def _scopes(me: _Response) -> Check:
    """Slack names a token's scopes in the headers of every answer."""
    granted = me.headers.get("X-OAuth-Scopes")  # whatever its capitals
    if granted is None:
        return Check("scopes", True, "the workspace doesn't say which it gave")
    missing = sorted(SCOPES.keys() - {scope.strip() for scope in granted.split(",")})
    if not missing:
        return Check("scopes", True, f"all {len(SCOPES)}")
    without = "; ".join(f"{scope}: without it {SCOPES[scope]}" for scope in missing)
    fix = (
        f"On your app's page (OAuth & Permissions) add {', '.join(missing)}, or paste {MANIFEST} under App Manifest. "
        "Then install the app again."
    )
    return Check("scopes", False, f"{len(missing)} missing. {without}", fix)


async def _socket(tokens: Tokens) -> Check:
    """Whether a socket opens and says hello: then events come."""
    import aiohttp

    from bot.slack.web import web_client

    name = "events"
    opened = await _ask(web_client(tokens, tokens.app), "apps_connections_open", app_token=tokens.app)
    if opened.error:
        fixes = {
            "invalid_auth": "Generate a new app-level token (Basic Information, App-Level Tokens) for SLACK_APP_TOKEN.",
            "missing_scope": "Generate an app-level token that has the scope connections:write.",
            "socket_mode_disabled": "Switch Socket Mode on, on your app's page (Socket Mode), or run with --http PORT.",
        }
        fix = fixes.get(opened.error, f"Switch Socket Mode on, on your app's page, or paste {MANIFEST} there.")
        return Check(name, False, f"no socket: {opened.error}", fix)
    try:
        async with (
            asyncio.timeout(OPENING),
            aiohttp.ClientSession(trust_env=not tokens.is_local) as session,
            session.ws_connect(str(opened.body["url"])) as socket,
        ):
            hello = await socket.receive_json()
    except (aiohttp.ClientError, TimeoutError, OSError, TypeError, ValueError) as error:
        fix = "Let this machine open outgoing connections to wss-primary.slack.com, port 443 (WebSockets)."
        return Check(name, False, f"the socket doesn't open: {type(error).__name__}", fix)
    others = int(hello.get("num_connections") or 1) - 1
    shared = f"; {others} other {'socket is' if others == 1 else 'sockets are'} open too" if others > 0 else ""
    return Check(name, True, f"the socket opens{shared}")


async def _channels(client: "AsyncWebClient", settings: Settings) -> Check:
    """Which channels the app is in, and that it is in those that the settings name."""
    name, slack = "channels", settings.slack
    # A kind that the app may not see is left out rather than mistaken for an empty one.
    joined: dict[str, str] = {}
    for kind in ("public_channel", "private_channel"):
        async for page in _pages(client, "users_conversations", types=kind, exclude_archived=True, limit=PAGE):
            if page.unknown:
                return Check(name, True, "the workspace doesn't say which it is in")
            joined |= {str(channel["id"]): f"#{channel.get('name', '')}" for channel in page.body.get("channels", ())}
    named = (slack.people_channel, slack.digest_channel)
    wanted = {*slack.channels, *(channel for channel in named if not channel.startswith(("U", "W")))}
    if missing := sorted(wanted - joined.keys() - {""}):
        fix = "Invite it there with /invite @Deskside, or fix the id in [slack] of deskside.toml."
        return Check(name, False, f"it is not in {', '.join(missing)}, which the settings name", fix)
    if not joined:
        return Check(name, True, "in none yet; invite it into one with /invite @Deskside")
    shown = sorted(joined.values())
    return Check(name, True, ", ".join(shown[:5]) + (f" and {len(shown) - 5} more" if len(shown) > 5 else ""))


def _people(settings: Settings) -> Check:
    """The people that the settings name are named by their ids; the app may not look people up."""
    name, slack = "people", settings.slack
    named = {*slack.admins, *(user for readers in slack.readers.values() for user in readers.users)}
    if wrong := sorted(user for user in named if not re.fullmatch(r"[UW][A-Z0-9]+", user)):
        fix = "Name people by their ids in [slack] of deskside.toml: a profile's menu in Slack has “Copy member ID”."
        return Check(name, False, f"not the id of a person: {', '.join(wrong)}", fix)
    return Check(name, True, f"{len(slack.admins)} may use /deskside admin" if slack.admins else "no admins are named")


async def _groups(client: "AsyncWebClient", settings: Settings) -> Check:
    """The groups that the settings name exist."""
    name, slack = "groups", settings.slack
    wanted = {slack.people, *(channel.people for channel in slack.channels.values())}
    wanted |= {group for readers in slack.readers.values() for group in readers.groups}
    wanted.discard("")
    if not wanted:
        return Check(name, True, "none is named to be asked when an answer doesn't help")
    response = await _ask(client, "usergroups_list")
    if response.error:
        return Check(
            name, response.unknown, f"the workspace doesn't say ({response.error})", "Add the scope usergroups:read."
        )
    there = {str(group["id"]) for group in response.body.get("usergroups", ()) if not group.get("date_delete")}
    if missing := sorted(wanted - there):
        fix = "Fix the ids in [slack] of deskside.toml; in Slack they are under People, User groups, in the address."
        return Check(name, False, f"there is no group {', '.join(missing)}", fix)
    return Check(name, True, f"{len(wanted)} named, all there")


async def _spaces(settings: Settings) -> Check:
    """The spaces that the settings map channels to are in the knowledge."""
    name, slack = "spaces", settings.slack
    wanted = {*slack.spaces, *(space for channel in slack.channels.values() for space in channel.spaces)}
    wanted |= slack.readers.keys()
    from bot.attach import open_engine

    try:
        async with open_engine(settings) as engine:
            there = set(await engine.spaces())
    except DesksideError as error:
        return Check(name, False, error.problem, error.next_step)
    wanted = wanted or {usual_space(settings, there)}
    if missing := sorted(wanted - there):
        fix = f"Fill it with `deskside add PATH --space {missing[0]}`, or fix its name in deskside.toml."
        return Check(name, False, f"nothing is in {', '.join(missing)}", fix)
    return Check(name, True, f"answers come from {', '.join(sorted(wanted))}")


async def _redis(address: str) -> Check:
    from bot.slack.redis_ledger import RedisLedger, RedisUnusable

    try:
        await (await RedisLedger.open(address, "")).close()
    except RedisUnusable as error:
        return Check("redis", False, error.problem, error.next_step)
    return Check("redis", True, "it answers")


async def _pages(client: "AsyncWebClient", method: str, **body: Any) -> AsyncIterator[_Response]:
    """Every page of a list, or the refusal that it ends with."""
    cursor = ""
    while True:
        page = await _ask(client, method, **body, **({"cursor": cursor} if cursor else {}))
        yield page
        cursor = text_at(page.body, "response_metadata", "next_cursor")
        if not cursor:
            return


async def _ask(client: "AsyncWebClient", method: str, **body: Any) -> _Response:
    """One call, tried once; how it failed is told by a name that holds nothing secret."""
    import aiohttp
    from slack_sdk.errors import SlackApiError, SlackClientError

    try:
        response = await getattr(client, method)(**body)
    except SlackApiError as error:
        data = getattr(error.response, "data", None)
        status = getattr(error.response, "status_code", None)
        reason = data.get("error") if isinstance(data, dict) else None
        return _Response(error=str(reason or f"http {status}"))
    except (aiohttp.ClientError, SlackClientError, TimeoutError, OSError, AttributeError, ValueError) as error:
        return _Response(error=f"nothing ({type(error).__name__})")
    return _Response(dict(response.data), response.headers)

"""What Slack says of people, groups and channels, remembered for a while; what it refuses to say is asked again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from bot.slack.payload import text_at
from bot.slack.rules import Me
from bot.slack.web import Web

KEPT = 300.0
"""Seconds that what Slack said is remembered."""

MOST_KEPT = 2_000
MOST_MEMBERS = 5_000
"""The members of a larger channel are not told one by one."""

Value = TypeVar("Value")


class Roster:
    """Who is who in the workspace."""

    def __init__(self, web: Web, me: Me) -> None:
        self._web = web
        self._me = me
        self._kept: dict[str, tuple[float, Any]] = {}

    def forget(self) -> None:
        """Asks Slack again about everything."""
        self._kept.clear()

    async def group(self, group: str) -> frozenset[str]:
        """Who is in a user group; nobody where Slack doesn't say."""

        async def ask() -> frozenset[str] | None:
            response = await self._web.insist("usergroups_users_list", usergroup=group)
            return None if response is None else frozenset(response.get("users") or ())

        return await self._remembered(f"group/{group}", ask) or frozenset()

    async def members(self, channel: str) -> frozenset[str]:
        """Who is in a channel besides the app; nobody where they can't be told or are too many."""
        return await self._remembered(f"members/{channel}", lambda: self._members(channel)) or frozenset()

    async def is_shared(self, channel: str) -> bool:
        """Whether people of another company are in a channel; where Slack doesn't say, they may be."""

        async def ask() -> bool | None:
            response = await self._web.insist("conversations_info", channel=channel)
            if response is None:
                return None
            about = response.get("channel") or {}
            return bool(about.get("is_ext_shared") or about.get("is_pending_ext_shared"))

        shared = await self._remembered(f"shared/{channel}", ask)
        return not self._web.is_unknown("conversations_info") if shared is None else shared

    async def is_stranger(self, user: str, team: str = "") -> bool:
        """Whether somebody is of another company; where neither Slack nor what it sent (`team`) says, they may be."""
        if team == self._me.team:
            return False
        person = await self._person(user)
        if person is None:
            return bool(team) or not self._web.is_unknown("users_info")
        organization = text_at(person, "enterprise_user", "enterprise_id")
        return person.get("team_id") != self._me.team and not organization == self._me.organization != ""

    async def is_bot(self, user: str) -> bool:
        """Whether somebody is an app; where Slack doesn't say, they are a person."""
        return bool((await self._person(user) or {}).get("is_bot"))

    async def _person(self, user: str) -> Mapping[str, Any] | None:
        async def ask() -> Mapping[str, Any] | None:
            response = await self._web.insist("users_info", user=user)
            return None if response is None else dict(response.get("user") or {})

        return await self._remembered(f"person/{user}", ask)

    async def _members(self, channel: str) -> frozenset[str] | None:
        members: set[str] = set()
        cursor = ""
        while len(members) <= MOST_MEMBERS:
            page = await self._web.insist("conversations_members", channel=channel, limit=1_000, cursor=cursor)
            if page is None:
                return None
            members |= set(page.get("members") or ())
            cursor = text_at(page, "response_metadata", "next_cursor")
            if not cursor:
                return frozenset(members) - {self._me.user}
        return frozenset()

    async def _remembered(self, name: str, ask: Callable[[], Awaitable[Value | None]]) -> Value | None:
        """What Slack says, or None where it refuses: a right may be given at any moment."""
        now = asyncio.get_running_loop().time()
        if name in self._kept and now - self._kept[name][0] < KEPT:
            kept: Value = self._kept[name][1]
            return kept
        value = await ask()
        if value is not None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[name] = (now, value)
        return value

"""Who may read what: a channel's spaces, a space's readers, and what admins chose beside deskside.toml.

A reply that a channel sees comes only from spaces that everybody in the channel may read.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from bot.settings import Settings
from bot.slack.asked import Asked
from bot.slack.ledger import Ledger
from bot.slack.web import Web
from bot.slack_settings import ChannelSettings, Readers, SlackSettings

KEPT = 300.0
"""Seconds that members of a channel or a group are remembered."""

MOST_KEPT = 2_000
MOST_MEMBERS = 5_000
"""A channel with more members sees nothing of a space that has readers of its own."""

NOBODY = "nobody"
"""An admin's choice that nobody is asked in a channel; without a choice, deskside.toml says who is."""

Value = TypeVar("Value")


class Access:
    """Answers from the settings, the admins' choices and Slack's lists of members."""

    def __init__(self, settings: Settings, web: Web, ledger: Ledger) -> None:
        self._settings = settings
        self._web = web
        self._ledger = ledger
        self._kept: dict[str, tuple[float, Any]] = {}

    @property
    def slack(self) -> SlackSettings:
        """The settings of deskside.toml."""
        return self._settings.slack

    async def channel(self, channel: str) -> ChannelSettings:
        """What a channel gets: an admin's choice, else deskside.toml's table, else the defaults."""
        written = self.slack.channels.get(channel, ChannelSettings())
        chosen = await self._ledger.chosen()
        spaces = chosen.get(f"channel/{channel}/spaces")
        everything = chosen.get(f"channel/{channel}/everything")
        people = chosen.get(f"channel/{channel}/people")
        return ChannelSettings(
            spaces=tuple(spaces.split(",")) if spaces else written.spaces,
            everything=everything == "on" if everything else written.everything,
            people="" if people == NOBODY else people or written.people or self.slack.people,
        )

    async def readers(self) -> dict[str, Readers]:
        """The spaces that are not for everybody, with who may read them."""
        readers = dict(self.slack.readers)
        for name, value in (await self._ledger.chosen()).items():
            if name.startswith("readers/"):
                space = name.removeprefix("readers/")
                readers.pop(space, None)
                if value != "everybody":
                    readers[space] = Readers(**json.loads(value))
        return readers

    async def spaces(self, asked: Asked) -> tuple[str, ...]:
        """The spaces that a question may be answered from, with the eyes of all who will see the reply."""
        if asked.direct:
            return await self.direct_spaces(asked.user)
        readers = await self.readers()
        wanted = (await self.channel(asked.channel)).spaces
        if not wanted:
            wanted = () if await self._is_shared(asked.channel) else self._default()
        if asked.private:
            allowed = [s for s in wanted if s not in readers or await self._may_read(asked.user, readers[s])]
        else:
            allowed = [s for s in wanted if s not in readers or await self._may_all_read(asked.channel, readers[s])]
        return tuple(allowed)

    async def may_all_see(self, channel: str, spaces: Iterable[str]) -> bool:
        """Whether everybody in a channel may read all of these spaces."""
        readers = await self.readers()
        for space in spaces:
            if space in readers and not await self._may_all_read(channel, readers[space]):
                return False
        return True

    async def may_read(self, user: str, spaces: Iterable[str]) -> bool:
        """Whether somebody may read all of these spaces."""
        readers = await self.readers()
        for space in spaces:
            if space in readers and not await self._may_read(user, readers[space]):
                return False
        return True

    async def direct_spaces(self, user: str) -> tuple[str, ...]:
        """The spaces that somebody is answered from in a direct message: the usual ones, and those kept for readers."""
        readers = await self.readers()
        own = [space for space in readers if await self._may_read(user, readers[space])]
        return tuple(s for s in dict.fromkeys([*self._default(), *own]) if s not in readers or s in own)

    def is_admin(self, user: str) -> bool:
        """Whether somebody may use `/deskside admin`."""
        return user in self.slack.admins

    def forget(self) -> None:
        """Asks Slack again about members."""
        self._kept.clear()

    def _default(self) -> tuple[str, ...]:
        return self.slack.spaces or (self._settings.space,)

    async def _may_read(self, user: str, readers: Readers) -> bool:
        if user in readers.users:
            return True
        for group in readers.groups:
            if user in await self._group(group):
                return True
        return False

    async def _may_all_read(self, channel: str, readers: Readers) -> bool:
        """Whether everybody in a channel may read a space; where that can't be found out, they may not."""
        members = await self._remembered(f"channel/{channel}", lambda: self._members(channel))
        if not members:
            return False
        allowed = set(readers.users)
        for group in readers.groups:
            allowed |= await self._group(group)
        return members <= allowed

    async def _group(self, group: str) -> frozenset[str]:
        async def ask() -> frozenset[str]:
            told = await self._web.insist("usergroups_users_list", usergroup=group)
            return frozenset((told or {}).get("users") or ())

        return await self._remembered(f"group/{group}", ask)

    async def _members(self, channel: str) -> frozenset[str]:
        """Who is in a channel besides the app; empty if they can't be told or are too many."""
        members: set[str] = set()
        cursor = ""
        while len(members) <= MOST_MEMBERS:
            page = await self._web.insist("conversations_members", channel=channel, limit=1_000, cursor=cursor)
            if page is None:
                return frozenset()
            members |= set(page.get("members") or ())
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return frozenset(members) - {await self._own_user()}
        return frozenset()

    async def _own_user(self) -> str:
        """The app's own user id: it is a member of every channel that it answers in. Empty where Slack doesn't say."""

        async def ask() -> str:
            me = await self._web.insist("auth_test")
            return str((me or {}).get("user_id") or "")

        return await self._remembered("me", ask)

    async def _is_shared(self, channel: str) -> bool:
        """Whether people of another company are in the channel; where Slack doesn't say, they may be."""

        async def ask() -> bool:
            told = await self._web.insist("conversations_info", channel=channel)
            if told is None:
                return not self._web.is_unknown("conversations_info")  # what shares no channels doesn't know it
            about = told.get("channel") or {}
            return bool(about.get("is_ext_shared") or about.get("is_pending_ext_shared"))

        return await self._remembered(f"shared/{channel}", ask)

    async def _remembered(self, name: str, ask: Callable[[], Awaitable[Value]]) -> Value:
        now = asyncio.get_running_loop().time()
        if name in self._kept and now - self._kept[name][0] < KEPT:
            kept: Value = self._kept[name][1]
            return kept
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        value = await ask()
        self._kept[name] = (now, value)
        return value

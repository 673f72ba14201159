"""Who may read what: a channel's spaces, a space's readers, and what admins chose beside deskside.toml.

A reply that a channel sees comes only from spaces that everybody in the channel may read. People of another company get
nothing but what the table of a channel that is shared with them names.
"""

import json
from collections.abc import Iterable
from functools import partial

from bot.settings import Settings
from bot.slack.asked import Asked
from bot.slack.ledger import Ledger
from bot.slack.reconnecting_engine import ReconnectingEngine
from bot.slack.roster import Roster
from bot.slack_settings import ChannelSettings, Readers, SlackSettings
from bot.usual_space import usual_space

NOBODY = "nobody"
"""An admin's choice that nobody is asked in a channel; without a choice, deskside.toml says who is."""


class Access:
    """Answers from the settings, the admins' choices and what Slack says of people."""

    def __init__(self, settings: Settings, ledger: Ledger, roster: Roster, engine: ReconnectingEngine) -> None:
        self._settings = settings
        self._ledger = ledger
        self._roster = roster
        self._engine = engine

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
        """The spaces that a question may be answered from, with the eyes of all who will see the reply.

        Like `direct_spaces`, it raises `DesksideError` where the engine has to say which spaces there are, and is away.
        """
        if asked.direct:
            return await self.direct_spaces(asked.user, asked.team)
        readers = await self.readers()
        wanted = (await self.channel(asked.channel)).spaces or await self._default_for(asked)
        may = partial(self._may_read, asked.user) if asked.private else partial(self._may_all_read, asked.channel)
        return tuple([space for space in wanted if space not in readers or await may(readers[space])])

    async def may_all_see(self, channel: str, spaces: Iterable[str]) -> bool:
        """Whether everybody in a channel may read all of these spaces."""
        if await self._roster.is_shared(channel) and not await self._are_named(channel, spaces):
            return False
        readers = await self.readers()
        for space in spaces:
            if space in readers and not await self._may_all_read(channel, readers[space]):
                return False
        return True

    async def may_read(self, user: str, team: str, channel: str, spaces: Iterable[str]) -> bool:
        """Whether somebody may read all of these spaces in a channel."""
        if await self._roster.is_stranger(user, team) and not await self._are_named(channel, spaces):
            return False
        readers = await self.readers()
        for space in spaces:
            if space in readers and not await self._may_read(user, readers[space]):
                return False
        return True

    async def direct_spaces(self, user: str, team: str = "") -> tuple[str, ...]:
        """The spaces that somebody is answered from in a direct message: the usual ones, and those kept for readers."""
        if await self._roster.is_stranger(user, team):
            return ()
        readers = await self.readers()
        own = [space for space in readers if await self._may_read(user, readers[space])]
        return tuple(s for s in dict.fromkeys([*await self._default(), *own]) if s not in readers or s in own)

    async def is_stranger(self, asked: Asked) -> bool:
        """Whether who asks is of another company."""
        return await self._roster.is_stranger(asked.user, asked.team)

    def is_admin(self, user: str) -> bool:
        """Whether somebody may use `/deskside admin`."""
        return user in self.slack.admins

    def forget(self) -> None:
        """Asks Slack again about members."""
        self._roster.forget()

    async def _default(self) -> tuple[str, ...]:
        """The spaces of who has no rule of their own; the usual one where Slack's settings speak of no space at all."""
        if self.slack.spaces:
            return self.slack.spaces
        # The only space there is may be meant for the channel or the readers that it was named for, and nobody else.
        if await self._is_a_space_named():
            return (self._settings.space,)
        return (usual_space(self._settings, await self._engine.ask(lambda engine: engine.spaces())),)

    async def _is_a_space_named(self) -> bool:
        """Whether deskside.toml or an admin named a space for a channel or for readers."""
        named = [*self.slack.readers, *(space for channel in self.slack.channels.values() for space in channel.spaces)]
        chosen = await self._ledger.chosen()
        return bool(named) or any(name.startswith("readers/") or name.endswith("/spaces") for name in chosen)

    async def _default_for(self, asked: Asked) -> tuple[str, ...]:
        """What a channel without a table of its own gets: nothing if somebody of another company sees the reply."""
        if asked.private:
            is_seen = await self._roster.is_stranger(asked.user, asked.team)
        else:
            is_seen = await self._roster.is_shared(asked.channel)
        return () if is_seen else await self._default()

    async def _are_named(self, channel: str, spaces: Iterable[str]) -> bool:
        """Whether all of these spaces were chosen for a channel itself."""
        return set(spaces) <= set((await self.channel(channel)).spaces)

    async def _may_read(self, user: str, readers: Readers) -> bool:
        if user in readers.users:
            return True
        for group in readers.groups:
            if user in await self._roster.group(group):
                return True
        return False

    async def _may_all_read(self, channel: str, readers: Readers) -> bool:
        """Whether everybody in a channel may read a space; where that can't be found out, they may not."""
        members = await self._roster.members(channel)
        if not members:
            return False
        allowed = set(readers.users)
        for group in readers.groups:
            allowed |= await self._roster.group(group)
        for other in members - allowed:
            if not await self._roster.is_bot(other):
                return False
        return True

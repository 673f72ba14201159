"""The way in: whatever people write becomes a question here, or is left alone.

`claim` in the ledger is where a Slack redelivery is dropped. It is awaited before Slack gets its ack, so a question is
either in the ledger or will be sent again; the work itself begins on the desk, in a task of its own.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.slack import clock, keys
from bot.slack.asked import Asked, Way, files_of, message_key
from bot.slack.blocks import said
from bot.slack.budgets import Budgets
from bot.slack.desk import Desk
from bot.slack.job import Services
from bot.slack.markdown import escaped
from bot.slack.payload import text_at
from bot.slack.rules import (
    Event,
    is_direct,
    is_in_thread,
    looks_like_a_question,
    mentions,
    mentions_others,
    question_in,
    readable,
    why_ignored,
)


class Intake:
    """Takes questions in, each once."""

    def __init__(self, services: Services, desk: Desk, budgets: Budgets, overheard: Budgets) -> None:
        self._me, self._ledger, self._access = services.me, services.ledger, services.access
        self._desk = desk
        self._budgets = budgets
        self._overheard = overheard

    async def message(self, event: Event, event_id: str) -> None:
        """Takes in a message or a mention, if it is a question for the app."""
        if why_ignored(event, self._me):
            return
        way = await self._way(event)
        if way is not None:
            asked = self._asked(event, way)
            await self.take(replace(asked, overheard=await self._is_overheard(asked)), event_id)

    async def command(self, body: Mapping[str, Any]) -> str:
        """Takes in `/deskside question`; what was asked, as a person reads it."""
        trigger = text_at(body, "trigger_id") or uuid.uuid4().hex
        channel, text = text_at(body, "channel_id"), readable(text_at(body, "text"), self._me)
        await self.take(
            Asked(
                key=keys.of_command(self._me.team, trigger),
                way="command",
                channel=channel,
                user=text_at(body, "user_id"),
                text=text,
                at=clock.now(),
                team=text_at(body, "team_id") or self._me.team,
                direct=channel.startswith("D"),
                private=True,
                respond=text_at(body, "response_url"),
            )
        )
        return text

    async def shortcut(self, body: Mapping[str, Any]) -> None:
        """Takes in "Find an answer" on a message: its text is the question, and only who chose it sees the answer."""
        message: Mapping[str, Any] = body.get("message") or {}
        channel = text_at(body, "channel", "id")
        ts = text_at(message, "ts") or text_at(body, "message_ts")
        trigger = text_at(body, "trigger_id") or uuid.uuid4().hex
        await self.take(
            Asked(
                key=keys.of_shortcut(message_key(self._me.team, channel, ts), trigger),
                way="shortcut",
                channel=channel,
                user=text_at(body, "user", "id"),
                text=question_in(message, self._me),
                at=clock.now(),
                ts=ts,
                thread=text_at(message, "thread_ts") or ts,
                team=text_at(body, "user", "team_id") or self._me.team,
                direct=channel.startswith("D"),
                private=True,
                respond=text_at(body, "response_url"),
                trigger=text_at(body, "trigger_id"),
                files=files_of(message),
                in_thread=is_in_thread(message),
            )
        )

    async def take(self, asked: Asked, event_id: str = "") -> None:
        """Takes a question in, unless it was taken in before: this is where a redelivery is dropped."""
        if not await self._ledger.claim(asked, event_id):
            return
        budgets = self._overheard if asked.overheard else self._budgets
        too_many = budgets.spend(asked.user, asked.channel)
        if too_many and asked.overheard:
            await self._ledger.finish(asked.key, "silent")
        elif too_many:
            self._desk.decline(asked, said(escaped(too_many)))
        else:
            self._desk.put(asked)

    async def _way(self, event: Event) -> Way | None:
        """How the message came to the app; None if it is not for it."""
        if is_direct(event):
            return "direct"
        if event.get("type") == "app_mention" or mentions(event, self._me):
            return "mention"
        if mentions_others(event, self._me):
            return None
        channel = text_at(event, "channel")
        if is_in_thread(event):
            return "follow_up" if await self._is_ours(channel, str(event["thread_ts"])) else None
        if not (await self._access.channel(channel)).everything:
            return None
        return "everything" if looks_like_a_question(question_in(event, self._me)) or event.get("files") else None

    async def _is_overheard(self, asked: Asked) -> bool:
        """Whether it may well be people's chat, which is to use up nobody's questions."""
        if asked.way != "follow_up":
            return asked.way == "everything"
        known = await self._ledger.thread(asked.channel, asked.thread)
        begun_by = known.asker if known else self._desk.asker_in(asked.channel, asked.thread)
        return begun_by != asked.user

    async def _is_ours(self, channel: str, thread: str) -> bool:
        """Whether the app has answered in a thread, or is about to; where people took over, it keeps quiet."""
        known = await self._ledger.thread(channel, thread)
        return not known.handed if known else bool(self._desk.asker_in(channel, thread))

    def _asked(self, event: Event, way: Way) -> Asked:
        channel, ts = text_at(event, "channel"), text_at(event, "ts")
        return Asked(
            key=message_key(self._me.team, channel, ts),
            way=way,
            channel=channel,
            user=str(event["user"]),
            text=question_in(event, self._me),
            at=clock.now(),
            ts=ts,
            thread=text_at(event, "thread_ts") or ts,
            team=text_at(event, "user_team") or text_at(event, "team") or self._me.team,
            direct=is_direct(event),
            files=files_of(event),
            whole=event.get("type") != "app_mention",
            in_thread=is_in_thread(event),
        )

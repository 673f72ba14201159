"""What people do with messages: they write, edit, delete, react and attach files."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from tests.fakes.slack.blocks import elements
from tests.fakes.slack.channels import Channel, Message
from tests.fakes.slack.delivery import Deliveries, Delivery
from tests.fakes.slack.methods import chat, reactions, streams
from tests.fakes.slack.payloads import event_callback, rich_text
from tests.fakes.slack.state import BOT_USER, TEAM, File
from tests.fakes.slack.world import World

MENTION = f"<@{BOT_USER}>"


class Talking:
    """The part of `SlackWorkspace` that is about messages."""

    world: World
    deliveries: Deliveries

    async def say(
        self,
        channel: str,
        user: str,
        text: str,
        thread_ts: str | None = None,
        files: Sequence[File] = (),
        broadcast: bool = False,
        told: bool = True,
    ) -> str:
        """A person writes a message, and `<@BOT>` mentions the app; its `ts`.

        With `told=False` the app never hears of it.
        """
        place = self.world.channel(channel)
        person = self.world.state.people[user]
        assert user in place.members, f"{user} is not in {channel}"
        text = text.replace("<@BOT>", MENTION)
        message: Message = {
            "type": "message",
            "user": user,
            "text": text,
            "team": person.team,
            "ts": self.world.clock.tick(),
            "client_msg_id": self.world.state.new_id("m"),
            "blocks": rich_text(text),
        }
        if person.is_bot:
            message |= {"bot_id": f"B{user[1:]}", "app_id": "A0OTHER"}
        if thread_ts is not None:
            message |= {"thread_ts": thread_ts, "parent_user_id": place.messages[thread_ts].get("user", "")}
        if files:
            message |= {"files": [file.shown() for file in files], "subtype": "file_share", "upload": False}
        elif broadcast:
            message["subtype"] = "thread_broadcast"
        if told:
            self._mention(place, message)
            chat.add(self.world, place, message)
        else:
            place.add(message)
        return str(message["ts"])

    def _mention(self, place: Channel, message: Message) -> None:
        """A mention is an event of its own, with another id and without the files."""
        meant = MENTION in message["text"] and place.kind != "im" and BOT_USER in place.members
        if meant and self.world.subscribed("app_mention"):
            bare = {k: v for k, v in chat.seen(message).items() if k not in ("files", "subtype", "upload")}
            self.emit({**bare, "type": "app_mention", "channel": place.id}, place)

    def emit(self, event: dict[str, Any], channel: Channel | None = None) -> Delivery:
        """Tells the app of an event."""
        event.setdefault("event_ts", event.get("ts") or self.world.clock.tick())
        shared = channel is not None and channel.is_shared
        body = event_callback(event, self.world.state.new_id("Ev"), self.world.clock.now(), shared)
        delivery = Delivery("events_api", body)
        self.deliveries.send(delivery)
        return delivery

    def file(
        self, name: str, content: bytes, user: str = "U1", mimetype: str = "image/png", connect: bool = False
    ) -> File:
        """A file somebody uploaded; with `connect` it was shared from another organization."""
        file_id = self.world.state.new_id("F")
        url = f"{self.world.base}/files/{file_id}/{name}"
        file = File(file_id, name, mimetype, content, user, url, connect)
        self.world.state.files[file_id] = file
        return file

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Its writer edits a message."""
        place = self.world.channel(channel)
        message = place.messages[ts]
        before, text = dict(message), text.replace("<@BOT>", MENTION)
        message.update(
            text=text, blocks=rich_text(text), edited={"user": message["user"], "ts": self.world.clock.tick()}
        )
        self._mention(place, message | {"ts": ts})
        chat.tell_of_change(self.world, place, message, before)

    async def delete(self, channel: str, ts: str) -> None:
        """Its writer deletes a message."""
        place = self.world.channel(channel)
        chat.removed(self.world, place, place.messages[ts])

    async def unfurl(self, channel: str, ts: str) -> None:
        """Slack shows what a link in a message leads to, which changes the message without an edit."""
        place = self.world.channel(channel)
        message = place.messages[ts]
        before = dict(message)
        message["attachments"] = [{"title": "A page", "from_url": "https://example.com"}]
        chat.tell_of_change(self.world, place, message, before)

    async def react(self, channel: str, ts: str, emoji: str, user: str) -> None:
        """A person puts an emoji on a message."""
        message = self.world.channel(channel).messages[ts]
        reactions.react(message, emoji, user)
        if self.world.subscribed("reaction_added"):
            item = {"type": "message", "channel": channel, "ts": ts}
            self.emit(
                {"type": "reaction_added", "user": user, "reaction": emoji, "item": item, "item_user": message["user"]}
            )

    async def join(self, channel: str, user: str) -> None:
        """A person, or the app, joins a conversation."""
        place = self.world.channel(channel)
        place.members.add(user)
        if self.world.subscribed("member_joined_channel"):
            self.emit({"type": "member_joined_channel", "user": user, "channel": place.id, "team": TEAM})

    async def stop(self, channel: str, thread_ts: str, user: str = "U1") -> None:
        """A person presses Slack's own stop button: the streams of the thread end, and the app is told."""
        ended = []
        for place, ts in list(self.world.state.streams):
            message = self.world.state.channels[place].messages[ts]
            if place == channel and message.get("thread_ts") == thread_ts:
                streams.ended(self.world, self.world.state.channels[place], message, dict(message))
                ended.append(ts)
        if self.world.subscribed("agent_session_stopped"):
            told = {"channel": channel, "thread_ts": thread_ts, "user": user, "streaming_message_ts": ended}
            self.emit({"type": "agent_session_stopped", **told})

    def messages(self, channel: str) -> list[Message]:
        """Everything in a conversation, threads included, oldest first."""
        return list(self.world.channel(channel).messages.values())

    def replies(self, channel: str, ts: str) -> list[Message]:
        """The app's messages in the thread of a message, oldest first."""
        place = self.world.channel(channel)
        return [m for m in place.thread(place.root_of(ts)) if m.get("user") == BOT_USER and m["ts"] != ts]

    async def reply_to(
        self, channel: str, ts: str, when: Callable[[Message], bool] | None = None, within: float = 20.0
    ) -> Message:
        """The app's finished reply in the thread of a message; waits for it, and fails after `within` seconds."""
        wanted = when or self.finished
        async with asyncio.timeout(within):
            while True:
                streams.expire(self.world)
                for message in reversed(self.replies(channel, ts)):
                    if float(message["ts"]) > float(ts) and wanted(message):
                        return message
                await asyncio.sleep(0.02)

    async def answered(self, channel: str, user: str, text: str, **more: Any) -> Message:
        """The app's finished reply to a message that a person writes as with `say`."""
        return await self.reply_to(channel, await self.say(channel, user, text, **more))

    def finished(self, message: Message) -> bool:
        """Whether the app has finished a message: it says which question it answers, and there is nothing to stop."""
        streaming = any(ts == message["ts"] for _, ts in self.world.state.streams)
        stoppable = any(element["action_id"].endswith("_stop") for _, element in elements(message.get("blocks", [])))
        return "metadata" in message and not streaming and not stoppable

    def ephemerals(self, user: str, channel: str | None = None) -> list[Message]:
        """What only this person sees, oldest first."""
        return [
            e.message
            for e in self.world.state.ephemerals
            if e.user == user and e.message and channel in (None, e.channel)
        ]

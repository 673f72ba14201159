"""Posting, changing and deleting messages."""

import json
import re
from typing import Any

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.blocks import MOST_MARKDOWN, checked_blocks
from tests.fakes.slack.channels import Channel, Message
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.state import APP, BOT, BOT_USER, DOMAIN, TEAM, Ephemeral
from tests.fakes.slack.world import World

MOST_TEXT = 40_000
MOST_METADATA = 8_000


def post(call: Arguments) -> dict[str, Any]:
    channel = _may_post(call)
    message = authored(call.world, body_of(call))
    message |= placed_in_thread(call, channel)
    if call.flag("reply_broadcast"):
        message["subtype"] = "thread_broadcast"
    for flag in ("unfurl_links", "unfurl_media"):
        # Kept beside the message, where a test can see it; links unfurl unless both say no.
        message[f"_{flag}"] = call.flag(flag, default=True)
    if metadata := metadata_of(call):
        message["metadata"] = metadata
    add(call.world, channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": seen(message)}


def post_ephemeral(call: Arguments) -> dict[str, Any]:
    channel, user = call.joined(), call.needed("user", "user_not_found")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    message = authored(call.world, body_of(call))
    if ts := call.text("thread_ts"):
        message["thread_ts"] = ts
    # "Ephemeral messages in threads are only shown if there is already an active thread": the call is ok all the same.
    if not ts or channel.messages.get(ts, {}).get("reply_count"):
        call.world.state.ephemerals.append(Ephemeral(channel.id, user, message))
    return {"message_ts": message["ts"]}


def update(call: Arguments) -> dict[str, Any]:
    channel = call.joined()
    message = own(call, channel, "cant_update_message")
    if (channel.id, message["ts"]) in call.world.state.streams:
        raise SlackError("streaming_state_conflict")
    before = dict(message)
    # Text alone leaves the blocks that were there, and they are what is shown.
    message.update(body_of(call, kept_blocks=message.get("blocks", [])))
    if metadata := metadata_of(call):
        message["metadata"] = metadata
    message["edited"] = {"user": BOT_USER, "ts": call.world.clock.tick()}
    tell_of_change(call.world, channel, message, before)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": seen(message)}


def delete(call: Arguments) -> dict[str, Any]:
    channel = call.joined()
    message = own(call, channel, "cant_delete_message")
    removed(call.world, channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


def permalink(call: Arguments) -> dict[str, Any]:
    channel = call.channel()
    ts = call.world.message(channel, call.needed("message_ts"))["ts"]
    root = channel.root_of(ts)
    thread = f"?thread_ts={root}&cid={channel.id}" if root != ts else ""
    link = f"https://{DOMAIN}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}{thread}"
    return {"channel": channel.id, "permalink": link}


def body_of(call: Arguments, kept_blocks: list[dict[str, Any]] | None = None) -> Message:
    """The text and the blocks of a call, if Slack would take them."""
    text, markdown, blocks = call.text("text"), call.text("markdown_text"), call.json("blocks")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MOST_MARKDOWN or len(text) > MOST_TEXT:
        raise SlackError("msg_too_long")
    if not text and not blocks and not markdown:
        raise SlackError("no_text")
    if markdown:
        return {"text": markdown, "blocks": [{"type": "markdown", "text": markdown}]}
    if blocks is None:
        return {"text": text, "blocks": kept_blocks or []}
    if not text:
        call.world.complaints.append("a message without `text`: screen readers and notifications have nothing to say")
    return {"text": text, "blocks": checked_blocks(blocks)}


def metadata_of(call: Arguments) -> dict[str, Any] | None:
    """What an app attached to a message, if its form is right."""
    metadata = call.json("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > MOST_METADATA:
        raise SlackError("metadata_too_large")
    told: dict[str, Any] = metadata
    return told


def authored(world: World, body: Message) -> Message:
    """A message of the app's, now."""
    return {"type": "message", "user": BOT_USER, "bot_id": BOT, "app_id": APP, "team": TEAM, "ts": world.clock.tick(),
            "bot_profile": {"id": BOT, "app_id": APP, "name": "Deskside", "team_id": TEAM}, **body}  # fmt: skip


def placed_in_thread(call: Arguments, channel: Channel) -> Message:
    """The `thread_ts` of a call, if a thread can hang there."""
    ts = call.text("thread_ts")
    if not ts:
        return {}
    if not re.fullmatch(r"\d+\.\d+", ts):
        raise SlackError("invalid_thread_ts")
    root = channel.messages.get(ts)
    if root is None:
        raise SlackError("thread_not_found")
    if channel.root_of(ts) != ts:
        raise SlackError("invalid_thread_ts")
    return {"thread_ts": ts, "parent_user_id": root.get("user", "")}


def add(world: World, channel: Channel, message: Message) -> None:
    """Puts a message into a conversation, counts it at its root, clears the status, and tells who listens."""
    channel.add(message)
    if root := channel.messages.get(message.get("thread_ts", "")):
        root.setdefault("thread_ts", root["ts"])
        root["reply_count"] = root.get("reply_count", 0) + 1
        root["latest_reply"] = message["ts"]
        world.state.statuses.pop((channel.id, root["ts"]), None)
    world.tell_of(channel, seen(message))


def tell_of_change(world: World, channel: Channel, message: Message, before: Message) -> None:
    """The event that follows an edit."""
    changed = {"subtype": "message_changed", "hidden": True, "ts": world.clock.tick(), "message": seen(message)}
    world.tell_of(channel, {**changed, "previous_message": seen(before), "event_ts": changed["ts"]})


def removed(world: World, channel: Channel, message: Message) -> None:
    """Deletes a message; one with replies leaves a tombstone."""
    before = dict(message)
    if message.get("reply_count"):
        message.update(subtype="tombstone", text="This message was deleted.", user="USLACKBOT", hidden=True)
        for gone in ("blocks", "files", "metadata", "bot_id"):
            message.pop(gone, None)
    else:
        del channel.messages[message["ts"]]
    gone_event = {"subtype": "message_deleted", "hidden": True, "deleted_ts": before["ts"], "ts": world.clock.tick()}
    world.tell_of(channel, {**gone_event, "previous_message": seen(before), "event_ts": gone_event["ts"]})


def own(call: Arguments, channel: Channel, error: str) -> Message:
    """A message of the app's own."""
    message = call.world.message(channel, call.needed("ts", "message_not_found"))
    if message.get("user") != BOT_USER:
        raise SlackError(error)
    return message


def seen(message: Message, with_metadata: bool = False) -> Message:
    """A message as Slack shows it: without what the fake keeps beside it, and metadata only where it is asked for."""
    hidden = () if with_metadata else ("metadata",)
    return {key: value for key, value in message.items() if not key.startswith("_") and key not in hidden}


def _may_post(call: Arguments) -> Channel:
    channel = call.channel()
    if (
        BOT_USER not in channel.members
        and channel.kind == "channel"
        and "chat:write.public" in call.world.manifest.scopes
    ):
        call.world.need("chat:write.public")
        return channel
    return call.joined()


METHODS = {
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post,
    "chat.update": update,
}

"""Messages that grow while they are written; Slack ends one after five minutes."""

from typing import Any

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.blocks import MOST_IN_ALL, MOST_MARKDOWN, checked_blocks
from tests.fakes.slack.channels import Channel, Message
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.methods.chat import add, authored, metadata_of, own, placed_in_thread, tell_of_change
from tests.fakes.slack.world import World

LIFE = 300.0
"""Seconds after its start at which Slack ends a stream."""

CHUNKS = {"markdown_text", "task_update", "plan_update", "blocks"}


def start(call: Arguments) -> dict[str, Any]:
    channel = call.joined()
    if channel.kind != "im":
        for name in ("recipient_team_id", "recipient_user_id"):
            call.needed(name, f"missing_{name}")
    elif not call.has("thread_ts"):
        raise SlackError("invalid_arguments")
    text = _said(call)
    message = authored(call.world, {"text": text, "blocks": _shown(text)}) | placed_in_thread(call, channel)
    message["_streamed"] = True
    call.world.state.streams[channel.id, message["ts"]] = call.world.clock.now()
    add(call.world, channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


def append(call: Arguments) -> dict[str, Any]:
    channel = call.joined()
    message = _streaming(call, channel)
    text = _said(call)
    if not text and not call.json("chunks"):
        raise SlackError("no_text")
    _grow(message, text)
    return {"channel": channel.id, "ts": message["ts"]}


def stop(call: Arguments) -> dict[str, Any]:
    channel = call.joined()
    message = _streaming(call, channel)
    before = dict(message)
    blocks = checked_blocks(call.json("blocks") or [])
    _grow(message, _said(call))
    message["blocks"] = _shown(message["text"]) + blocks
    if metadata := metadata_of(call):
        message["metadata"] = metadata
    ended(call.world, channel, message, before)
    if status := call.text("session_status"):
        call.world.state.sessions.setdefault((channel.id, message.get("thread_ts", "")), {})["status"] = status
    return {"channel": channel.id, "ts": message["ts"], "message": message | {"text": message["text"]}}


def expire(world: World) -> None:
    """Ends the streams that are too old."""
    for (channel, ts), since in list(world.state.streams.items()):
        if world.clock.now() - since >= LIFE:
            found = world.state.channels[channel]
            ended(world, found, found.messages[ts], dict(found.messages[ts]))


def ended(world: World, channel: Channel, message: Message, before: Message) -> None:
    """Ends a stream; the message stays as it is."""
    del world.state.streams[channel.id, message["ts"]]
    tell_of_change(world, channel, message, before)


def _streaming(call: Arguments, channel: Channel) -> Message:
    message = own(call, channel, "message_not_owned_by_app")
    if (channel.id, message["ts"]) not in call.world.state.streams:
        raise SlackError("message_not_in_streaming_state")
    return message


def _said(call: Arguments) -> str:
    """The Markdown of a call, directly or in chunks."""
    text, chunks = call.text("markdown_text"), call.json("chunks") or []
    if text and chunks:
        raise SlackError("invalid_arguments")
    if len(text) > MOST_MARKDOWN:
        raise SlackError("msg_too_long")
    for chunk in chunks:
        if chunk.get("type") not in CHUNKS:
            raise SlackError("invalid_chunks")
        if chunk["type"] == "markdown_text":
            text += chunk["text"]
    return text


def _grow(message: Message, text: str) -> None:
    if len(message["text"]) + len(text) > MOST_IN_ALL:
        raise SlackError("msg_too_long")
    message["text"] += text
    message["blocks"] = _shown(message["text"])


def _shown(text: str) -> list[dict[str, Any]]:
    return [{"type": "markdown", "text": text}] if text else []


METHODS = {"chat.appendStream": append, "chat.startStream": start, "chat.stopStream": stop}

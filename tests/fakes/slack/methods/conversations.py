"""Reading conversations."""

from typing import Any

from tests.fakes.slack.arguments import Arguments
from tests.fakes.slack.channels import Channel, Message, paged
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.methods.chat import seen
from tests.fakes.slack.scopes import ANY_KIND, BY_KIND, KINDS
from tests.fakes.slack.state import BOT_USER


def history(call: Arguments) -> dict[str, Any]:
    channel = _readable(call, "conversations.history")
    messages = [m for m in reversed(channel.top_level()) if _within(m, call)]
    return _page(call, messages, call.number("limit", 100))


def replies(call: Arguments) -> dict[str, Any]:
    channel = _readable(call, "conversations.replies")
    ts = call.needed("ts")
    if ts not in channel.messages:
        raise SlackError("thread_not_found")
    return _page(
        call, [m for m in channel.thread(ts) if m["ts"] == ts or _within(m, call)], call.number("limit", 1_000)
    )


def info(call: Arguments) -> dict[str, Any]:
    channel = _visible(call, "conversations.info")
    return {"channel": channel.shown(BOT_USER)}


def members(call: Arguments) -> dict[str, Any]:
    channel = _visible(call, "conversations.members")
    everybody = [{"ts": member} for member in sorted(channel.members)]
    page, cursor = paged(everybody, call.number("limit", 100), call.text("cursor"))
    return {"members": [m["ts"] for m in page], "response_metadata": {"next_cursor": cursor}}


def list_all(call: Arguments) -> dict[str, Any]:
    return _listed(call, "conversations.list", only_joined=False)


def list_joined(call: Arguments) -> dict[str, Any]:
    return _listed(call, "users.conversations", only_joined=True)


def open_direct(call: Arguments) -> dict[str, Any]:
    call.world.need("im:write")
    users = call.text("users").split(",")
    if len(users) != 1 or users[0] not in call.world.state.people:
        raise SlackError("user_not_found")
    return {"channel": {"id": call.world.state.direct(users[0]).id}}


def join(call: Arguments) -> dict[str, Any]:
    channel = call.channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    channel.members.add(BOT_USER)
    return {"channel": channel.shown(BOT_USER)}


def _readable(call: Arguments, method: str) -> Channel:
    channel = _visible(call, method)
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _visible(call: Arguments, method: str) -> Channel:
    """A conversation that the app may see: a private one only from inside."""
    channel = call.channel()
    if channel.kind != "channel" and BOT_USER not in channel.members:
        raise SlackError("channel_not_found")
    call.world.need(f"{KINDS[channel.kind]}:{BY_KIND[method]}")
    return channel


def _listed(call: Arguments, method: str, only_joined: bool) -> dict[str, Any]:
    names = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
    kinds = [names[kind] for kind in call.text("types", "public_channel").split(",")]
    for kind in kinds:
        call.world.need(f"{KINDS[kind]}:{ANY_KIND[method]}")
    found = [
        channel.shown(BOT_USER)
        for channel in call.world.state.channels.values()
        if channel.kind in kinds
        and not (channel.is_archived and call.flag("exclude_archived"))
        and (BOT_USER in channel.members or (channel.kind == "channel" and not only_joined))
    ]
    page, cursor = paged(found, call.number("limit", 100), call.text("cursor"))
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def _within(message: Message, call: Arguments) -> bool:
    ts, oldest, latest = float(message["ts"]), float(call.text("oldest") or 0), float(call.text("latest") or 1e12)
    return oldest <= ts <= latest if call.flag("inclusive") else oldest < ts < latest


def _page(call: Arguments, messages: list[Message], limit: int) -> dict[str, Any]:
    page, cursor = paged(messages, limit, call.text("cursor"))
    with_metadata = call.flag("include_all_metadata")
    return {
        "messages": [seen(message, with_metadata) for message in page],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


METHODS = {
    "conversations.history": history,
    "conversations.info": info,
    "conversations.join": join,
    "conversations.list": list_all,
    "conversations.members": members,
    "conversations.open": open_direct,
    "conversations.replies": replies,
    "users.conversations": list_joined,
}

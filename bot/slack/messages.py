"""Messages as Slack has them now: an event may bring less than is there, a mention's files for one."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.asked import Asked
from bot.slack.web import Web


async def own_message(web: Web, asked: Asked) -> Mapping[str, Any] | None:
    """The question's own message; None where the app may not read it."""
    span = {"channel": asked.channel, "oldest": asked.ts, "latest": asked.ts, "inclusive": True}
    if asked.in_thread:
        # The thread's root comes along, and counts.
        page = await web.attempt("conversations_replies", ts=asked.thread, **span, limit=2)
    else:
        page = await web.attempt("conversations_history", **span, limit=1)
    return _with_ts(page, asked.ts)


async def root_message(web: Web, asked: Asked) -> Mapping[str, Any] | None:
    """The message that the question's thread hangs on; None where the app may not read it."""
    page = await web.attempt("conversations_replies", channel=asked.channel, ts=asked.thread, limit=1)
    return _with_ts(page, asked.thread)


def _with_ts(page: Mapping[str, Any] | None, ts: str) -> Mapping[str, Any] | None:
    messages: Sequence[Mapping[str, Any]] = (page or {}).get("messages") or ()
    return next((message for message in messages if message.get("ts") == ts), None)

"""A button that somebody pressed, and how they alone are told something about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.blocks import Block, section
from bot.slack.posting import QUIET
from bot.slack.web import Web


@dataclass(frozen=True)
class Click:
    """A button that somebody of a `team` pressed; `thread` is empty where its message stands in none.

    `ephemeral` is true where only who clicked sees the message.
    """

    action: str
    value: str
    user: str
    team: str
    channel: str
    message: str
    thread: str
    trigger: str
    respond: str
    ephemeral: bool = False

    @property
    def place(self) -> dict[str, str]:
        """Where only who clicked is told something: Slack hides it in a thread that has not begun."""
        thread = {"thread_ts": self.thread} if self.thread else {}
        return {"channel": self.channel, "user": self.user, **thread}

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Click":
        """The click in a `block_actions` payload."""
        action: Mapping[str, Any] = (body.get("actions") or [{}])[0]
        message: Mapping[str, Any] = body.get("message") or {}
        container: Mapping[str, Any] = body.get("container") or {}
        ts = str(message.get("ts") or container.get("message_ts") or "")
        return cls(
            action=str(action.get("action_id") or ""),
            value=str(action.get("value") or ""),
            user=str((body.get("user") or {}).get("id") or ""),
            team=str((body.get("user") or {}).get("team_id") or ""),
            channel=str((body.get("channel") or {}).get("id") or container.get("channel_id") or ""),
            message=ts,
            thread=str(message.get("thread_ts") or container.get("thread_ts") or ""),
            trigger=str(body.get("trigger_id") or ""),
            respond=str(body.get("response_url") or ""),
            ephemeral=bool(container.get("is_ephemeral")),
        )


async def tell(web: Web, click: Click, text: str, blocks: Sequence[Block] = ()) -> None:
    """Tells something to who clicked, and to nobody else, also in a channel that the app is not in."""
    body = {"text": text, "blocks": list(blocks) or [section(text)]}
    if click.channel and await web.attempt("chat_postEphemeral", **click.place, **body, **QUIET):
        return
    await respond(web, click.respond, click.user, body)


async def respond(web: Web, url: str, user: str, body: dict[str, Any]) -> None:
    """Tells somebody something through a response URL or, where that doesn't work, in a direct message."""
    if not (url and await web.respond(url, {**body, "replace_original": False})):
        await web.attempt("chat_postMessage", channel=user, **body, **QUIET)

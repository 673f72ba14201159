"""A button that somebody pressed, and how they alone are told something about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.blocks import Block, section
from bot.slack.payload import text_at
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
        return cls(
            action=text_at(action, "action_id"),
            value=text_at(action, "value"),
            user=text_at(body, "user", "id"),
            team=text_at(body, "user", "team_id"),
            channel=text_at(body, "channel", "id") or text_at(body, "container", "channel_id"),
            message=text_at(body, "message", "ts") or text_at(body, "container", "message_ts"),
            thread=text_at(body, "message", "thread_ts") or text_at(body, "container", "thread_ts"),
            trigger=text_at(body, "trigger_id"),
            respond=text_at(body, "response_url"),
            ephemeral=bool((body.get("container") or {}).get("is_ephemeral")),
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

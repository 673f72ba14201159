"""What the parts of the fake workspace share: its clock, its state, its faults, and how the app is told."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.channels import Channel, Message
from tests.fakes.slack.clock import Clock
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.faults import Faults
from tests.fakes.slack.limits import Limits
from tests.fakes.slack.manifest import Manifest
from tests.fakes.slack.scopes import EVENTS, KINDS
from tests.fakes.slack.state import BOT_USER, State


@dataclass
class Call:
    """A call of a method: what came, when, and what it was answered."""

    method: str
    args: dict[str, Any]
    at: float
    answer: dict[str, Any] = field(default_factory=dict)
    applied: bool = True

    @property
    def error(self) -> str | None:
        """Why it was refused, or None."""
        return self.answer.get("error")


class World:
    """Made by `SlackWorkspace`; methods and transports work on it."""

    def __init__(self, manifest: Manifest, faults: Faults, bot_token: str, app_token: str, signing_secret: str) -> None:
        self.manifest, self.faults = manifest, faults
        self.bot_token, self.app_token, self.signing_secret = bot_token, app_token, signing_secret
        self.clock = Clock()
        self.limits = Limits(self.clock)
        self.state = State()
        self.calls: deque[Call] = deque(maxlen=20_000)
        self.scopes_used: set[str] = set()
        self.complaints: list[str] = []
        self.revoked = False
        self.base = ""
        self.socket_url: Callable[[], str] = lambda: ""
        self.emit: Callable[[dict[str, Any], Channel | None], object] = lambda event, channel: None

    def need(self, *scopes: str) -> None:
        """Raises `missing_scope` unless the app has one of the scopes."""
        owned = [scope for scope in scopes if scope in self.manifest.scopes]
        if scopes and not owned:
            raise SlackError("missing_scope", needed=scopes[0], provided=",".join(sorted(self.manifest.scopes)))
        self.scopes_used.update(owned[:1])

    def subscribed(self, event: str) -> bool:
        """Whether the app is told of a kind of event; one whose scope it lacks could not have been subscribed to."""
        scope = EVENTS[event]
        if event not in self.manifest.events or (scope is not None and scope not in self.manifest.scopes):
            return False
        if scope is not None:
            self.scopes_used.add(scope)
        return True

    def channel(self, name: str) -> Channel:
        """A conversation by its id, or by its name with a `#`; a person's id means the direct messages with them."""
        if name in self.state.people and name != BOT_USER:
            return self.state.direct(name)
        for channel in self.state.channels.values():
            if name in (channel.id, f"#{channel.name}" if channel.name else channel.id):
                return channel
        raise SlackError("channel_not_found")

    def joined(self, name: str) -> Channel:
        """A conversation that the app is in."""
        channel = self.channel(name)
        if BOT_USER not in channel.members:
            raise SlackError("not_in_channel" if channel.kind == "channel" else "channel_not_found")
        if channel.is_archived:
            raise SlackError("is_archived")
        return channel

    def message(self, channel: Channel, ts: str) -> Message:
        """A message that stands in a conversation."""
        try:
            return channel.messages[ts]
        except KeyError:
            raise SlackError("message_not_found") from None

    def tell_of(self, channel: Channel, event: dict[str, Any]) -> None:
        """Sends a `message` event if the app listens to this kind of conversation and is in it."""
        if BOT_USER in channel.members and self.subscribed(f"message.{KINDS[channel.kind]}"):
            self.emit({"type": "message", "channel": channel.id, "channel_type": channel.kind, **event}, channel)

"""Everything that the workspace remembers."""

from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

from tests.fakes.slack.channels import Channel, Message
from tests.fakes.slack.people import Group, Person

TEAM, APP, BOT, BOT_USER = "T0DESK", "A0DESKSIDE", "B0DESKSIDE", "U0DESKSIDE"
DOMAIN = "kelpline"


@dataclass
class File:
    """An uploaded file; one of Slack Connect shows only its id until it is asked for."""

    id: str
    name: str
    mimetype: str
    content: bytes
    user: str
    url: str
    shared_from_elsewhere: bool = False
    deleted: bool = False

    def shown(self, whole: bool = False) -> dict[str, Any]:
        """As it stands in a message, or `whole` as `files.info` gives it."""
        if self.shared_from_elsewhere and not whole:
            return {"id": self.id, "created": 1_795_600_000, "timestamp": 1_795_600_000, "mode": "file_access",
                    "file_access": "check_file_info"}  # fmt: skip
        return {
            "id": self.id,
            "created": 1_795_600_000,
            "name": self.name,
            "title": self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2],
            "user": self.user,
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "is_public": True,
            "file_access": "visible",
            "url_private": self.url,
            "url_private_download": self.url,
        }


@dataclass
class Status:
    """What an assistant thread says that the app is doing."""

    text: str
    loading_messages: list[str]
    at: float


@dataclass
class Ephemeral:
    """A message that one person sees; `message` is its newest form, and empty once it is deleted."""

    channel: str
    user: str
    message: Message
    response_url: str = ""


@dataclass
class Trigger:
    """A right to open one view, for three seconds."""

    user: str
    until: float
    used: bool = False


@dataclass
class Response:
    """Where a command or a click may be answered: five times within half an hour."""

    channel: str
    user: str
    until: float
    source: str | None = None
    left: int = 5


@dataclass
class State:
    """The people, the conversations and what apps have put into them."""

    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    uploads: dict[str, File] = field(default_factory=dict)
    ephemerals: deque[Ephemeral] = field(default_factory=lambda: deque(maxlen=1_000))
    statuses: dict[tuple[str, str], Status] = field(default_factory=dict)
    sessions: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    prompts: dict[tuple[str, str | None], list[dict[str, str]]] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    streams: dict[tuple[str, str], float] = field(default_factory=dict)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    modals: dict[str, list[str]] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, Response] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers, self._stamp = count(1), uuid4().hex[:6].upper()
        self.people[BOT_USER] = Person(BOT_USER, "Deskside", TEAM, is_bot=True)

    def new_id(self, letter: str) -> str:
        """An id of Slack's looks that no other workspace gives, so that a ledger may outlive this one."""
        return f"{letter}{self._stamp}{next(self._numbers):05d}"

    def direct(self, user: str) -> Channel:
        """The direct messages between a person and the app."""
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        made = Channel(f"D{user[1:]}", "", "im", {user, BOT_USER})
        self.channels[made.id] = made
        return made

    def trim(self, most: int) -> None:
        """Forgets all but the newest of what piles up in a long run."""
        piles: tuple[dict[Any, Any], ...] = (
            self.statuses, self.sessions, self.prompts, self.titles, self.triggers, self.responses, self.files,
        )  # fmt: skip
        for pile in piles:
            for name in list(pile)[:-most]:
                del pile[name]
        open_now = {*self.homes.values(), *(view for stack in self.modals.values() for view in stack)}
        for view in self.views.keys() - open_now:
            del self.views[view]
        while len(self.ephemerals) > most:
            self.ephemerals.popleft()

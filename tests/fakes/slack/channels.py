"""Conversations and the messages in them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["channel", "group", "im", "mpim"]
Message = dict[str, Any]


@dataclass
class Channel:
    """A public or private channel, a direct message or a group of people; `kept` bounds how many messages it keeps."""

    id: str
    name: str
    kind: Kind = "channel"
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_shared: bool = False
    kept: int | None = None
    messages: dict[str, Message] = field(default_factory=dict)

    def add(self, message: Message) -> Message:
        """Adds a message at the end."""
        self.messages[message["ts"]] = message
        if self.kept is not None and len(self.messages) > self.kept:
            del self.messages[next(iter(self.messages))]
        return message

    def top_level(self) -> list[Message]:
        """What stands in the channel itself, oldest first."""
        return [
            m
            for m in self.messages.values()
            if m.get("thread_ts", m["ts"]) == m["ts"] or m.get("subtype") == "thread_broadcast"
        ]

    def thread(self, ts: str) -> list[Message]:
        """A message and the replies to it, oldest first."""
        return [m for m in self.messages.values() if m["ts"] == ts or m.get("thread_ts") == ts]

    def root_of(self, ts: str) -> str:
        """The `ts` of the message that the thread of a message hangs on."""
        root: str = self.messages[ts].get("thread_ts", ts)
        return root

    def shown(self, bot: str) -> dict[str, Any]:
        """As `conversations.info` gives it."""
        told = {
            "id": self.id,
            "created": 1_795_000_000,
            "is_archived": self.is_archived,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "is_ext_shared": self.is_shared,
            "is_shared": self.is_shared,
            "is_member": bot in self.members,
        }
        if self.kind == "im":
            return told | {"user": next(iter(self.members - {bot}), bot)}
        return told | {"name": self.name, "num_members": len(self.members)}


def paged(messages: Iterable[Message], limit: int, cursor: str) -> tuple[list[Message], str]:
    """One page of messages, and the cursor of the next or an empty one."""
    everything = list(messages)
    start = int(cursor.removeprefix("at:")) if cursor else 0
    page = everything[start : start + limit]
    more = start + limit < len(everything)
    return page, f"at:{start + limit}" if more else ""

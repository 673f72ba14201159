"""A question as Slack brings it: who asked what, where, and where the reply goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.slack.payload import text_at
from knowledge.names import storable

ASKERS = "slack:"
"""How the engine's name of whoever asks in Slack begins; the user's id follows."""

Way = Literal["mention", "direct", "follow_up", "everything", "command", "shortcut", "option", "again"]


@dataclass(frozen=True)
class SlackFile:
    """A file on a message; `check` says that Slack gives the rest only to `files.info` (Slack Connect)."""

    id: str
    name: str
    url: str = ""
    mode: str = ""
    size: int = 0
    check: bool = False

    @classmethod
    def of(cls, file: Mapping[str, Any]) -> "SlackFile":
        """The file that a message describes so."""
        return cls(
            id=text_at(file, "id"),
            name=storable(text_at(file, "name") or text_at(file, "title") or "the file"),
            url=text_at(file, "url_private_download") or text_at(file, "url_private"),
            mode=text_at(file, "mode"),
            size=int(file.get("size") or 0),
            check=file.get("file_access") == "check_file_info",
        )


@dataclass(frozen=True)
class Asked:
    """One question.

    `key` is its own for ever (`TEAM:CHANNEL:TS` for a message). The reply goes into `thread` of `channel`; a `private`
    one only its asker sees, in a modal (opened with `trigger`) or through `respond` (a response URL). `whole` says that
    `files` are all of the message's; a mention brings none along. `replaces` is the reply whose place the answer takes.
    `overheard` says that nobody asked the app: it may well be people's chat, and only an answer is shown.
    """

    key: str
    way: Way
    channel: str
    user: str
    text: str
    at: float
    ts: str = ""
    thread: str = ""
    team: str = ""
    direct: bool = False
    private: bool = False
    respond: str = ""
    trigger: str = ""
    files: tuple[SlackFile, ...] = ()
    whole: bool = True
    replaces: str = ""
    in_thread: bool = False
    overheard: bool = False


def blanked(asked: Asked) -> Asked:
    """The question without what it said."""
    return replace(asked, text="", files=())


def message_key(team: str, channel: str, ts: str) -> str:
    """What names a message for ever."""
    return f"{team}:{channel}:{ts}"


def files_of(message: Mapping[str, Any]) -> tuple[SlackFile, ...]:
    """The files on a message."""
    files: Sequence[Any] = message.get("files") or ()
    return tuple(SlackFile.of(file) for file in files if isinstance(file, Mapping))

"""`/deskside admin`: whom the settings name as admins may choose a channel's spaces and people, and spaces' readers."""

import json
import re

from bot.slack.access import NOBODY, Access
from bot.slack.ledger import Ledger
from bot.slack.markdown import escaped
from bot.slack.reconnecting_engine import ReconnectingEngine
from bot.slack_settings import Readers
from models.errors import DesksideError

USAGE = (
    "`/deskside admin` shows what this channel gets.\n"
    "`/deskside admin spaces it,hr` chooses the spaces that this channel is answered from; `default` undoes it.\n"
    "`/deskside admin everything on` answers every question in this channel that the documents answer; `off`.\n"
    "`/deskside admin people @group` names whom to ask when an answer doesn't help; `nobody`; `default` undoes it.\n"
    "`/deskside admin readers SPACE @user @group` lets only these read a space; `everybody`; `default` undoes it."
)
IN_CHANNELS = (
    "What a channel gets is chosen in the channel that it is for. Direct messages are answered from the default spaces "
    "and from those that are not for everybody and that the asker may read."
)
NO_ADMIN = (
    'Only admins may do that. Who runs Deskside names them in deskside.toml: under `[slack]`, `admins = ["{user}"]`.'
)
WORDS = ("spaces", "everything", "people", "readers")

_ID = re.compile(r"<(?:@|!subteam\^)([A-Z0-9]+)(?:\|[^>]*)?>|\b([USW][A-Z0-9]{6,})\b")
_SPACE = re.compile(r"[\w.-]{1,64}")


class Admin:
    """Carries out what admins type; the choices live in the ledger, over those of deskside.toml."""

    def __init__(self, access: Access, ledger: Ledger, engine: ReconnectingEngine) -> None:
        self._access = access
        self._ledger = ledger
        self._engine = engine

    def is_meant(self, user: str, text: str) -> bool:
        """Whether what stands behind `admin` is for this, not a question such as "admin rights for my laptop?"."""
        word = text.partition(" ")[0].lower()
        return word in ("", *WORDS) or self._access.is_admin(user)

    async def command(self, user: str, channel: str, text: str) -> str:
        """Does what was typed behind `admin`; what to tell, in Slack's markup."""
        if not self._access.is_admin(user):
            return NO_ADMIN.format(user=user)
        try:
            return await self._done(channel, text)
        except DesksideError as error:
            return escaped(str(error))

    async def _done(self, channel: str, text: str) -> str:
        word, *rest = text.split() or [""]
        match word.lower():
            case "":
                return await self._shown(channel)
            case "spaces" | "everything" if rest and _is_direct(channel):
                return IN_CHANNELS
            case "spaces" if rest:
                return await self._spaces(channel, " ".join(rest))
            case "everything" if rest and rest[0].lower() in ("on", "off"):
                await self._ledger.choose(f"channel/{channel}/everything", rest[0].lower())
                return await self._shown(channel)
            case "people" if rest and ((found := _ids(" ".join(rest))) or rest[0].lower() in ("nobody", "default")):
                chosen = found[0] if found else "" if rest[0].lower() == "default" else NOBODY
                await self._ledger.choose(f"channel/{channel}/people", chosen)
                return await self._shown(channel)
            case "readers" if len(rest) > 1:
                return await self._readers(rest[0], " ".join(rest[1:]))
        return USAGE

    async def _spaces(self, channel: str, text: str) -> str:
        names = [name for name in re.split(r"[,\s]+", text) if name]
        if names == ["default"]:
            names = []
        known = await self._engine.ask(lambda engine: engine.spaces())
        if unknown := [name for name in names if name not in known]:
            return f"There is no space {escaped(', '.join(unknown))}. There are: {escaped(', '.join(known)) or 'none'}."
        await self._ledger.choose(f"channel/{channel}/spaces", ",".join(names))
        return await self._shown(channel)

    async def _readers(self, space: str, text: str) -> str:
        if not _SPACE.fullmatch(space):
            return USAGE
        ids = _ids(text)
        if text.strip() in ("everybody", "default"):
            value = "everybody" if text.strip() == "everybody" else ""
        elif ids:
            groups = tuple(identity for identity in ids if identity.startswith("S"))
            users = tuple(identity for identity in ids if identity not in groups)
            value = json.dumps(Readers(users=users, groups=groups).model_dump())
        else:
            return USAGE
        await self._ledger.choose(f"readers/{space}", value)
        self._access.forget()
        sentence = f"The space *{escaped(space)}* is read by {_named((await self._access.readers()).get(space))}."
        known = await self._engine.ask(lambda engine: engine.spaces())
        if space in known:
            return sentence
        return f"{sentence} There is no such space yet. There are: {escaped(', '.join(known)) or 'none'}."

    async def _shown(self, channel: str) -> str:
        chosen = await self._access.channel(channel)
        if _is_direct(channel):
            return f"{IN_CHANNELS} People to ask: {_called(chosen.people)}.\n{USAGE}"
        spaces = ", ".join(chosen.spaces) or "the default"
        return (
            f"This channel is answered from *{escaped(spaces)}*, "
            f"{'every question' if chosen.everything else 'only when I am mentioned'}. "
            f"People to ask: {_called(chosen.people)}.\n{USAGE}"
        )


def _is_direct(channel: str) -> bool:
    return channel.startswith("D")


def _ids(text: str) -> list[str]:
    return [escaped_id or plain for escaped_id, plain in _ID.findall(text)]


def _called(identity: str) -> str:
    """An id as something readable that calls nobody: a group's name would."""
    return f"`{identity}`" if identity else "nobody"


def _named(readers: Readers | None) -> str:
    return ", ".join(_called(i) for i in (*readers.users, *readers.groups)) if readers else "everybody"

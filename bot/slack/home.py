"""The app's home: what somebody asked last, the spaces that they are answered from, and how to ask."""

import asyncio
from urllib.parse import urlsplit

from bot.slack import words
from bot.slack.access import Access
from bot.slack.blocks import Block, context, header, section
from bot.slack.freshness import ago
from bot.slack.ledger import Entry, Ledger
from bot.slack.limits import cut
from bot.slack.markdown import label
from bot.slack.payload import text_at
from bot.slack.reconnecting_engine import ReconnectingEngine
from bot.slack.web import Web
from bot.wording import counted
from models.errors import DesksideError

RECENT = 8
SPACES = 10
SIGNS = {"not_found": ":mag:", "clarify": ":speech_balloon:"}


class Home:
    """Publishes the home of whoever opens it."""

    def __init__(self, web: Web, ledger: Ledger, access: Access, engine: ReconnectingEngine) -> None:
        self._web = web
        self._ledger = ledger
        self._access = access
        self._engine = engine

    async def publish(self, user: str) -> None:
        """Shows the home as it is now."""
        blocks = [section(words.HELP), *await self._recent(user), *await self._spaces(user)]
        await self._web.attempt("views_publish", user_id=user, view={"type": "home", "blocks": blocks})

    async def _recent(self, user: str) -> list[Block]:
        entries = [e for e in await self._ledger.recent(user, 3 * RECENT) if _is_own(e)][:RECENT]
        if not entries:
            return [header("Your last questions"), context("You have not asked anything yet.")]
        links = await asyncio.gather(*(self._line(entry) for entry in entries))
        return [header("Your last questions"), section("\n".join(links))]

    async def _line(self, entry: Entry) -> str:
        question = label(cut(" ".join(entry.asked.text.split()), 120)) or "A picture"
        sign = SIGNS.get(entry.kind, ":white_check_mark:")
        if not entry.reply:
            return f"{sign} {question}"
        found = await self._web.attempt("chat_getPermalink", channel=entry.asked.channel, message_ts=entry.reply)
        address = text_at(found, "permalink")
        shown = f"<{address}|{question}>" if urlsplit(address).scheme == "https" and ">" not in address else question
        return f"{sign} {shown}"

    async def _spaces(self, user: str) -> list[Block]:
        lines: list[str] = []
        spaces: tuple[str, ...] = ()
        try:
            spaces = await self._access.direct_spaces(user)
            sources = await self._engine.ask(lambda engine: engine.sources())
        except DesksideError:
            sources = []
        for space in spaces[:SPACES]:
            own = [source for source in sources if source.space == space]
            synced = [source.synced_at for source in own if source.synced_at]
            documents = sum(source.documents for source in own)
            when = f", checked {ago(min(synced))}" if synced else ""
            lines.append(f"• *{label(space)}*: {counted(documents, 'document')}{when}")
        return [header("I answer you from"), section("\n".join(lines) or "Nothing yet.")]


def _is_own(entry: Entry) -> bool:
    """Whether the entry is a question that somebody typed, not what became of it."""
    return entry.asked.way not in ("again", "option")

"""Questions to suggest where nothing was asked yet: those of the settings, else some made from documents' titles."""

from collections.abc import Sequence

from bot.interface import EngineInterface
from bot.slack.access import Access
from bot.slack.limits import cut
from bot.slack.reconnecting_engine import ReconnectingEngine
from bot.slack.web import Web
from models.errors import DesksideError

MOST = 4
TITLE = "What would you like to know?"
FIRST = "What can I ask you?"


class Prompts:
    """Suggests questions in a direct message."""

    def __init__(self, web: Web, access: Access, engine: ReconnectingEngine) -> None:
        self._web = web
        self._access = access
        self._engine = engine

    async def suggest(self, user: str, channel: str, thread: str = "") -> None:
        """Shows the suggestions, where Slack can: above the composer, or in an assistant's thread of older installs."""
        prompts = [{"title": cut(text, 75), "message": text} for text in await self._texts(user)]
        place = {"channel_id": channel, "thread_ts": thread} if thread else {"channel_id": channel}
        await self._web.attempt("assistant_threads_setSuggestedPrompts", **place, title=TITLE, prompts=prompts)

    async def _texts(self, user: str) -> Sequence[str]:
        if self._access.slack.prompts:
            return self._access.slack.prompts
        try:
            spaces = await self._access.direct_spaces(user)
            titles = await self._engine.ask(lambda engine: _titles(engine, spaces))
        except DesksideError:
            titles = []
        return [f"What should I know about {title}?" for title in titles] or [FIRST]


async def _titles(engine: EngineInterface, spaces: Sequence[str]) -> list[str]:
    """A few titles, no more than one space after the other gives."""
    titles: dict[str, None] = {}
    for space in spaces:
        for document in await engine.documents(space, limit=MOST):
            titles.setdefault(cut(" ".join(document.title.split()), 50), None)
    return list(titles)[:MOST]

"""The status that Slack itself shows while the app works: "is thinking…" under the thread, with a stop button."""

import asyncio

from bot.slack.asked import Asked
from bot.slack.limits import STATUS, cut
from bot.slack.web import Web
from bot.slack.words import status

REFRESHED = 60.0
"""Seconds after which the same words are sent again: Slack takes a status away after two minutes."""

APART = 1.5
"""Seconds between two statuses of one question."""


class Indicator:
    """The status of one thread. Where a workspace has none, `show` says so, and a message has to do."""

    def __init__(self, web: Web, asked: Asked) -> None:
        self._web = web
        self._asked = asked
        self._place = {"channel_id": asked.channel, "thread_ts": asked.thread}
        self._words = ""
        self._at = 0.0
        self.session = False
        """Whether the thread is an agent's session, which has to be told that the work ended."""
        self.native = False
        """Whether Slack shows it."""

    async def show(self, words: str) -> bool:
        """Shows what is being done; False where Slack can't."""
        now = asyncio.get_running_loop().time()
        if self.native and (now - self._at < APART or (words == self._words and now - self._at < REFRESHED / 2)):
            return True
        first, self._words, self._at = not self._words, words, now
        if first:
            session, status = await asyncio.gather(self._begin(), self._say(words))
            self.session, self.native = session, status or session
        elif self.native:
            await self._say(words)
        return self.native

    async def clear(self, waits: bool = False) -> None:
        """Takes the status away; `waits` says that the person's answer is waited for."""
        if self.session:
            await self._web.attempt(
                "agents_sessions_setStatus", **self._place, status="suspended" if waits else "active"
            )
        elif self.native:
            await self._web.attempt("assistant_threads_setStatus", **self._place, status="")

    async def _quick(self, method: str, **body: str) -> bool:
        """Whether Slack took it, asked once: a status that comes late is worth nothing."""
        return await self._web.attempt(method, patient=False, tries=1, **self._place, **body) is not None

    async def _begin(self) -> bool:
        title = cut(" ".join(self._asked.text.split()), 100) or "A picture"
        started = {"status": "processing", "title": title, "initiator_user_id": self._asked.user}
        if await self._quick("agents_sessions_setStatus", **started):
            return True
        if self._asked.direct:
            await self._quick("assistant_threads_setTitle", title=title)
        return False

    async def _say(self, words: str) -> bool:
        return await self._quick("assistant_threads_setStatus", status=cut(status(words), STATUS))

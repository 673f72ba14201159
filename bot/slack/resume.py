"""Goes on after a crash: questions that nobody works on any more are taken over, or apologised for if they are old."""

import asyncio
import logging

from bot.slack import clock, words
from bot.slack.blocks import Message, button, said
from bot.slack.desk import Desk
from bot.slack.ledger import Entry, Ledger
from bot.slack.settings import SlackSettings
from models.errors import place_of

log = logging.getLogger("deskside.slack")

BEAT = 5.0
"""Seconds between two looks at what other processes left behind or want."""

MOST_WAIT = 600.0
DAY = 86_400.0


class Keeper:
    """Keeps the ledger alive and clean beside the work."""

    def __init__(self, ledger: Ledger, desk: Desk, settings: SlackSettings) -> None:
        self._ledger = ledger
        self._desk = desk
        self._settings = settings
        self._cleaned = 0.0
        self._tried: dict[str, tuple[float, float]] = {}
        """When a question was taken over last, and how long it is left alone then: one that fails must not spin."""

    async def take_over(self) -> int:
        """Takes over what was left behind; how many questions that are."""
        left = [entry for entry in await self._ledger.orphans() if not self._desk.has(entry.asked.key)]
        self._tried = {e.asked.key: self._tried[e.asked.key] for e in left if e.asked.key in self._tried}
        orphans = [entry for entry in left if self._may(entry.asked.key)]
        for entry in orphans:
            if clock.now() - entry.asked.at <= 60 * self._settings.resume_minutes:
                self._desk.put(entry.asked, entry)
            else:
                self._desk.apologise(entry, _sorry(entry))
        if orphans:
            log.warning("took over %d questions that were left unanswered", len(orphans))
        return len(orphans)

    def _may(self, key: str) -> bool:
        """Whether a question may be taken over now: at once the first time, later and later after that."""
        at, pause = self._tried.get(key, (-MOST_WAIT, 0.0))
        if clock.is_within(pause, at):
            return False
        self._tried[key] = (clock.now(), min(2 * pause, MOST_WAIT) or BEAT)
        return True

    async def run(self) -> None:
        """Beats until it is cancelled; one that fails (a full disk, a Redis that restarts) is said in the log."""
        while True:
            try:
                await self._beat()
            except Exception as error:
                log.error("the ledger could not be kept: %s at %s", type(error).__name__, place_of(error))
            await asyncio.sleep(BEAT)

    async def _beat(self) -> None:
        for key in await self._ledger.keep():
            self._desk.stop(key)
        await self.take_over()
        if not clock.is_within(DAY / 24, self._cleaned):
            self._cleaned = clock.now()
            await self._ledger.forget(clock.now() - DAY * self._settings.keep_days)


def _sorry(entry: Entry) -> Message:
    again = {"type": "actions", "elements": [button("Answer now", "deskside_again", entry.asked.key)]}
    return said(words.TOO_OLD, again)

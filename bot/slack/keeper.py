"""Keeps the ledger: renews what this process holds, takes over what a crash left behind, and forgets what is old."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from bot.slack import clock, words
from bot.slack.asked import ASKERS
from bot.slack.blocks import Message, button, button_row, said
from bot.slack.desk import Desk
from bot.slack.ledger import Entry, Ledger
from bot.slack.reconnecting_engine import ReconnectingEngine
from bot.slack_settings import SlackSettings
from models.errors import place_of

log = logging.getLogger("deskside.slack")

BEAT = 5.0
"""Seconds between two looks at what other processes left behind or want stopped."""

MOST_WAIT = 600.0
HOUR = 3_600.0
DAY = 24 * HOUR


class Keeper:
    """Keeps the ledger up to date in the background."""

    def __init__(self, ledger: Ledger, desk: Desk, engine: ReconnectingEngine, settings: SlackSettings) -> None:
        self._ledger = ledger
        self._desk = desk
        self._engine = engine
        self._settings = settings
        self._tried: dict[str, tuple[float, float]] = {}
        """When each question was last taken over, and the pause after that: one that fails must not be tried on end."""

    async def take_over(self) -> int:
        """Takes over the questions that were left behind, or apologises for old ones; returns how many."""
        left = [entry for entry in await self._ledger.orphans() if not self._desk.has(entry.asked.key)]
        self._tried = {e.asked.key: self._tried[e.asked.key] for e in left if e.asked.key in self._tried}
        orphans = [entry for entry in left if self._try_now(entry.asked.key)]
        for entry in orphans:
            if clock.now() - entry.asked.at <= 60 * self._settings.resume_minutes:
                self._desk.put(entry.asked, entry)
            else:
                self._desk.apologise(entry, _sorry(entry))
        if orphans:
            log.warning("took over %d questions that were left unanswered", len(orphans))
        return len(orphans)

    def _try_now(self, key: str) -> bool:
        """Whether to take a question over now: at once the first time, later and later after that."""
        at, pause = self._tried.get(key, (-MOST_WAIT, 0.0))
        if clock.is_within(pause, at):
            return False
        self._tried[key] = (clock.now(), min(2 * pause, MOST_WAIT) or BEAT)
        return True

    async def run(self) -> None:
        """Beats, and forgets what is old, until it is cancelled."""
        # Each by itself: forgetting may wait for an engine that is away, and a beat that waits loses its questions.
        async with asyncio.TaskGroup() as both:
            both.create_task(_regularly(self._beat, BEAT))
            both.create_task(_regularly(self.forget, HOUR))

    async def _beat(self) -> None:
        for key in await self._ledger.keep():
            self._desk.stop(key)
        await self.take_over()

    async def forget(self) -> None:
        """Forgets what is older than `keep_days`: here, and in the engine what was said with whoever asks in Slack."""
        before = clock.now() - DAY * self._settings.keep_days
        await self._ledger.forget(before)
        moment = datetime.fromtimestamp(before, UTC)
        await self._engine.ask(lambda engine: engine.forget_conversations(ASKERS, moment))


async def _regularly(work: Callable[[], Awaitable[None]], pause: float) -> None:
    """Does work again and again; what fails (a full disk, a Redis that restarts) is said in the log."""
    while True:
        try:
            await work()
        except Exception as error:
            log.error("the ledger could not be kept: %s at %s", type(error).__name__, place_of(error))
        await asyncio.sleep(pause)


def _sorry(entry: Entry) -> Message:
    return said(words.TOO_OLD, button_row(button("Answer now", "deskside_again", entry.asked.key)))

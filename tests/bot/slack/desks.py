"""The Slack app as the tests run it: over the fake workspace and a scripted engine, started, ended, and killed."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.events import Answer, Event, Found, Looking, Question
from bot.settings import Settings
from bot.slack.app import Http, SlackApp, running
from bot.slack.tokens import Tokens
from bot.slack_settings import SlackSettings
from tests.fakes import sample_events
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace

PATIENCE = 60.0
"""Seconds that something may take to happen, on a machine that is busy with other tests."""

TEXT = "Open UDP ports 500 and 4500 on the router. [1] Hotels often block them; use Kelpline Gate 443 there. [2]"


class SlowEngine(ScriptedEngine):
    """Takes `seconds` for each answer, and counts what it was asked instead of keeping it.

    A text that holds "nothing" is not found; one that holds "long" gets an answer of several messages.
    """

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__()
        self.seconds = seconds
        self.times_asked: Counter[str] = Counter()
        self.keeps_count = True
        self.answered = 0
        self.at_work = 0

    async def ask(self, question: Question) -> AsyncGenerator[Event, None]:
        if self.keeps_count:
            self.times_asked[question.text] += 1
        self.at_work += 1
        try:
            yield Looking("searching", question.text)
            await asyncio.sleep(self.seconds / 3)
            yield Found(sample_events.PASSAGES)
            await asyncio.sleep(self.seconds / 3)
            text = _answer(question.text)
            for delta in sample_events.deltas(text):
                yield delta
                await asyncio.sleep(self.seconds / 3 / max(1, len(text) // 20))
            self.answered += 1
            kind, cited = ("not_found", ()) if "nothing" in question.text else ("grounded", sample_events.CITATIONS)
            yield Answer(text, kind, cited, id=f"a{self.answered}")  # type: ignore[arg-type]
        finally:
            self.at_work -= 1

    async def start_conversation(self, asker: str) -> str:
        return "one-for-all"  # a day's traffic must not fill this fake


@dataclass
class AppUnderTest:
    """The app over a workspace. `kill` is what a power cut is: nothing more reaches Slack, the disk stays as it was."""

    slack: SlackWorkspace
    home: Path
    engine: SlowEngine = field(default_factory=SlowEngine)
    settings: dict[str, Any] = field(default_factory=dict)
    http: bool = False
    app: SlackApp | None = None
    _stack: AsyncExitStack | None = None

    @property
    def settings_in_force(self) -> Settings:
        """The settings that the app is started with; a test that is about budgets sets its own."""
        roomy = {"user_per_hour": 100_000, "channel_per_hour": 100_000}
        return Settings(home=self.home, slack=SlackSettings(**roomy | self.settings))

    async def __aenter__(self) -> "AppUnderTest":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()

    async def start(self) -> None:
        """Starts the app, if it does not run."""
        if self._stack is not None:
            return
        tokens = Tokens.from_environment(self.slack.environment)
        self._stack = AsyncExitStack()
        where = Http("127.0.0.1", 0) if self.http else None
        self.app = await self._stack.enter_async_context(running(self.settings_in_force, self.engine, tokens, where))
        if self.http:
            self.slack.post_to(f"{self.app.address}/slack/events")

    async def end(self) -> None:
        """Ends the app in good order, if it runs."""
        if self._stack is not None:
            stack, self._stack, self.app = self._stack, None, None
            await stack.aclose()

    async def kill(self) -> None:
        """Ends the app as a power cut does."""
        if self._stack is None:
            return
        disk = _committed(self.home / "slack.db")
        faults = self.slack.faults
        planned, faults.planned = faults.planned, []
        faults.add("*", "cut", times=None)
        faults.deaf = True
        try:
            await self.end()
        finally:
            faults.planned, faults.deaf = planned, False
        for name in ("slack.db", "slack.db-wal", "slack.db-shm"):
            (self.home / name).unlink(missing_ok=True)
        (self.home / "slack.db").write_bytes(disk)

    async def settle(self) -> None:
        """Returns when Slack has brought all it will bring and the app has answered all it will answer."""
        async with asyncio.timeout(3_600):
            await self.slack.idle()
            assert self.app is not None
            await self.app.idle()
            await self.slack.idle()
            await self.app.idle()


def _committed(file: Path) -> bytes:
    """What a database holds that was committed."""
    source = sqlite3.connect(file)
    try:
        return source.serialize()
    finally:
        source.close()


def _answer(text: str) -> str:
    if "nothing" in text:
        return "I couldn't find the answer to that in the documents."
    return "\n\n".join([TEXT] * 150) if "long" in text else TEXT


async def until(holds: Callable[[], object]) -> None:
    """Returns when something has come about that nobody tells of; there is nothing but to look."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def replies(slack: SlackWorkspace, channel: str, ts: str) -> list[dict[str, Any]]:
    """The first messages of the replies to one question: marked as that, or not marked at all."""
    key = f"{slack.team}:{channel}:{ts}"
    found = []
    for message in slack.replies(channel, ts):
        payload = message.get("metadata", {}).get("event_payload", {})
        if not payload or (payload["question"] == key and payload["part"] == 1):
            found.append(message)
    return found

"""Several replicas of the app share one ledger in Redis: each question is still answered once, whoever hears of it."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.slack import clock
from bot.slack.app import SlackApp, running
from bot.slack.redis_ledger import LEASE
from bot.slack.tokens import Tokens
from bot.slack.transports import Http
from bot.slack_settings import SlackSettings
from tests.bot.slack.desks import until
from tests.fakes.scripted_engine import ScriptedEngine
from tests.fakes.slack import SlackWorkspace
from tests.fakes.slack.delivery import Delivery
from tests.fakes.slack.http_events import HttpEvents


class Replica:
    """One of several apps of the same workspace."""

    def __init__(self, slack: SlackWorkspace, home: Path, redis: str, http: Http | None = None) -> None:
        self._slack = slack
        self._http = http
        self._settings = Settings(home=home, slack=SlackSettings(redis=redis, user_per_hour=1_000))
        self._stack = AsyncExitStack()
        self.engine = ScriptedEngine()

    async def __aenter__(self) -> SlackApp:
        tokens = Tokens.from_environment(self._slack.environment)
        return await self._stack.enter_async_context(running(self._settings, self.engine, tokens, self._http))

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


class Both:
    """Brings whatever happens to two replicas at the same instant, as no Slack would."""

    def __init__(self, *ways: HttpEvents) -> None:
        self._ways = ways

    async def bring(self, delivery: Delivery) -> dict[str, Any] | None:
        first, second = await asyncio.gather(*(way.bring(delivery) for way in self._ways))
        return second if first is None else first


async def test_what_two_replicas_hear_of_is_answered_once(redis_url: str, tmp_path: Path) -> None:
    async with SlackWorkspace() as slack:
        one, two = (Replica(slack, tmp_path / name, redis_url, Http()) for name in ("one", "two"))
        async with one as first, two as second:
            addresses = [f"{app.address}/slack/events" for app in (first, second)]
            slack.deliveries.transport = Both(*(HttpEvents(slack.world, address) for address in addresses))
            asked = [await slack.say("C1", "U1", f"<@BOT> question {number}?") for number in range(10)]
            await slack.idle()
            for _ in range(2):
                await first.idle()
                await second.idle()
            assert [len(slack.replies("C1", ts)) for ts in asked] == [1] * 10
        assert len(one.engine.asked) + len(two.engine.asked) == 10


async def test_a_follow_up_may_come_to_another_replica_before_the_answer_is_there(
    redis_url: str, tmp_path: Path
) -> None:
    async with SlackWorkspace() as slack:
        one, two = (Replica(slack, tmp_path / name, redis_url, Http()) for name in ("one", "two"))
        async with one as first, two as second:
            one.engine.pause()
            slack.post_to(f"{first.address}/slack/events")
            ts = await slack.say("C1", "U1", "<@BOT> how?")
            await until(lambda: one.engine.asked)
            slack.post_to(f"{second.address}/slack/events")
            await slack.say("C1", "U1", "on Windows, I mean", thread_ts=ts)
            await slack.idle()
            await second.idle()
            one.engine.play()
            one.engine.step(100)
            await first.idle()
            assert [question.text for question in two.engine.asked] == ["on Windows, I mean"]
            assert len(slack.replies("C1", ts)) == 2


async def test_a_replica_goes_on_with_what_another_left(
    redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with SlackWorkspace() as slack:
        gone = Replica(slack, tmp_path / "one", redis_url)
        gone.engine.pause()
        async with gone:
            ts = await slack.say("C1", "U1", "<@BOT> what did the other one leave?")
            await slack.idle()
            await until(lambda: gone.engine.asked)
        assert slack.replies("C1", ts) == []
        later = clock.now() + LEASE + 1
        monkeypatch.setattr(clock, "now", lambda: later)
        async with Replica(slack, tmp_path / "two", redis_url) as app:
            await app.idle()
            assert len(slack.replies("C1", ts)) == 1

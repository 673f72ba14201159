"""A process that is killed in the middle of its work: no question is lost, and none is answered twice."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.bot.slack.desks import PATIENCE, replies, until
from tests.fakes.slack import SlackWorkspace

REPOSITORY = Path(__file__).parents[3]


@asynccontextmanager
async def app(slack: SlackWorkspace, home: Path, seconds: float) -> AsyncIterator[asyncio.subprocess.Process]:
    """The app in a process of its own, connected; killed at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bot.slack.app_process", str(home), str(seconds),
        cwd=REPOSITORY, env=os.environ | slack.environment | {"DESKSIDE_HOME": str(home)},
    )  # fmt: skip
    try:
        await asyncio.wait_for(slack.sockets.connected.wait(), PATIENCE)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


class Room:
    """The questions that were asked, and how many have their finished reply."""

    def __init__(self, slack: SlackWorkspace) -> None:
        self.slack = slack
        self.asked: list[tuple[str, str]] = []

    async def ask(self, number: int) -> None:
        for n in range(number):
            channel, user = (("C1", "U1"), ("D2", "U2"), ("G1", "UADMIN"))[n % 3]
            self.asked.append((channel, await self.slack.say(channel, user, f"<@BOT> what is error {n}?")))

    def finished(self) -> int:
        found = [replies(self.slack, channel, ts) for channel, ts in self.asked]
        return sum(any(self.slack.finished(message) for message in reply) for reply in found)

    def counts(self) -> list[int]:
        return [len(replies(self.slack, channel, ts)) for channel, ts in self.asked]

    def begun(self) -> int:
        """Replies that stream now."""
        return len(self.slack.world.state.streams)


@pytest.mark.slow
async def test_kill_9_amid_twenty_questions_loses_none_and_answers_none_twice(tmp_path: Path) -> None:
    async with SlackWorkspace() as slack:
        room = Room(slack)
        async with app(slack, tmp_path, 1.2) as process:
            await room.ask(20)
            await slack.idle()
            await until(lambda: room.finished() >= 3 and room.begun() > 0)
            process.kill()
        assert 3 <= room.finished() < 20
        async with app(slack, tmp_path, 1.2) as process:
            # Killed again while it makes up for the first time.
            await until(lambda: room.finished() >= 8)
            process.kill()
        async with app(slack, tmp_path, 0.1):
            await until(lambda: room.finished() == 20)
        assert room.counts() == [1] * 20
        # Whatever was half written was gone on with: nothing of ours is left open.
        assert not slack.world.state.streams


@pytest.mark.slow
async def test_events_that_come_while_it_is_down_are_answered_when_slack_brings_them_again(tmp_path: Path) -> None:
    async with SlackWorkspace() as slack:
        room = Room(slack)
        await room.ask(3)
        await asyncio.sleep(0)
        async with app(slack, tmp_path, 0.1):
            slack.clock.advance(61)
            await until(lambda: room.finished() == 3)
            await slack.idle()
        assert room.counts() == [1] * 3 and not slack.deliveries.lost


@pytest.mark.slow
async def test_a_question_from_long_before_the_crash_gets_an_apology_and_a_way_to_ask_again(tmp_path: Path) -> None:
    import sqlite3

    async with SlackWorkspace() as slack:
        room = Room(slack)
        async with app(slack, tmp_path, 3_600.0) as process:
            await room.ask(1)
            await slack.idle()
            await until(lambda: bool(slack.calls("assistant.threads.setStatus")))
            process.kill()
        with sqlite3.connect(tmp_path / "slack.db") as ledger:
            ledger.execute("UPDATE questions SET at = at - 7200, asked = json_set(asked, '$.at', at - 7200)")
        async with app(slack, tmp_path, 0.1):
            await until(lambda: room.finished() == 1)
            (apology,) = replies(slack, *room.asked[0])
            assert "interrupted" in apology["text"]
            await slack.click("C1", apology["ts"], "deskside_again", "U1")
            await until(lambda: any("UDP ports" in message["text"] for message in slack.replies(*room.asked[0])))

"""A day in the life of the app, in accelerated time: people ask, edit, click and chatter, sockets come and go."""

import asyncio
import gc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.bot.slack.desks import AppUnderTest, SlowEngine, replies
from tests.fakes.slack import SlackWorkspace

WAYS = (("C1", "U1"), ("C2", "U3"), ("D1", "U1"), ("D2", "U2"), ("G1", "UADMIN"), ("M1", "U2"))
KEPT = 20
"""Messages that each conversation of the workspace keeps, so that the fake itself stays small."""


@dataclass(frozen=True)
class Hour:
    """How the process stood at the end of an hour: memory in bytes, live objects, tasks, questions answered so far."""

    memory: int
    objects: int
    tasks: int
    asked: int
    answered: int


async def day(home: Path, hours: int, a_minute: float, seed: int, tell: Callable[[Hour], None] = print) -> list[Hour]:
    """Lives through so many hours with so many questions a minute; each must be answered once. How each hour ended."""
    random, stood = Random(seed), []  # noqa: S311
    async with SlackWorkspace(seed=seed, kept=KEPT) as slack, AppUnderTest(slack, home, SlowEngine(4.0)) as desk:
        desk.engine.keeps_count = False
        slack.faults.duplicates, slack.faults.lost_acks = 0.1, 0.02
        slack.faults.add("chat.*", "ratelimited", times=None, rate=0.02, seconds=5)
        slack.faults.add("chat.*", "lost response", times=None, rate=0.01)
        asked = 0
        for hour in range(hours):
            ends = asyncio.get_running_loop().time() + 3_600
            while asyncio.get_running_loop().time() < ends:
                asked += await _happening(slack, random)
                await asyncio.sleep(random.expovariate(a_minute / 60))
                slack.world.state.trim(KEPT)
                desk.engine.feedback.clear()
            await desk.settle()
            # Slack asks for a new socket now and then, and one breaks now and then.
            await slack.sockets.refresh() if hour % 2 else slack.sockets.drop()
            await asyncio.sleep(60)
            stood.append(_standing(desk, asked))
            tell(stood[-1])
        assert desk.engine.answered >= asked, f"{asked} questions, {desk.engine.answered} answers"
        assert not slack.deliveries.lost
    return stood


async def _happening(slack: SlackWorkspace, random: Random) -> int:
    """One thing that happens; how many questions it is."""
    channel, user = random.choice(WAYS)
    mention = "" if channel.startswith("D") else "<@BOT> "
    what = random.random()
    if what < 0.15:
        await slack.say(channel, user, "just talking") if mention else await slack.open_app(user)
        return 0
    if what < 0.25 and mention:
        ts = await slack.say(channel, user, "I wonder")
        await slack.edit(channel, ts, "I wonder about it")
        await slack.delete(channel, ts)
        return 0
    if what < 0.35:
        await slack.command("/deskside", "how do I fix VPN error 809?", user, channel)
        return 1
    ts = await slack.say(channel, user, f"{mention}how do I fix error {random.randrange(1_000)}?")
    if what > 0.8:
        reply = await slack.reply_to(channel, ts, within=3_000)
        action = random.choice(["deskside_feedback", "deskside_passages"])
        await slack.click(channel, reply["ts"], action, user)
        assert len(replies(slack, channel, ts)) == 1
    return 1


def _standing(desk: AppUnderTest, asked: int) -> Hour:
    gc.collect()
    return Hour(_resident(), len(gc.get_objects()), len(asyncio.all_tasks()), asked, desk.engine.answered)


def _resident() -> int:
    """Bytes of memory that the process occupies."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096

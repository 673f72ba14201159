"""Whatever Slack delivers, redelivers, reorders and loses: each question gets one reply, and never two."""

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.bot.slack.desks import AppUnderTest, SlowEngine, replies
from tests.fakes.slack import SlackWorkspace
from tests.fakes.slack.faults import Kind
from tests.fakes.slack.warp import warped

WAYS = ("C1", "C2", "D1", "D2", "G1", "M1")
WRITING = (
    "chat.postMessage", "chat.update", "chat.startStream", "chat.appendStream", "chat.stopStream",
    "conversations.replies", "assistant.threads.setStatus",
)  # fmt: skip
TROUBLE: tuple[Kind, ...] = ("ratelimited", "server error", "lost response", "cut", "slow")


@dataclass
class Story:
    """What happens, in order, to an app that is asked things."""

    slack: SlackWorkspace
    desk: AppUnderTest
    asked: list[tuple[str, str]] = field(default_factory=list)
    threads: list[tuple[str, str]] = field(default_factory=list)

    async def ask(self, channel: str, words: str) -> None:
        text = words if channel.startswith("D") else f"<@BOT> {words}"
        user = {"D2": "U2", "G1": "U2"}.get(channel, "U1")
        ts = await self.slack.say(channel, user, text)
        self.asked.append((channel, ts))
        self.threads.append((channel, ts))

    async def follow_up(self, which: int) -> None:
        """A mention in a thread that is there, which comes as two events too."""
        if not self.threads:
            return
        channel, ts = self.threads[which % len(self.threads)]
        if self.slack.replies(channel, ts):
            user = {"D2": "U2", "G1": "U2"}.get(channel, "U1")
            mention = "" if channel.startswith("D") else "<@BOT> "
            self.asked.append((channel, await self.slack.say(channel, user, f"{mention}And in a hotel?", thread_ts=ts)))

    async def redeliver(self, which: int) -> None:
        log = [delivery for delivery in self.slack.deliveries.log if delivery.route == "events_api"]
        if log:
            self.slack.deliveries.again(log[which % len(log)])

    def check(self) -> None:
        """Never more than one reply."""
        for channel, ts in self.asked:
            found = replies(self.slack, channel, ts)
            marked = [m for m in found if "metadata" in m]
            assert len(marked) <= 1, (channel, ts, [m["text"][:60] for m in found])

    def check_all_answered(self) -> None:
        """Exactly one reply each, except where Slack itself gave the event up."""
        lost = {d.payload["event"].get("ts") for d in self.slack.deliveries.lost}
        heard = {
            d.payload["event"].get("ts") for d in self.slack.deliveries.log if d.route == "events_api" and not d.lost
        }
        for channel, ts in self.asked:
            found = replies(self.slack, channel, ts)
            told = [(m["text"][:60], m.get("metadata")) for m in found]
            assert len(found) <= 1, f"two replies in {channel} to {ts}: {told}"
            if ts in heard or ts not in lost:
                assert len(found) == 1, f"no reply in {channel} to {ts}; {self.slack.refused()[-5:]}"
                assert self.slack.finished(found[0]), f"a reply in {channel} that never ended: {told}"


ask = st.tuples(st.just("ask"), st.sampled_from(WAYS), st.sampled_from(["how?", "a long story?", "nothing there?"]))
happening = st.one_of(
    ask,
    st.tuples(st.just("follow up"), st.integers(0, 20)),
    st.tuples(st.just("redeliver"), st.integers(0, 50)),
    st.tuples(st.just("trouble"), st.sampled_from(WRITING), st.sampled_from(TROUBLE), st.integers(1, 3)),
    st.tuples(st.just("kill")),
    st.tuples(st.sampled_from(["restart", "stop the app", "drop socket", "refresh", "lost acks"])),
)
pause = st.sampled_from([0.0, 0.1, 0.6, 4.0, 25.0, 310.0]).map(lambda seconds: ("wait", seconds))
step = st.one_of(st.tuples(ask, pause), st.tuples(happening, pause))
stories = st.lists(step, min_size=2, max_size=10).map(lambda steps: [part for pair in steps for part in pair])


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=stories, seconds=st.sampled_from([0.0, 1.0, 20.0]))
@example(  # taken in while the app was ending, and worked on after its ledger was closed
    story=[
        ("ask", "C2", "nothing there?"),
        ("trouble", "chat.startStream", "slow", 3),
        ("wait", 0.05),
        ("stop the app",),
        ("trouble", "chat.startStream", "slow", 3),
        ("wait", 61.0),
        ("ask", "C2", "nothing there?"),
        ("trouble", "assistant.threads.setStatus", "cut", 3),
    ],
    seconds=20.0,
)
def test_any_story_gives_each_question_one_reply(story: list[tuple[object, ...]], seconds: float) -> None:
    with tempfile.TemporaryDirectory() as home:
        warped(told(Path(home), story, seconds))


async def told(home: Path, steps: list[tuple[object, ...]], seconds: float, http: bool = False) -> None:
    async with SlackWorkspace() as slack, AppUnderTest(slack, home, SlowEngine(seconds), http=http) as desk:
        story = Story(slack, desk)
        for step in steps:
            match step:
                case ("ask", str(channel), str(words)):
                    await story.ask(channel, words)
                case ("follow up", int(which)):
                    await story.follow_up(which)
                case ("redeliver", int(which)):
                    await story.redeliver(which)
                case ("trouble", str(method), kind, int(times)):
                    slack.faults.add(method, kind, times=times, seconds=2)  # type: ignore[arg-type]
                case ("wait", float(seconds)):
                    await asyncio.sleep(seconds)
                case ("restart",):
                    await desk.end()
                    await desk.start()
                case ("kill",):
                    await desk.kill()
                    await desk.start()
                case ("stop the app",):
                    await desk.end()
                case ("drop socket",):
                    slack.sockets.drop()
                case ("refresh",):
                    await slack.sockets.refresh()
                case ("lost acks",):
                    slack.faults.lost_acks = 0.5
            story.check()
        slack.faults.stop()
        await desk.start()
        await desk.settle()
        story.check_all_answered()
        if not any(step[0] in ("kill", "restart", "stop the app") for step in steps):
            assert all(times == 1 for times in desk.engine.times_asked.values() if len(story.asked) == 1)


@pytest.mark.parametrize("http", [False, True], ids=["socket mode", "http"])
def test_a_hundred_messages_with_duplicates_and_faults_are_answered_once_each(tmp_path: Path, http: bool) -> None:
    warped(crowd(tmp_path, 100, http))


async def crowd(home: Path, number: int, http: bool, seed: int = 7) -> SlackWorkspace:
    """So many messages, 30% delivered twice and 10% of all calls failing, each answered once."""
    random = Random(seed)  # noqa: S311
    async with SlackWorkspace(seed=seed) as slack, AppUnderTest(slack, home, SlowEngine(1.0), http=http) as desk:
        slack.faults.duplicates, slack.faults.reordered, slack.faults.lost_acks = 0.3, 0.1, 0.05
        for kind in TROUBLE:
            slack.faults.add("*", kind, times=None, rate=0.02, seconds=2)
        story = Story(slack, desk)
        for _ in range(number):
            await story.ask(random.choice(WAYS), random.choice(["how?", "nothing there?"]))
            await asyncio.sleep(random.expovariate(1.0))
        await slack.idle()
        await desk.settle()
        story.check_all_answered()
        assert len(story.asked) == number
        return slack

"""How long Slack waits for an acknowledgement, and a person for the first sign of life, while other questions wait.

    python -m benchmarks.slack.latency [--waiting 20] [--questions 100] [--http]

The app runs in a process of its own, over a scripted engine that is busy for minutes, as a real one is on a slow
machine. Fills the line, then asks; a sign of life is the first thing that Slack shows in the question's thread: a
status, a message or the beginning of a stream. Ends with 1 if a promise is broken.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence

from tests.fakes.slack import SlackWorkspace
from tests.fakes.slack.delivery import Delivery

MOST_ACK_P99 = 300.0
MOST_SIGN = 1_000.0
SIGNS = (
    "agents.sessions.setStatus", "assistant.threads.setStatus", "chat.postMessage", "chat.startStream", "reactions.add",
)  # fmt: skip
"""What a person sees something of."""

BUSY = 600.0
"""Seconds that the engine takes for each answer."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waiting", type=int, default=20, help="questions that wait already")
    parser.add_argument("--questions", type=int, default=100, help="questions that are measured")
    parser.add_argument("--http", action="store_true", help="signed HTTP instead of Socket Mode")
    options = parser.parse_args()
    acks, signs = asyncio.run(measured(options.waiting, options.questions, options.http))
    print(f"acknowledged after (ms): {_spread(acks)}")
    print(f"first sign of life after (ms): {_spread(signs)}")
    broken = _percentile(acks, 0.99) >= MOST_ACK_P99 or _percentile(signs, 0.99) >= MOST_SIGN
    print("a promise is broken" if broken else f"acks p99 under {MOST_ACK_P99:.0f} ms, signs under {MOST_SIGN:.0f} ms")
    return int(broken)


async def measured(waiting: int, questions: int, http: bool) -> tuple[list[float], list[float]]:
    """Milliseconds to each acknowledgement and to each first sign of life."""
    signs: list[float] = []
    acks: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        async with SlackWorkspace() as slack:
            process = await _started(slack, home, http)
            try:
                for n in range(waiting):
                    await slack.say("C1", "U1", f"<@BOT> what is error {n}?")
                await slack.idle()
                for n in range(questions):
                    channel, user = (("C2", "U3"), ("D2", "U2"))[n % 2]
                    before = len(slack.deliveries.log)
                    began = time.perf_counter()
                    ts = await slack.say(channel, user, f"<@BOT> and error {n}?")
                    signs.append(await _first_sign(slack, ts, began))
                    await slack.idle()
                    acks += _acks(list(slack.deliveries.log)[before:])
            finally:
                process.kill()
                await process.wait()
    return acks, signs


async def _started(slack: SlackWorkspace, home: str, http: bool) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "tests.bot.slack.app_process", home, str(BUSY), *(["http"] if http else [])]
    environment = os.environ | slack.environment | {"DESKSIDE_HOME": home}
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    address = (await process.stdout.readline()).decode().strip()
    if http:
        slack.post_to(f"{address}/slack/events")
    return process


async def _first_sign(slack: SlackWorkspace, ts: str, began: float) -> float:
    """Milliseconds until the app does something that shows in the thread of a message."""
    async with asyncio.timeout(30):
        while True:
            if any(call.method in SIGNS and call.args.get("thread_ts") == ts for call in reversed(slack.world.calls)):
                return (time.perf_counter() - began) * 1_000
            await asyncio.sleep(0.001)


def _acks(deliveries: Sequence[Delivery]) -> list[float]:
    return [ms for delivery in deliveries for ms in delivery.ack_ms]


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _spread(values: Sequence[float]) -> str:
    shares = " ".join(f"p{round(100 * share)} {_percentile(values, share):.0f}" for share in (0.5, 0.95, 0.99))
    return f"{shares} worst {max(values):.0f} ({len(values)} measured)"


if __name__ == "__main__":
    sys.exit(main())

"""A thousand questions, 30% of their events delivered twice and 10% of all calls failing: each is answered once.

    python -m benchmarks.slack.crowd [--messages 1000] [--http] [--seed 7]
    python -m benchmarks.slack.crowd --stories 1000

The second form makes up stories instead, as `tests/bot/slack/test_exactly_once.py` does: deliveries, redeliveries,
faults, restarts and kills in any order. Ends with an error that tells the shortest story that breaks the promise.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot.slack.test_exactly_once import crowd, stories, told
from tests.fakes.slack.warp import warped


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000)
    parser.add_argument("--stories", type=int, default=0)
    parser.add_argument("--http", action="store_true", help="signed HTTP instead of Socket Mode")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    began = time.monotonic()
    if options.stories:
        _stories(options.stories, options.http)
        print(f"{options.stories} stories, each question answered once; {time.monotonic() - began:.0f} s")
        return 0
    with tempfile.TemporaryDirectory() as home:
        slack = warped(crowd(Path(home), options.messages, options.http, options.seed))
    deliveries = slack.deliveries.log
    again = sum(delivery.attempts - 1 for delivery in deliveries)
    calls = len(slack.world.calls)
    print(f"{options.messages} questions in {len(deliveries)} events, {again} of them delivered again")
    print(f"{calls} calls, {slack.faults.happened.total()} of them failed; each question answered once")
    print(f"{time.monotonic() - began:.0f} s")
    return 0


def _stories(number: int, http: bool) -> None:
    @settings(max_examples=number, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(story=stories, seconds=st.sampled_from([0.0, 1.0, 20.0]))
    def one(story: list[tuple[object, ...]], seconds: float) -> None:
        with tempfile.TemporaryDirectory() as home:
            warped(told(Path(home), story, seconds, http))

    one()


if __name__ == "__main__":
    sys.exit(main())

"""Hours of traffic in accelerated time: nothing piles up. `benchmarks/slack/soak.py` lives through a whole day."""

import sys
import tracemalloc
from pathlib import Path

import pytest

from tests.bot.slack.day import Hour, day
from tests.fakes.slack.warp import warped


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_hours_of_traffic_leave_nothing_behind(tmp_path: Path) -> None:
    stood: list[Hour] = []
    taken: list[int] = []

    def tell(hour: Hour) -> None:
        stood.append(hour)
        # What was asked for, in bytes: the process's own size is that of all tests that ran in it before.
        taken.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    try:
        warped(day(tmp_path, 2, 1.0, seed=3, tell=tell))
    finally:
        tracemalloc.stop()
    first, last = stood[0], stood[-1]
    answered = last.answered - first.answered
    assert answered > 30
    # Whatever is kept for each question would show: an object or a task each, or its text.
    assert last.tasks - first.tasks < answered / 10
    assert last.objects - first.objects < 20 * answered
    assert taken[-1] - taken[0] < 1_000_000

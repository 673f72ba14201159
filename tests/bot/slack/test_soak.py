"""Hours of traffic in accelerated time: nothing piles up. `benchmarks/slack/soak.py` lives through a whole day."""

import sys
from pathlib import Path

import pytest

from tests.bot.slack.day import Hour, day
from tests.fakes.slack.warp import warped


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_hours_of_traffic_leave_nothing_behind(tmp_path: Path) -> None:
    stood: list[Hour] = []
    warped(day(tmp_path, 2, 2.0, seed=3, tell=stood.append))
    first, last = stood[0], stood[-1]
    answered = last.answered - first.answered
    assert answered > 60
    # Whatever is kept for each question would show: an object or a task each, or its text.
    assert last.tasks - first.tasks <= 2
    assert last.objects - first.objects < 20 * answered
    assert last.memory - first.memory < 8_000_000

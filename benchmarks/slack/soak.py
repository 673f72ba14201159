"""Lives through a day of Slack traffic in accelerated time and shows how memory stood each hour.

    python -m benchmarks.slack.soak [--hours 24] [--a-minute 1] [--seed 1]

Ends with 1 if a question got no answer or two, or if memory grew by more than 10% from the fourth hour to the last.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.bot.slack.day import Hour, day
from tests.fakes.slack.warp import warped

SETTLED = 3
"""Hours after which caches are full and memory should stay."""

MOST_GROWTH = 0.10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--a-minute", type=float, default=1.0, help="things that happen in a minute")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    print("hour  memory  objects  tasks  asked  answered")
    stood: list[Hour] = []

    def tell(hour: Hour) -> None:
        stood.append(hour)
        print(
            f"{len(stood):>4}  {hour.memory / 1e6:>4.0f} MB  {hour.objects:>7}  {hour.tasks:>5}  {hour.asked:>5}  "
            f"{hour.answered:>8}",
            flush=True,
        )

    with tempfile.TemporaryDirectory() as home:
        warped(day(Path(home), options.hours, options.a_minute, options.seed, tell))
    base, last = stood[min(SETTLED, len(stood) - 1)], stood[-1]
    growth = last.memory / base.memory - 1
    print(f"{options.hours} hours in {time.monotonic() - began:.0f} s; memory {growth:+.1%} since hour {SETTLED + 1}")
    return int(growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())

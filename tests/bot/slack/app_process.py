"""The Slack app in a process of its own, over a scripted engine.

`python -m tests.bot.slack.app_process HOME SECONDS [http]` prints where it listens, or `Socket Mode`.
"""

import asyncio
import sys
from pathlib import Path

from bot.settings import Settings
from bot.slack.app import Http, running
from bot.slack.tokens import Tokens
from bot.slack_settings import SlackSettings
from tests.bot.slack.desks import SlowEngine


async def main(home: Path, seconds: float, http: bool) -> None:
    """Runs until it is killed."""
    settings = Settings(home=home, slack=SlackSettings(user_per_hour=100_000, channel_per_hour=100_000))
    where = Http() if http else None
    async with running(settings, SlowEngine(seconds), Tokens.from_environment(), where) as app:
        sys.stdout.write(f"{app.address}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:] == ["http"]))

"""How often a method may be called, and what happens when it is called more often."""

from collections import defaultdict, deque

from tests.fakes.slack.clock import Clock

WINDOW = 60.0
PER_MINUTE = {
    "chat.startStream": 20,
    "chat.appendStream": 100,
    "chat.stopStream": 20,
    "chat.update": 50,
    "conversations.history": 50,
    "conversations.replies": 50,
    "conversations.info": 50,
    "conversations.members": 100,
    "users.info": 100,
    "usergroups.list": 20,
    "files.info": 100,
    "views.open": 100,
    "views.publish": 100,
    "reactions.add": 50,
}
"""Calls a minute for a workspace, by Slack's tiers."""

POSTS_A_SECOND = 1
"""Messages that an app may post in one channel; short bursts are let through."""
BURST = 5


class Limits:
    """Counts calls; says after how many seconds one that came too often may come again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def wait_for(self, method: str, channel: str) -> int | None:
        """Counts a call, or gives the seconds to wait where it is one too many."""
        if method == "chat.postMessage":
            return self._count(f"{method} {channel}", BURST * POSTS_A_SECOND, BURST)
        most = PER_MINUTE.get(method)
        return None if most is None else self._count(method, most, WINDOW)

    def _count(self, name: str, most: int, window: float) -> int | None:
        now, calls = self._clock.now(), self._calls[name]
        while calls and calls[0] <= now - window:
            calls.popleft()
        if len(calls) >= most:
            return max(1, round(calls[0] + window - now + 0.5))
        calls.append(now)
        return None

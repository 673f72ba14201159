"""How many questions a person and a channel may ask in an hour, so that nobody takes the app away from the others."""

from collections import deque

from bot.slack import clock

HOUR = 3600.0
MOST_KNOWN = 10_000
"""People and channels whose questions are counted at once."""


class Budgets:
    """Counts in memory: a restart forgives."""

    def __init__(self, user_per_hour: int, channel_per_hour: int) -> None:
        self._most = {"user": user_per_hour, "channel": channel_per_hour}
        self._asked: dict[tuple[str, str], deque[float]] = {}

    def spend(self, user: str, channel: str) -> str | None:
        """Counts a question; what to tell the asker if there have been too many, and then it isn't counted."""
        now = clock.now()
        for what, who in (("user", user), ("channel", channel)):
            asked = self._recent(what, who)
            if len(asked) >= self._most[what]:
                return _too_many(what, self._most[what], HOUR - (now - asked[0]))
        for what, who in (("user", user), ("channel", channel)):
            self._recent(what, who).append(now)
        return None

    def _recent(self, what: str, who: str) -> deque[float]:
        if len(self._asked) > MOST_KNOWN:
            known = self._asked.items()
            self._asked = {key: asked for key, asked in known if asked and clock.is_within(HOUR, asked[-1])}
        asked = self._asked.setdefault((what, who), deque())
        while asked and not clock.is_within(HOUR, asked[0]):
            asked.popleft()
        return asked


def _too_many(what: str, most: int, seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    whose = "You have" if what == "user" else "This channel has"
    when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
    return f"{whose} asked {most} questions within an hour, which is as many as I may answer. Ask again {when}."

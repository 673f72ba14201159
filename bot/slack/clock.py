"""The time of day, in one place, so that a test can let weeks pass; pauses are the event loop's own."""

import time


def now() -> float:
    """Seconds since 1970."""
    return time.time()


def is_within(seconds: float, moment: float) -> bool:
    """Whether a moment was less than so many seconds ago; one that is to come is from before the clock was set back."""
    return 0 <= now() - moment < seconds

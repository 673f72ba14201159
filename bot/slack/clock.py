"""The time of day, in one place, so that a test can let weeks pass; pauses are the event loop's own."""

import time


def now() -> float:
    """Seconds since 1970."""
    return time.time()

"""A writer that says one true sentence and then never comes to an end."""

import time
from collections.abc import Callable, Iterator


def endless(cancelled: Callable[[], bool]) -> Iterator[str]:
    """Writes until it is cancelled, at the pace of a model: one that never rested would take a core from others."""
    yield "The printer that prints posters is the plotter on floor 3. "
    while not cancelled():
        time.sleep(0.01)
        yield "And "

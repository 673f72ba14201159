"""The queue before the engine: a few questions are asked at once, the others wait and are told how many are ahead."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

LOOKED_AT = 5.0
"""Seconds between two looks at one's place, and one more for each who is ahead."""

MOST_APART = 60.0


class QuestionQueue:
    """First come, first served, `at_once` at a time."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: deque[asyncio.Event] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextmanager
    def place(self) -> Iterator[asyncio.Event]:
        """A place in the queue, left at the end of the context; its event is set when it is its turn."""
        turn = asyncio.Event()
        self._waiting.append(turn)
        self._call()
        try:
            yield turn
        finally:
            if turn.is_set():
                self._free += 1
                self._call()
            else:
                self._waiting.remove(turn)

    async def ahead(self, turn: asyncio.Event) -> AsyncIterator[int]:
        """How many are ahead, now and whenever that was looked at again; ends when it is one's turn."""
        while not turn.is_set():
            ahead = self._waiting.index(turn) + 1
            yield ahead
            try:
                # Who is far back is told less often: each telling is a call to Slack.
                await asyncio.wait_for(turn.wait(), min(MOST_APART, LOOKED_AT + ahead))
            except TimeoutError:
                continue

    def _call(self) -> None:
        while self._free and self._waiting:
            self._free -= 1
            self._waiting.popleft().set()

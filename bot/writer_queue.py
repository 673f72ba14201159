"""Who writes next: the writer serves a few questions, the others wait in a bounded queue and know their place."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from models.errors import DesksideError


class TooBusy(DesksideError):
    """More questions wait than the settings allow."""

    code = "too-busy"


class WriterQueue:
    """A first-come, first-served queue: `places` tickets have their turn, and at most `most` wait behind them.

    It belongs to one event loop.
    """

    def __init__(self, most: int, places: int = 1) -> None:
        self._most = most
        self._places = places
        self._tickets: deque[Ticket] = deque()

    def enter(self) -> "Ticket":
        """Joins the queue; raises `TooBusy` if it is full. The ticket must be left again."""
        if len(self._tickets) >= self._places + self._most:
            raise TooBusy(f"{self.waiting} questions are waiting already.", "Ask again in a minute.")
        ticket = Ticket(self)
        self._tickets.append(ticket)
        return ticket

    @property
    def waiting(self) -> int:
        """How many tickets wait behind those whose turn it is."""
        return max(0, len(self._tickets) - self._places)

    def place(self, ticket: "Ticket") -> int:
        """How many tickets must be left before it is this one's turn."""
        return max(0, self._tickets.index(ticket) - self._places + 1)

    def remove(self, ticket: "Ticket") -> None:
        """Takes a ticket out and tells those behind it."""
        self._tickets.remove(ticket)
        for waiting in self._tickets:
            waiting.moved.set()


class Ticket:
    """A place in the queue; used as a context, so that it is left whatever happens."""

    def __init__(self, queue: WriterQueue) -> None:
        self._queue = queue
        self.moved = asyncio.Event()

    def __enter__(self) -> "Ticket":
        return self

    def __exit__(self, *exception: object) -> None:
        self._queue.remove(self)

    async def wait(self) -> AsyncIterator[int]:
        """Yields the number of questions ahead each time it changes, and ends when it is this ticket's turn."""
        while ahead := self._queue.place(self):
            self.moved.clear()
            yield ahead
            await self.moved.wait()

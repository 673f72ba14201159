"""Who writes next: the writer serves a few questions, the others wait in a bounded line and know their place."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from models.errors import DesksideError


class TooBusy(DesksideError):
    """More questions wait than the settings allow."""

    code = "too-busy"


class Turnstile:
    """A first-come, first-served line: `places` tickets have their turn, and at most `most` wait behind them.

    It belongs to one event loop.
    """

    def __init__(self, most: int, places: int = 1) -> None:
        self._most = most
        self._places = places
        self._line: deque[Ticket] = deque()

    def enter(self) -> "Ticket":
        """Joins the line; raises `TooBusy` if it is full. The ticket must be left again."""
        if len(self._line) >= self._places + self._most:
            raise TooBusy(f"{self.waiting} questions are waiting already.", "Ask again in a minute.")
        ticket = Ticket(self)
        self._line.append(ticket)
        return ticket

    @property
    def waiting(self) -> int:
        """How many tickets wait behind those whose turn it is."""
        return max(0, len(self._line) - self._places)

    def place(self, ticket: "Ticket") -> int:
        """How many tickets must be left before it is this one's turn."""
        return max(0, self._line.index(ticket) - self._places + 1)

    def remove(self, ticket: "Ticket") -> None:
        """Takes a ticket out and tells those behind it."""
        self._line.remove(ticket)
        for waiting in self._line:
            waiting.moved.set()


class Ticket:
    """A place in the line; used as a context, so that it is left whatever happens."""

    def __init__(self, turnstile: Turnstile) -> None:
        self._turnstile = turnstile
        self.moved = asyncio.Event()

    def __enter__(self) -> "Ticket":
        return self

    def __exit__(self, *exception: object) -> None:
        self._turnstile.remove(self)

    async def wait(self) -> AsyncIterator[int]:
        """Yields the number of questions ahead each time it changes, and ends when it is this ticket's turn."""
        while ahead := self._turnstile.place(self):
            self.moved.clear()
            yield ahead
            await self.moved.wait()

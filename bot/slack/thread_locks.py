"""Keeps the questions of one thread in order: each may refer to the one before."""

from asyncio import Lock
from weakref import WeakValueDictionary


class ThreadLocks:
    """One at a time under each name; a name that nobody holds or waits for is forgotten."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()

    def turn(self, name: str) -> Lock:
        """What `async with` takes, to wait for those who came before under this name."""
        return self._locks.setdefault(name, Lock())

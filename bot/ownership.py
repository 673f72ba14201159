"""One process owns a data home: Chroma's embedded client is not process-safe, so a second opener is turned away.

The lock is the operating system's and goes when its process ends, however it ends. The card beside it only says who,
and where that process serves others if it does. A card that outlived its process is believed by nobody: another program
may have its address by then, and would be sent the token and what people ask.
"""

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bot import locations
from bot.wording import minute
from models.errors import DesksideError

if TYPE_CHECKING:
    from filelock import FileLock

WAITING = 10.0
"""Seconds that a short command of another process is waited for."""

LOOKING_AGAIN = 0.05
"""Seconds between two looks at who owns the home."""


class HomeLocked(DesksideError):
    """Another process owns the data home."""

    code = "home-locked"


class HomeUnusable(DesksideError):
    """The data home cannot be made or written to."""

    code = "home-unusable"


@dataclass(frozen=True)
class OwnerCard:
    """Who owns a data home: the process, since when, Deskside's version, and the address that it serves at, if any.

    `serves` is true as soon as a process takes the home to serve it; its address follows once the engine is open.
    """

    pid: int
    command: str
    since: datetime
    version: str
    address: str | None = None
    serves: bool = False

    @property
    def is_opening(self) -> bool:
        """Whether the owner is still opening what it is going to serve."""
        return self.serves and self.address is None


@contextmanager
def owned(home: Path, *, serves: bool = False) -> Iterator[None]:
    """Holds the data home for this process, which is going to serve it or not, while the context lasts.

    Raises `HomeLocked`, naming the owner, if another process has it, and `HomeUnusable` if it cannot be written to.
    """
    from filelock import Timeout

    lock = _lock(home)
    try:
        locations.make_home(home)
        lock.acquire()
        _write(home, replace(_this_process(), serves=serves))
    except Timeout as taken:
        raise locked(home) from taken
    except OSError as error:
        lock.release()
        raise HomeUnusable(
            f"The data home {home} cannot be used: {error.strerror}.",
            "Free some space or give yourself the right to write there, or set DESKSIDE_HOME to another folder.",
        ) from error
    try:
        yield
    finally:
        withdraw(home)
        lock.release()


def locked(home: Path) -> HomeLocked:
    """What to say of a home that another process owns."""
    card = read_card(home)
    return HomeLocked(f"The data home {home} is in use by {_owner(card)}.", _how_to_get_in(card))


def announce(home: Path, address: str) -> None:
    """Says on the card where this process, which owns the home, serves others."""
    _write(home, replace(_this_process(), address=address, serves=True))


def withdraw(home: Path) -> None:
    """Takes back what was announced: this process is about to let the home go."""
    locations.owner_card(home).unlink(missing_ok=True)


def read_card(home: Path) -> OwnerCard | None:
    """The card of whoever owns the home, or None; it may be missing for the instant between locking and writing it."""
    from pydantic import TypeAdapter

    try:
        return TypeAdapter(OwnerCard).validate_json(locations.owner_card(home).read_bytes())
    except (OSError, ValueError):
        return None


def servers_card(home: Path) -> OwnerCard | None:
    """The card of a process that holds the home now and serves it, or is going to; None if no process does."""
    card = read_card(home)
    return card if card is not None and card.serves and _is_held(home) else None


def _is_held(home: Path) -> bool:
    """Whether a process holds the home; if none does, the card that the last one left is taken away."""
    from filelock import Timeout

    try:
        with _lock(home):
            withdraw(home)
    except Timeout:
        return True
    except OSError:  # whoever takes the home next is told what is wrong with it
        return False
    return False


def _lock(home: Path) -> "FileLock":
    """The lock of a home, which is taken at once or not at all."""
    from filelock import FileLock

    return FileLock(locations.owner_lock(home), timeout=0)


def _write(home: Path, card: OwnerCard) -> None:
    """Replaces the card in one step, so that nobody reads half of one."""
    from pydantic import TypeAdapter

    file = locations.owner_card(home)
    new = file.with_suffix(".new")
    new.write_bytes(TypeAdapter(OwnerCard).dump_json(card))
    new.replace(file)


def _this_process() -> OwnerCard:
    program = Path(sys.argv[0]).name
    command = shlex.join(["deskside" if program == "__main__.py" else program, *sys.argv[1:2]])
    return OwnerCard(os.getpid(), command, datetime.now(UTC).replace(microsecond=0), version("deskside"))


def _owner(card: OwnerCard | None) -> str:
    """The owner in words."""
    return f"`{card.command}` (process {card.pid}, since {minute(card.since)})" if card else "another deskside process"


def _how_to_get_in(card: OwnerCard | None) -> str:
    """What to do about an owner."""
    elsewhere = "or set DESKSIDE_HOME to another folder"
    if card is None:
        return f"Let it finish or stop it, {elsewhere}."
    stop = f"taskkill /PID {card.pid} /F" if sys.platform == "win32" else f"kill {card.pid}"
    if not card.serves:
        return f"Let it finish or stop it (`{stop}`), {elsewhere}."
    return (
        f"Other commands share that engine. To serve it from here instead, stop that one: `{stop}`, {elsewhere}. "
        "One that a chat started ends by itself a minute after the last chat is closed."
    )

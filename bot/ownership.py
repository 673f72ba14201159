"""One process owns a data home: Chroma's embedded client is not process-safe, so a second opener is turned away.

The lock is the operating system's and goes when its process ends, however it ends. The card beside it only says who,
and where that process serves others if it does; a card that outlived its process harms nobody, as whoever takes the
lock writes a new one.
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

from bot import locations
from models.errors import DesksideError

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
    """Who owns a data home: the process, since when, Deskside's version, and the address that it serves at, if any."""

    pid: int
    command: str
    since: str
    version: str = ""
    address: str | None = None


@contextmanager
def owned(home: Path) -> Iterator[None]:
    """Holds the data home for this process while the context lasts.

    Raises `HomeLocked`, naming the owner, if another process has it, and `HomeUnusable` if it cannot be written to.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(locations.owner_lock(home), timeout=0)
    try:
        locations.make_home(home)
        lock.acquire()
        _write(home, _this_process())
    except Timeout as taken:
        raise HomeLocked(
            f"The data home {home} is in use by {_owner(home)}.",
            "Let it finish or stop it, or set DESKSIDE_HOME to another folder.",
        ) from taken
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


def announce(home: Path, address: str) -> None:
    """Says on the card where this process, which owns the home, serves others."""
    _write(home, replace(_this_process(), address=address))


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
    return OwnerCard(os.getpid(), command, datetime.now(UTC).isoformat(timespec="seconds"), version("deskside"))


def _owner(home: Path) -> str:
    """The owner in words."""
    card = read_card(home)
    return f"`{card.command}` (process {card.pid}, since {card.since})" if card else "another deskside process"

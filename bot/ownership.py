"""One process owns a data home: Chroma's embedded client is not process-safe, so a second opener is turned away.

The lock is the operating system's and goes when its process ends, however it ends; the card beside it only says who.
"""

import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import locations
from models.errors import DesksideError


class HomeLocked(DesksideError):
    """Another process owns the data home."""

    code = "home-locked"


class HomeUnusable(DesksideError):
    """The data home cannot be made or written to."""

    code = "home-unusable"


@contextmanager
def owned(home: Path) -> Iterator[None]:
    """Holds the data home for this process while the context lasts.

    Raises `HomeLocked`, naming the owner, if another process has it, and `HomeUnusable` if it cannot be written to.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(locations.owner_lock(home), timeout=0)
    card = locations.owner_card(home)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        card.write_text(json.dumps(_this_process()), encoding="utf-8")
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
        card.unlink(missing_ok=True)
        lock.release()


def _this_process() -> dict[str, str | int]:
    command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:2]])
    return {"pid": os.getpid(), "command": command, "since": datetime.now(UTC).isoformat(timespec="seconds")}


def _owner(home: Path) -> str:
    """The owner in words; the card may be missing for the instant between locking and writing it."""
    try:
        card = json.loads(locations.owner_card(home).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "another deskside process"
    return f"`{card['command']}` (process {card['pid']}, since {card['since']})"

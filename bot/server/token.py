"""The token that a client shows: made once for a data home, readable by its owner only."""

import os
import secrets
from pathlib import Path

from bot import locations
from models.errors import DesksideError


class TokenUnreadable(DesksideError):
    """The file of the token holds none."""

    code = "token-unreadable"


def ensure_token(home: Path) -> str:
    """The token of a data home, made if there is none; only the process that owns the home calls this."""
    try:
        return read_token(home)
    except (FileNotFoundError, TokenUnreadable):
        _make_token(locations.server_token(home))
    return read_token(home)


def read_token(home: Path) -> str:
    """The token of a data home; raises OSError if there is none, `TokenUnreadable` for a file that was cut short."""
    token = locations.server_token(home).read_bytes().decode("ascii", "replace").strip()
    if not token or not token.isascii() or not token.isprintable():
        raise TokenUnreadable(
            "The token in server.token in the data home cannot be read.", "Restart the server: it makes another."
        )
    return token


def _make_token(file: Path) -> None:
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    # Its mode is given when it is made: there is no moment in which others could read it.
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(secrets.token_urlsafe(32) + "\n")
        opened.flush()
        os.fsync(opened.fileno())  # a power cut after the renaming would leave an empty file
    new.replace(file)

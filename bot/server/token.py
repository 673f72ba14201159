"""The token that a client shows: made once for a data home, readable by its owner only."""

import os
import secrets
from pathlib import Path

from bot import locations


def ensure_token(home: Path) -> str:
    """The token of a data home, made if there is none; only the process that owns the home calls this."""
    file = locations.server_token(home)
    if not file.exists():
        new = file.with_suffix(".new")
        new.unlink(missing_ok=True)
        # Its mode is given when it is made: there is no moment in which others could read it.
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(32) + "\n")
        new.replace(file)
    return read_token(home)


def read_token(home: Path) -> str:
    """The token of a data home; raises OSError if there is none."""
    return locations.server_token(home).read_text(encoding="ascii").strip()

"""Opens a document where a person reads it: the platform's own program for a file, the browser for an address."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from models.errors import DesksideError

CONSOLE_BROWSERS = frozenset({"elinks", "links", "links2", "lynx", "w3m", "www-browser"})
"""What shows a page in the terminal that the chat is in."""

_WINDOWS = frozenset({"DISPLAY", "WAYLAND_DISPLAY", "BROWSER"})
"""The variables one of which is there where something can open a window: else xdg-open takes a console browser."""

SECONDS_TO_REFUSE = 3.0
"""Within this time the platform's program says that it has nothing to open it with; one that stays has opened it."""


class CannotOpen(DesksideError):
    """There is nothing to open, or nothing to open it with."""

    code = "cannot-open"


def open_file(path: Path) -> None:
    """Opens a file with the program that the platform has for it; raises `CannotOpen`. To be called in a thread."""
    if not path.is_file():
        raise CannotOpen(f"The file {path} is not there any more.", "Sync its source.")
    # The path is absolute, so that none is taken for an option.
    if not _opened(str(path if sys.platform == "win32" else path.absolute())):
        raise CannotOpen("There is no program here that opens this file.", "Copy the path instead.")


def open_address(address: str) -> None:
    """Opens a web address in a browser with a window of its own; raises `CannotOpen`. To be called in a thread."""
    if not _opened(address):
        raise CannotOpen("There is no browser here.", "Open the address on another machine.")


def _opened(what: str) -> bool:
    """Whether the platform had a program for it."""
    if sys.platform == "win32":
        os.startfile(what)  # noqa: S606
        return True
    environment = {**os.environ}
    if Path(environment.get("BROWSER", "")).name in {"", *CONSOLE_BROWSERS}:
        environment.pop("BROWSER", None)
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None or (sys.platform != "darwin" and not environment.keys() & _WINDOWS):
        return False
    # In a session of its own it has no terminal that it could draw on or read from.
    program = subprocess.Popen(
        [opener, what],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return program.wait(SECONDS_TO_REFUSE) == 0
    except subprocess.TimeoutExpired:
        return True


def is_web_address(text: str) -> bool:
    """Whether a text is an address that a browser may be sent to."""
    return text.lower().startswith(("http://", "https://"))

"""Opens a document where a person reads it: the platform's own program for a file, the browser for an address."""

import shutil
import subprocess
import sys
from pathlib import Path

from models.errors import DesksideError


class CannotOpen(DesksideError):
    """There is nothing to open, or nothing to open it with."""

    code = "cannot-open"


def open_file(path: Path) -> None:
    """Opens a file with the program that the platform has for it, and returns at once; raises `CannotOpen`."""
    if not path.is_file():
        raise CannotOpen(f"The file {path} is not there any more.", "Sync its source.")
    if sys.platform == "win32":
        import os

        os.startfile(path)  # noqa: S606
        return
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        raise CannotOpen("There is no program here that opens files.", "Copy the path instead.")
    # The path is absolute, so that none is taken for an option; the program must not draw over the screen.
    subprocess.Popen(
        [opener, str(path.absolute())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def is_web_address(text: str) -> bool:
    """Whether a text is an address that a browser may be sent to."""
    return text.lower().startswith(("http://", "https://"))

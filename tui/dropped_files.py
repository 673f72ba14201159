"""The files that pasted text names: a terminal pastes the path of a file that is dropped on it."""

import re
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

LONGEST_PASTE = 20_000
"""Characters above which pasted text is not looked at: nobody drops that many files."""


def dropped_files(pasted: str) -> list[Path]:
    """The files that pasted text names, or an empty list where it is anything but the names of existing files.

    A terminal pastes a dropped file as its path: plain, quoted, with backslashes before blanks, or as a file: address;
    several come on one line or on lines of their own.
    """
    pasted = pasted.strip()
    if not pasted or len(pasted) > LONGEST_PASTE or "\0" in pasted:
        return []
    # A path may hold blanks and quotes itself, so the whole text is tried first, then each line, then each word.
    for names in ([pasted], pasted.splitlines(), _words(pasted)):
        found = [_file(name.strip()) for name in names if name.strip()]
        files = [file for file in found if file is not None]
        if files and len(files) == len(found):
            return list(dict.fromkeys(files))
    return []


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote that is not closed: not what a terminal pastes
        return []


def _file(name: str) -> Path | None:
    """The existing file that one pasted name means, absolute."""
    for reading in _readings(name):
        path = Path(reading)
        try:
            path = path.expanduser()
            if path.is_absolute() and path.is_file():
                return path
        except (OSError, RuntimeError, ValueError):  # a name too long, a home that nobody has
            continue
    return None


def _readings(name: str) -> list[str]:
    """What a pasted name may mean, the plainest first."""
    if name.lower().startswith("file:"):
        address = urlsplit(name)
        return [unquote(address.path)] if address.netloc in ("", "localhost") else []
    readings = [name]
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        readings.append(name[1:-1])
    if "\\" in name:
        readings.append(re.sub(r"\\(.)", r"\1", name))
    return readings

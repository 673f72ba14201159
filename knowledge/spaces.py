"""The names of spaces: which are allowed, and which exist."""

import difflib
import re
from collections.abc import Iterable

from models.errors import UsageError

_NAME = re.compile(r"[a-z0-9_-]{1,64}")


def check_space_name(name: str) -> None:
    """Raises `UsageError` for a name that a space may not have."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be the name of a space.",
            "Use up to 64 lower-case letters, digits, hyphens and underscores.",
        )


def check_spaces_exist(names: Iterable[str], existing: Iterable[str]) -> None:
    """Raises `UsageError` for a space that is not there, naming those that are."""
    known = list(existing)
    for name in names:
        if not known:
            raise UsageError("There are no documents yet.", "Add some: deskside add FOLDER")
        if name not in known:
            raise UsageError(f"There is no space called {name!r}.", _spaces_sentence(known))


def close_matches(name: str, names: Iterable[str]) -> str:
    """A sentence with the names that a person may have meant."""
    close = difflib.get_close_matches(name, sorted(names), n=3, cutoff=0.4)
    return f"Did you mean {' or '.join(close)}?" if close else "`deskside sources` lists what there is."


def _spaces_sentence(known: list[str]) -> str:
    return f"These exist: {', '.join(known)}. Name one with --space, or add documents to this one."

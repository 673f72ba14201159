"""The names of spaces: which are allowed, and which exist.

Its errors say what is so, with a next step that fits wherever it is read; a surface has a better one of its own.
"""

import difflib
import re
from collections.abc import Iterable
from pathlib import PurePath

from models.errors import UsageError

LIKE = 0.6
"""How alike two names are spelt, 0 to 1, of which one may be meant by the other; difflib's own least."""

SHORTEST_PART = 4
"""Letters of a word that a longer name may be meant by."""

_NAME = re.compile(r"[a-z0-9_-]{1,64}")


class NoSuchSpace(UsageError):
    """There is no space of that name; the problem names those that there are."""

    code = "no-space"


class NoDocuments(UsageError):
    """There is no space at all yet."""

    code = "no-documents"


class InSeveralSpaces(UsageError):
    """What was named is in several spaces, which the problem names."""

    code = "several-spaces"


def check_space_name(name: str) -> None:
    """Raises `UsageError` for a name that a space may not have."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be the name of a space.",
            "Use up to 64 lower-case letters, digits, hyphens and underscores.",
        )


def check_spaces_exist(names: Iterable[str], existing: Iterable[str]) -> None:
    """Raises `NoSuchSpace` for a space that is not there, naming those that are, and `NoDocuments` for want of any."""
    known = list(existing)
    for name in names:
        if not known:
            raise NoDocuments("There are no documents yet.", "Add some: deskside add FOLDER")
        if name not in known:
            raise NoSuchSpace(
                f"There is no space called {name!r}. These exist: {', '.join(known)}.",
                "Choose one of them, or add documents to this one.",
            )


def suggestion(name: str, names: Iterable[str]) -> str:
    """A sentence with the names that a person may have meant: one is spelt much like it, or a file is called so."""
    likeness = {other: max(_likeness(name, other), _likeness(_bare(name), _bare(other))) for other in sorted(names)}
    close = sorted((other for other in likeness if likeness[other] >= LIKE), key=lambda other: -likeness[other])
    return f"Did you mean {' or '.join(close[:3])}?" if close else "`deskside sources` lists what there is."


def _bare(name: str) -> str:
    """What a file is called, without its folder and its ending."""
    return PurePath(name).stem.lower()


def _likeness(name: str, other: str) -> float:
    """How much of two names is spelt alike, 0 to 1; one that has the other as a word is like it."""
    is_part = len(name) >= SHORTEST_PART and name in re.split(r"[\W_]+", other)
    return LIKE if is_part else difflib.SequenceMatcher(None, name, other).ratio()

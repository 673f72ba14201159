"""The errors of the readers: bytes that are not a document that can be read."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.errors import DesksideError


class Unreadable(DesksideError):
    """The content cannot be read; it becomes a `FileProblem`, and the other files go on."""

    code = "unreadable"


class Unreachable(Unreadable):
    """Nothing could be fetched for now: what was read before may still be what is there."""


class Decoration(Unreadable):
    """The content is nothing that anybody would look for: an icon, a tracker, a list of the pages beside it."""


class NotFound(Unreadable):
    """A page or a picture is not where it is looked for; it may only have been lost for a while."""


class Gone(Unreadable):
    """A page or a picture was taken away for good."""


@contextmanager
def damage_explained(problem: str, next_step: str) -> Iterator[None]:
    """Raises `Unreadable` for whatever is raised meanwhile: each library has errors of its own for damage."""
    try:
        yield
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(problem, next_step) from error

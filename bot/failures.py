"""How a question fails: by an error, a bug, or an engine that went away, in the same words on every surface."""

from bot.events import Failed
from models.errors import DesksideError

ENGINE_GONE = "engine-gone"
"""The code of the failure that an engine which went away ends an answer with."""


def failure_of(error: DesksideError) -> Failed:
    """What the asker is told of an error."""
    return Failed(error.problem, error.next_step, error.code)


def bug() -> Failed:
    """What the asker is told when there is a bug."""
    return Failed("Something went wrong inside Deskside.", "Run `deskside doctor`, then ask again.", "bug")


def engine_gone() -> Failed:
    """What the asker is told when the engine's events end without an answer."""
    return Failed("The engine stopped answering.", "Ask again.", ENGINE_GONE)

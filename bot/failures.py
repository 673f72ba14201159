"""What every surface says, in the same words, about a bug and about an engine that went away."""

from bot.events import Failed

ENGINE_GONE = "engine-gone"
"""The code of the failure that an engine which went away ends an answer with."""


def bug() -> Failed:
    """What the asker is told when there is a bug."""
    return Failed("Something went wrong inside Deskside.", "Run `deskside doctor`, then ask again.", "bug")


def engine_gone() -> Failed:
    """What the asker is told when the engine's events end without an answer."""
    return Failed("The engine stopped answering.", "Ask again.", ENGINE_GONE)

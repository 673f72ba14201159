"""What is said of a bug."""

from bot.events import Failed


def bug() -> Failed:
    """What the asker is told."""
    return Failed("Something went wrong inside Deskside.", "Run `deskside doctor`, then ask again.", "bug")

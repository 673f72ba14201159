"""How a path is written for a person: from their home, where it is below it."""

from pathlib import Path

from tui.untrusted import shown_line


def path_name(path: Path) -> str:
    """The path on one line, with `~` for the home folder."""
    try:
        return shown_line(str("~" / path.relative_to(Path.home())))
    except (ValueError, RuntimeError):  # it is elsewhere, or nobody knows where home is
        return shown_line(str(path))

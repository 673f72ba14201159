"""How a path is written for a person, from their home where it is below it, and how a typed one is understood."""

from pathlib import Path

from bot.untrusted import shown_line
from knowledge.sources.folders import expanded


def path_name(path: Path) -> str:
    """The path on one line, with `~` for the home folder."""
    try:
        return shown_line(str("~" / path.relative_to(Path.home())))
    except (ValueError, RuntimeError):  # it is elsewhere, or nobody knows where home is
        return shown_line(str(path))


def working_folder() -> Path:
    """The folder that the chat was started in, or the root where that was removed meanwhile."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path("/")


def typed_path(typed: str) -> Path:
    """The absolute path that somebody typed, with quotes around it or without."""
    typed = typed.strip()
    quoted = len(typed) > 2 and typed[0] == typed[-1] and typed[0] in "'\""
    return working_folder() / expanded(typed[1:-1] if quoted else typed)

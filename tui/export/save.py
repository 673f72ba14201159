"""Writes a conversation to a file, in the format that the file's ending names."""

from collections.abc import Callable
from pathlib import Path

from bot.conversations import ConversationWindow
from models.errors import DesksideError
from tui.export.html import as_html
from tui.export.json import as_json
from tui.export.markdown import as_markdown

FORMATS: dict[str, Callable[[ConversationWindow], str]] = {".md": as_markdown, ".html": as_html, ".json": as_json}


class CannotExport(DesksideError):
    """The conversation cannot be written there."""

    code = "cannot-export"


class FileExists(CannotExport):
    """There is such a file already, which is not overwritten unasked."""

    code = "file-exists"


def save(conversation: ConversationWindow, file: Path, overwrite: bool = False) -> None:
    """Writes the file; raises `FileExists`, and `CannotExport` for an unknown ending or a place that takes no file."""
    content = FORMATS.get(file.suffix.lower())
    if content is None:
        raise CannotExport(f"“{file.name}” has no ending that is known.", "End it with .md, .html or .json.")
    try:
        with file.open("w" if overwrite else "x", encoding="utf-8", errors="replace") as opened:
            opened.write(content(conversation))
    except FileExistsError as error:
        raise FileExists(f"{file} is there already.", "Give another name.") from error
    except OSError as error:
        raise CannotExport(f"{file} cannot be written: {error.strerror}.", "Choose another folder.") from error

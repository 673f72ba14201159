"""Writes a conversation to a file, in the format that the file's ending names."""

import os
from collections.abc import Callable
from pathlib import Path

from bot.conversations import ConversationWindow
from models.errors import DesksideError
from models.whole_files import whole_file
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
    """Writes the file whole or not at all.

    Raises `FileExists`, and `CannotExport` for an unknown ending or a place that takes no file.
    """
    content = FORMATS.get(file.suffix.lower())
    if content is None:
        raise CannotExport(f"“{file.name}” has no known ending.", "End it with .md, .html or .json.")
    text = content(conversation)
    if not overwrite and os.path.lexists(file):
        raise FileExists(f"{file} is there already.", "Give another name.")
    try:
        with whole_file(Path(os.path.realpath(file))) as partial:
            partial.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise CannotExport(f"{file} cannot be written: {error.strerror}.", "Choose another folder.") from error

"""The picture in the system's clipboard, written to a file for as long as the chat needs it."""

import os
from contextlib import suppress
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from models.errors import DesksideError
from tui.picture_files import is_picture

if TYPE_CHECKING:
    from PIL.Image import Image

LEFT_BEHIND = 24 * 60 * 60
"""Seconds after which a clipboard's picture is nobody's any more: its chat was killed."""


class NoClipboardPicture(DesksideError):
    """There is no picture in the clipboard, or no way to get at it."""

    code = "no-clipboard-picture"


class PictureNotKept(DesksideError):
    """The clipboard's picture cannot be written down."""

    code = "picture-not-kept"


def clipboard_picture(folder: Path) -> Path:
    """Writes the clipboard's picture into `folder` and returns its file; a file that was copied is returned itself.

    Blocks while the system's clipboard is read. Raises `NoClipboardPicture`, with what to do instead, and
    `PictureNotKept` where the folder takes no file.
    """
    from PIL import ImageGrab

    nothing = NoClipboardPicture("There is no picture in the clipboard.", "Copy one, or pick a file with ctrl+f.")
    try:
        content = ImageGrab.grabclipboard()
    except NotImplementedError as error:
        raise NoClipboardPicture(
            "The clipboard cannot be read here.", "Install wl-clipboard or xclip, or pick a file with ctrl+f."
        ) from error
    except (OSError, ValueError) as error:
        raise nothing from error
    if isinstance(content, list):
        pictures = [path for path in map(Path, content) if is_picture(path)]
        if not pictures:
            raise nothing
        return pictures[0]
    if content is None:
        raise nothing
    return _saved(content, folder)


def forget_clipboard_pictures(folder: Path) -> None:
    """Deletes what this process wrote into `folder`, and what was left behind there: a screenshot may show secrets."""
    with suppress(OSError):
        for file in folder.glob("clipboard-*.png"):
            is_old = file.stat().st_mtime < time() - LEFT_BEHIND
            if is_old or file.name.startswith(_own_prefix()):
                file.unlink(missing_ok=True)


def _own_prefix() -> str:
    return f"clipboard-{os.getpid()}-"


def _saved(picture: "Image", folder: Path) -> Path:
    import tempfile

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix=_own_prefix(), suffix=".png", dir=folder, delete=False) as file:
            picture.save(file, "PNG")
    except OSError as error:
        raise PictureNotKept(
            f"The clipboard's picture cannot be written to {folder}: {error.strerror or error}.",
            "Free some space there, or pick a file with ctrl+f.",
        ) from error
    return Path(file.name)

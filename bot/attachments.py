"""The pictures that come with a question: read from their files, and held to the limits that the settings name.

Nothing here knows what is in a picture; `models.pictures` opens one.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import MEGABYTE, Settings
from models.errors import DesksideError, UsageError

if TYPE_CHECKING:
    from bot.events import Attachment

MOST_BYTES = 100 * MEGABYTE
"""A file above this is not read at all, whatever a server's settings allow."""


class PictureTooLarge(DesksideError):
    """A picture has more bytes than are taken."""

    code = "too-large"


def picture_bytes(path: Path) -> bytes:
    """The bytes of a picture's file; raises `UsageError` for what is no file, `PictureTooLarge` before reading one."""
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder.", "Name a picture's file.")
        if not path.exists():
            raise UsageError(f"There is no file {path}.", "Check the path of the picture.")
        if not path.is_file():
            raise UsageError(f"{path} is not a file.", "Name a picture's file.")
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(path.name, path.stat().st_size, MOST_BYTES)
        return path.read_bytes()
    except (OSError, ValueError) as refused:
        why = getattr(refused, "strerror", None) or "its name cannot be a file's"
        raise UsageError(f"{path} cannot be read: {why}.", "Check that you may read it.") from refused


def check_attachments(images: Sequence["Attachment"], settings: Settings) -> None:
    """Raises `UsageError` or `PictureTooLarge` where there are too many pictures, an empty one or a large one."""
    if len(images) > settings.max_pictures:
        raise UsageError(
            f"{len(images)} pictures came with the question; at most {settings.max_pictures} are read.",
            "Send those that show the problem.",
        )
    for image in images:
        if not image.content:
            raise UsageError(f"The picture {image.name} is empty.", "Send it again.")
        if len(image.content) > settings.max_picture_mb * MEGABYTE:
            raise _too_large(image.name, len(image.content), settings.max_picture_mb * MEGABYTE)


def most_body_bytes(settings: Settings) -> int:
    """The longest request that may carry pictures: all of them in base64, with some room for the rest."""
    return settings.max_pictures * settings.max_picture_mb * MEGABYTE * 4 // 3 + MEGABYTE


def _too_large(name: str, size: int, most: int) -> PictureTooLarge:
    return PictureTooLarge(
        f"The picture {name} has {size / MEGABYTE:.1f} MB; at most {most // MEGABYTE} MB are read.",
        "Cut out the part that shows the problem, or save it smaller.",
    )

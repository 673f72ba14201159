"""The pictures that a command is given with `-i`: files, or one that is piped in."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.errors import UsageError

if TYPE_CHECKING:
    from bot.events import Attachment
    from bot.settings import Settings

PIPED = "-"
"""The name that stands for what is piped in."""


def attachments(names: Sequence[str], settings: "Settings") -> "tuple[Attachment, ...]":
    """Reads the pictures before anything else is done; raises `UsageError` or `PictureTooLarge` for what cannot be."""
    from bot.attachments import check_attachments
    from bot.events import Attachment
    from knowledge.sources.folders import expanded

    if names.count(PIPED) > 1:
        raise UsageError("Only one picture can be piped in.", "Name the others as files.")
    images = tuple(_piped() if name == PIPED else Attachment.of(expanded(name)) for name in names)
    check_attachments(images, settings)
    return images


def _piped() -> "Attachment":
    from bot.attachments import MOST_BYTES
    from bot.events import Attachment

    if sys.stdin is None or sys.stdin.isatty():  # None where a shell closed it: <&-
        raise UsageError("No picture is piped in.", "Pipe one in, or name a file: -i error.png")
    return Attachment("screenshot", sys.stdin.buffer.read(MOST_BYTES))

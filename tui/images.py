"""Pictures that a person hands over: dropped or pasted paths, the clipboard, and whether a file really is a picture.

Nothing here shows a picture; `tui.pictures` does. Pillow is imported where it is used, since it takes 50 ms.
"""

import os
import re
import shlex
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from time import time
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from models.errors import DesksideError
from models.pictures.formats import HEAD, format_of

if TYPE_CHECKING:
    from PIL.Image import Image

ENDINGS = frozenset(".png .jpg .jpeg .gif .webp .bmp .tif .tiff .avif .heic .heif".split())
"""How the files of the formats that can be read are usually named."""

MOST_BYTES = 50_000_000
MOST_PIXELS = 100_000_000
LONGEST_PASTE = 20_000
"""Characters above which pasted text is not looked at: nobody drops that many files."""

LEFT_BEHIND = 24 * 60 * 60
"""Seconds after which a clipboard's picture is nobody's any more: its chat was killed, or was of an earlier version."""


class NoClipboardPicture(DesksideError):
    """There is no picture in the clipboard, or no way to get at it."""

    code = "no-clipboard-picture"


class PictureNotKept(DesksideError):
    """The clipboard's picture cannot be written down."""

    code = "picture-not-kept"


@dataclass(frozen=True)
class PictureFacts:
    """What a picture's header says."""

    format: str
    width: int
    height: int
    bytes: int

    def __str__(self) -> str:
        """The facts in a few words: `PNG, 1920×1080, 240 kB`."""
        size = f"{self.bytes / 1e6:.1f} MB" if self.bytes >= 1_000_000 else f"{max(1, round(self.bytes / 1e3))} kB"
        return f"{self.format}, {self.width}×{self.height}, {size}"


def picture_facts(picture: Path | bytes) -> PictureFacts | None:
    """What the header of a file or of its bytes says, whatever its name says; None if no picture can be read there."""
    try:
        size = len(picture) if isinstance(picture, bytes) else picture.is_file() and picture.stat().st_size
        if not 0 < size <= MOST_BYTES:
            return None
        with opened(picture) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            return PictureFacts(image.format or "", image.width, image.height, size)
    except Exception:  # readers raise anything at all for a broken header: SyntaxError, EOFError
        return None


def opened(picture: Path | bytes) -> "Image":
    """The picture of a file or of its bytes, its header read and nothing else.

    Raises PictureUnreadable for what the engine would not open either, and what Pillow's readers raise.
    """
    from PIL import Image

    with BytesIO(picture) if isinstance(picture, bytes) else picture.open("rb") as file:
        kind = format_of(file.read(HEAD), "The file")
    if kind == "HEIF":
        from pi_heif import register_heif_opener  # takes 90 ms

        register_heif_opener()
    return Image.open(BytesIO(picture) if isinstance(picture, bytes) else picture, formats=(kind,))


def is_picture(path: Path) -> bool:
    """Whether the file's content is a picture of a known format."""
    return picture_facts(path) is not None


def dropped_files(pasted: str) -> list[Path]:
    """The files that pasted text names, or an empty list where it is anything but the names of existing files.

    A terminal pastes a dropped file as its path: plain, quoted, with backslashes before blanks, or as a file: address;
    several come on one line or on lines of their own.
    """
    pasted = pasted.strip()
    if not pasted or len(pasted) > LONGEST_PASTE or "\0" in pasted:
        return []
    # A path may hold blanks and quotes itself, so the whole text is tried first, then each line, then each word.
    for names in ([pasted], pasted.splitlines(), _words(pasted)):
        found = [_file(name.strip()) for name in names if name.strip()]
        files = [file for file in found if file is not None]
        if files and len(files) == len(found):
            return list(dict.fromkeys(files))
    return []


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


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote that is not closed: not what a terminal pastes
        return []


def _file(name: str) -> Path | None:
    """The existing file that one pasted name means, absolute."""
    for reading in _readings(name):
        path = Path(reading)
        try:
            path = path.expanduser()
            if path.is_absolute() and path.is_file():
                return path
        except (OSError, RuntimeError, ValueError):  # a name too long, a home that nobody has
            continue
    return None


def _readings(name: str) -> list[str]:
    """What a pasted name may mean, the plainest first."""
    if name.lower().startswith("file:"):
        address = urlsplit(name)
        return [unquote(address.path)] if address.netloc in ("", "localhost") else []
    readings = [name]
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        readings.append(name[1:-1])
    if "\\" in name:
        readings.append(re.sub(r"\\(.)", r"\1", name))
    return readings

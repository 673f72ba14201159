"""Whether a file, or the bytes of one, really is a picture, and what its header says; `tui.pictures` shows it.

Pillow is imported where it is used, since it takes 50 ms.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from models.pictures.formats import HEAD, format_of

if TYPE_CHECKING:
    from PIL.Image import Image

ENDINGS = frozenset(".png .jpg .jpeg .gif .webp .bmp .tif .tiff .avif .heic .heif".split())
"""How the files of the formats that can be read are usually named."""

MOST_BYTES = 50_000_000
MOST_PIXELS = 100_000_000


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

"""Opens a picture within bounds of memory and time that hold whatever its bytes are."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import is_for_memory
from models.pictures.formats import SEND_ANOTHER, format_of
from models.pictures.jpeg_scans import JpegParts, jpeg_parts
from models.pictures.parts import has_too_many_parts, has_too_many_values
from models.pictures.unreadable import PictureTooLarge, PictureUnreadable

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

MOST_BYTES = 64_000_000
"""The largest file that is opened."""
MOST_SIDE = 16_000
"""The longest side of an opened picture in pixels; a larger one is made smaller."""
MOST_PIXELS = 16_000_000
"""The most pixels of an opened picture; a larger one is made smaller. A screen of 5K has fewer."""
LEAST_SIDE = 8
"""A picture with a side shorter than this holds no letter."""
MOST_DECODED_PIXELS = 72_000_000
"""The most pixels that are decoded at once: four bytes each, a few times over. A phone's camera takes 50 million."""
MOST_JPEG_PIXELS = 600_000_000
"""The most pixels of a JPEG, which can be decoded at an eighth of its size."""
MOST_WHOLE_JPEG_PIXELS = 100_000_000
"""The most pixels of a JPEG that is progressive or stored channel by channel.

libjpeg holds six bytes for each, whatever the size it decodes to.
"""
MOST_JPEG_SCANS = 40
"""A progressive JPEG has about ten scans; each costs a pass over the picture, so thousands are an attack."""
MOST_JPEG_SEGMENTS = 10_000
"""Profiles and previews come in parts of 64 kB, so that a file of MOST_BYTES that is no attack has a thousand."""
TIFF_COMPRESSIONS = {"raw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits"}
FRAMES_TO_TRY = 30
ANIMATED = {"AVIF", "GIF", "PNG", "WEBP"}
"""Formats whose frames follow one another; a TIFF's are pages, each with a size and a compression of its own."""

_CROP = "Send a crop of the part that matters."


@dataclass(frozen=True)
class Picture:
    """An opened picture: RGB, upright, at most MOST_SIDE pixels a side and MOST_PIXELS in all."""

    name: str
    """What the asker called it."""
    image: "Image"
    digest: str
    """The sha256 of the bytes it came from."""


def open_picture(content: bytes, name: str) -> Picture:
    """The picture in a file's bytes; of an animation, the first frame that shows anything.

    Raises PictureUnreadable, with what is wrong and what to send instead. Takes under 1.5 GB and 10 seconds,
    whatever the bytes are.
    """
    if not content:
        raise PictureUnreadable(f"{name} is empty.", "Send it again.")
    if len(content) > MOST_BYTES:
        raise PictureUnreadable(f"{name} has {len(content) / 1e6:.0f} MB, more than can be opened.", _CROP)
    kind = format_of(content, name)
    plugin = _plugin(kind)
    jpeg = jpeg_parts(content, MOST_JPEG_SEGMENTS) if kind == "JPEG" else None
    is_layered = jpeg and (jpeg.scans > MOST_JPEG_SCANS or jpeg.segments > MOST_JPEG_SEGMENTS)
    if is_layered or has_too_many_parts(content, kind):
        raise PictureUnreadable(f"{name} is stored in too many layers to open.", "Take a new screenshot.")
    try:
        image = _decoded(plugin(io.BytesIO(content)), jpeg, kind, name)
    except PictureUnreadable:
        raise
    except Exception as error:  # decoders raise anything at all for bytes that they did not expect
        if is_for_memory(error):
            raise PictureTooLarge(f"{name} needs more memory than there is.", _CROP) from error
        problem = f"{name} is damaged or was cut off on its way: it cannot be decoded."
        raise PictureUnreadable(problem, "Send it again, or take a new screenshot.") from error
    return Picture(name, image, hashlib.sha256(content).hexdigest())


def _decoded(image: "ImageFile", jpeg: JpegParts | None, kind: str, name: str) -> "Image":
    """The whole of a picture whose header was read."""
    from models.pictures.flattening import flat, turned_upright

    _refuse_by_size(image, _most_pixels(image, jpeg), name)
    if kind == "TIFF" and image.info.get("compression") not in TIFF_COMPRESSIONS:
        raise PictureUnreadable(f"{name} is a TIFF of a kind that is not opened.", SEND_ANOTHER)
    if kind == "JPEG":
        image.draft(None, _target(image.size))
    image.load()
    if kind in ANIMATED:
        _seek_first_frame_with_content(image, name)
    orientation = _orientation(image)
    return turned_upright(_within_bounds(flat(_reduced(image))), orientation)


def _plugin(kind: str) -> "Callable[[io.BytesIO], ImageFile]":
    """What reads the header of a picture of this format, and decodes nothing yet.

    `Image.open` would refuse a large JPEG that can well be decoded small, by a limit that can only be lifted for
    the whole process.
    """
    from pi_heif.as_plugin import HeifImageFile
    from PIL import AvifImagePlugin, BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin
    from PIL import WebPImagePlugin as Webp

    plugins: dict[str, Callable[[io.BytesIO], ImageFile]] = {
        "AVIF": AvifImagePlugin.AvifImageFile,
        "BMP": BmpImagePlugin.BmpImageFile,
        "GIF": GifImagePlugin.GifImageFile,
        "HEIF": HeifImageFile,
        "JPEG": JpegImagePlugin.JpegImageFile,
        "PNG": PngImagePlugin.PngImageFile,
        "TIFF": TiffImagePlugin.TiffImageFile,
        "WEBP": Webp.WebPImageFile,
    }
    return plugins[kind]


def _refuse_by_size(image: "ImageFile", most_pixels: int, name: str) -> None:
    """Raises PictureUnreadable for a picture that is too small to read, or has more pixels than can be decoded."""
    width, height = image.size
    size = f"{width:,} x {height:,} pixels"
    if min(width, height) < LEAST_SIDE:
        raise PictureUnreadable(f"{name} has {size}: too small to read.", "Send a picture of the whole message.")
    if width * height > most_pixels:
        raise PictureUnreadable(f"{name} has {size}: too large to open.", _CROP)


def _most_pixels(image: "ImageFile", parts: JpegParts | None) -> int:
    if parts is None:
        return MOST_DECODED_PIXELS
    is_held_whole = image.info.get("progressive") or parts.channels < len(image.getbands())
    return MOST_WHOLE_JPEG_PIXELS if is_held_whole else MOST_JPEG_PIXELS


def _target(size: tuple[int, int]) -> tuple[int, int]:
    """The size that a picture of this size is brought to: the same shape, within the bounds."""
    width, height = size
    shrink = min(1.0, MOST_SIDE / max(size), (MOST_PIXELS / (width * height)) ** 0.5)
    return max(1, int(width * shrink)), max(1, int(height * shrink))


def _reduced(image: "Image") -> "Image":
    """A far too large picture made smaller by a whole number, at once and before any copy of it is made."""
    factor = int(min(side / wanted for side, wanted in zip(image.size, _target(image.size), strict=True)))
    return image.reduce(factor) if factor > 1 and image.mode in ("L", "LA", "RGB", "RGBA", "CMYK") else image


def _within_bounds(image: "Image") -> "Image":
    from PIL.Image import Resampling

    target = _target(image.size)
    return image if target == image.size else image.resize(target, Resampling.LANCZOS, reducing_gap=2.0)


def _seek_first_frame_with_content(image: "ImageFile", name: str) -> None:
    """Goes to the first frame that is not one colour: recordings often begin with an empty one.

    It looks at no more pixels than one picture may have, and at the size of each frame before it is decoded.
    """
    pixels = 0
    for frame in range(FRAMES_TO_TRY):
        try:
            image.seek(frame)
        except EOFError:
            break
        _refuse_by_size(image, MOST_DECODED_PIXELS, name)
        pixels += image.width * image.height
        if frame and pixels > MOST_DECODED_PIXELS:
            break
        if len(image.convert("RGB").getcolors(2) or "many") > 1:
            return
    image.seek(0)


def _orientation(image: "Image") -> int:
    """The EXIF orientation, 1 (upright) where there is none or the EXIF block is damaged."""
    if has_too_many_values((image.info.get("exif") or b"").removeprefix(b"Exif\x00\x00")):
        return 1
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # a damaged EXIF block raises anything, and the picture is fine without it
        return 1

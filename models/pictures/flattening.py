"""Makes a decoded picture plain: eight bits, red, green and blue, nothing transparent, upright."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image

LIGHT = 140
"""Content whose mean lightness (0 to 255) is above this is drawn for a dark background."""
MOSTLY_TRANSPARENT = 0.2
"""The share of see-through pixels from which the background matters; below, it is a shadow or a round corner."""


def flat(image: "Image") -> "Image":
    """The picture in RGB; what is transparent is laid on white, or on black where its content is light."""
    if image.mode == "F" or image.mode.startswith("I"):
        image = _eight_bits(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return _without_transparency(image.convert("RGBA"))
    return image if image.mode == "RGB" else image.convert("RGB")


def turned_upright(image: "Image", orientation: int) -> "Image":
    """The picture turned and mirrored as its EXIF orientation (1 to 8) says."""
    from PIL.Image import Transpose

    turn = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }.get(orientation)
    return image if turn is None else image.transpose(turn)


def _eight_bits(image: "Image") -> "Image":
    """A grey picture of 16 or 32 bits or floats, its values scaled to 8 bits; Pillow itself would clip them."""
    from PIL import Image

    values: NDArray[Any] = np.asarray(image)
    if image.mode.startswith("I;16"):
        return Image.fromarray((values >> 8).astype(np.uint8))
    finite = np.nan_to_num(values.astype(np.float32), posinf=0, neginf=0)
    low, high = float(finite.min()), float(finite.max())
    if image.mode == "I" and low >= 0:
        low, high = 0.0, 65535.0 if high > 255 else 255.0
    scale = 255 / (high - low) if high > low else 0.0
    return Image.fromarray(np.clip((finite - low) * scale, 0, 255).astype(np.uint8))


def _without_transparency(image: "Image") -> "Image":
    from PIL import Image

    alpha = image.getchannel("A")
    if alpha.getextrema()[0] == 255:
        return image.convert("RGB")
    background = Image.new("RGB", image.size, "black" if _drawn_for_dark(image, alpha) else "white")
    background.paste(image, mask=alpha)
    return background


def _drawn_for_dark(image: "Image", alpha: "Image") -> bool:
    """Whether the visible content is light and most likely stands on nothing: light letters, a light icon."""
    from PIL import ImageStat

    see_through = sum(alpha.histogram()[:128]) / (image.width * image.height)
    if see_through < MOSTLY_TRANSPARENT or see_through == 1:
        return False
    visible = alpha.point(lambda value: 255 if value >= 128 else 0)
    return bool(ImageStat.Stat(image.convert("L"), mask=visible).mean[0] > LIGHT)

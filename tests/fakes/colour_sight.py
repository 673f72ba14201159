"""A sight that needs no model: it reads the words that a picture's file says it shows, and sees its colours."""

import hashlib
from collections.abc import Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from models.ocr import Line
from models.pictures import Picture, open_picture
from models.vision.kinds import KindGuess
from models.vision.sight import Seen

COLOURS = ("red", "green", "blue")
SIDE = 4


class ColourSight:
    """Pictures with like colours in like places get near vectors, and a colour's name that of a picture all in it.

    `looked` names what it has looked at, so that a test can say what must not be looked at again.
    """

    sharpness = 20.0

    def __init__(self, fingerprint: str = "colours") -> None:
        self.fingerprint = fingerprint
        self.looked: list[str] = []

    def look(self, picture: Picture) -> Seen:
        self.looked.append(picture.name)
        words = str(picture.image.info.get("words", ""))
        lines = [Line(text, (0.0, 20.0 * n, 100.0, 20.0 * n + 16), 0.99) for n, text in enumerate(words.splitlines())]
        pixels = np.asarray(picture.image.resize((SIDE, SIDE)), dtype=np.float32)
        vector = _unit(pixels.reshape(-1) / 255 - 0.3)
        kind = KindGuess("error dialog" if "error" in words.lower() else None, 0.9)
        return Seen(picture.digest, picture.name, tuple(lines), picture.image.size, vector, kind, self.fingerprint)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([_unit(np.tile(_colour(text), SIDE * SIDE)) for text in texts])

    def close(self) -> None:
        pass


def picture_file(words: str = "", colour: str = "white", size: tuple[int, int] = (200, 100)) -> bytes:
    """A PNG of one colour, with the words that `ColourSight` reads in it."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("words", words)
    content = BytesIO()
    Image.new("RGB", size, colour).save(content, "PNG", pnginfo=info)
    return content.getvalue()


def seen(words: str = "", colour: str = "white") -> Seen:
    """What `ColourSight` makes of such a picture."""
    return ColourSight().look(open_picture(picture_file(words, colour), "screenshot.png"))


def _colour(text: str) -> NDArray[np.float32]:
    named = [name in text.lower().split() for name in COLOURS]
    if any(named):
        return np.array(named, dtype=np.float32) - 0.3
    return np.frombuffer(hashlib.sha256(text.encode()).digest()[:3], dtype=np.uint8).astype(np.float32) / 255 - 0.5


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = (vector / max(float(np.linalg.norm(vector)), 1e-6)).astype(np.float32)
    return unit

"""Eyes that see what a test says: the lines of each picture by its name, no model, in microseconds."""

import hashlib
import threading
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from models.ocr import Line
from models.pictures import Picture
from models.vision.kinds import Kind, KindGuess
from models.vision.sight import Seen

LINE_HEIGHT, LETTER_WIDTH = 20.0, 9.0


class ScriptedSight:
    """`screens` maps a picture's name to its lines; one that is not there shows nothing. `looked` keeps the names.

    While `closed_eyes` is clear, `look` waits for it: a test may see what others can do meanwhile.
    """

    fingerprint = "scripted"
    dimension = 16
    sharpness = 20.0

    def __init__(self, screens: Mapping[str, str], kinds: Mapping[str, Kind] | None = None) -> None:
        self.screens = dict(screens)
        self.kinds = dict(kinds or {})
        self.looked: list[str] = []
        self.looking, self.may_look = threading.Event(), threading.Event()
        self.may_look.set()

    def look(self, picture: Picture) -> Seen:
        self.looking.set()
        assert self.may_look.wait(60)
        self.looked.append(picture.name)
        said = self.screens.get(picture.name, "")
        lines = tuple(_line(n, text) for n, text in enumerate(said.splitlines()) if text.strip())
        vector = self.embed_texts([picture.digest])[0]
        kind = self.kinds.get(picture.name)
        guess = KindGuess(kind, 0.9 if kind else 0.0)
        return Seen(picture.digest, picture.name, lines, (800, 600), vector, guess, self.fingerprint)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "little") for text in texts]
        vectors = np.stack([np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds])
        unit: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def close(self) -> None:
        pass


def _line(n: int, text: str) -> Line:
    """A line of a window; a blank line before it sets it apart."""
    top = 40 + 2 * LINE_HEIGHT * n
    return Line(text, (60.0, top, 60 + LETTER_WIDTH * len(text), top + LINE_HEIGHT), 0.99)

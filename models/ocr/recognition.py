"""Reads the characters of lines that were cut out of a picture."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from models.ocr.networks import RECOGNITION, Floats, Pixels, normalised, open_network

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

HEIGHT = 48
"""The height in pixels at which the network reads."""
LEAST_WIDTH = 128
MOST_WIDTH = 3200
FULL_WIDTH = 30_000
"""Lines that are longer than this together, in pixels at HEIGHT, are a dense screen: about a second on two cores."""
SQUEEZE = 0.8
"""A dense screen's long lines are read so much narrower first; narrower still, narrow letters are lost."""
LONG_LINE = 600
UNSURE = 0.95
"""What reads worse than this when squeezed is read again as it is."""
BLANK = 0


class Recogniser:
    """Reads lines; can be used from several threads at once."""

    def __init__(self, threads: int) -> None:
        # One thread a line and as many lines as threads: a line is too small a piece of work to share.
        self._session: InferenceSession = open_network(RECOGNITION, threads=1)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="ocr")
        characters = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *characters, " "]

    def read(self, crops: Sequence[Pixels]) -> list[tuple[str, float]]:
        """The text of each line (height, width, 3; blue first) and the mean probability of its characters."""
        widths = [HEIGHT * crop.shape[1] / crop.shape[0] for crop in crops]
        squeezed = {i for i, width in enumerate(widths) if width > LONG_LINE} if is_dense(crops) else set()
        # The longest first, so that no thread is left with a long one at the end.
        order = sorted(range(len(crops)), key=lambda index: -widths[index])
        read = dict(zip(order, self._pool.map(lambda i: self._line(crops[i], i in squeezed), order), strict=True))
        return [read[index] for index in range(len(crops))]

    def close(self) -> None:
        """Ends the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _line(self, crop: Pixels, squeezed: bool) -> tuple[str, float]:
        text, score = self._decode(self._session.run(None, {"x": _input(crop, SQUEEZE if squeezed else 1.0)})[0][0])
        # The very longest lines are made narrower in any case: to read them again would change nothing.
        squeezed = squeezed and HEIGHT * crop.shape[1] / crop.shape[0] * SQUEEZE < MOST_WIDTH
        return self._line(crop, False) if squeezed and score < UNSURE else (text, score)

    def _decode(self, probabilities: Floats) -> tuple[str, float]:
        """Text and score of one line by the most probable character of each step, as CTC has it."""
        best = probabilities.argmax(axis=1)
        starts = np.ones(len(best), dtype=bool)
        starts[1:] = best[1:] != best[:-1]
        starts &= best != BLANK
        steps = np.flatnonzero(starts)
        if not len(steps):
            return "", 0.0
        text = "".join(self._characters[index] for index in best[steps])
        return text, float(probabilities[steps, best[steps]].mean())


def is_dense(crops: Sequence[Pixels]) -> bool:
    """Whether there is so much in these lines that reading them takes long."""
    return sum(HEIGHT * int(crop.shape[1]) / int(crop.shape[0]) for crop in crops) > FULL_WIDTH


def _input(crop: Pixels, squeeze: float) -> Floats:
    """The line at the network's height, what is missing to a whole number of columns left grey: (1, 3, 48, width)."""
    import cv2

    width = min(MOST_WIDTH, max(1, math.ceil(HEIGHT * crop.shape[1] / crop.shape[0] * squeeze)))
    padded = max(LEAST_WIDTH, math.ceil(width / 32) * 32)
    batch = np.zeros((1, 3, HEIGHT, padded), dtype=np.float32)
    batch[0, :, :, :width] = normalised(cv2.resize(crop, (width, HEIGHT)).astype(np.uint8, copy=False))
    return batch

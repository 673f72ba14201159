"""Reads pictures: finds their lines, turns them upright, recognises them and puts them in order."""

import math
import threading
from collections.abc import Iterator, Sequence
from typing import Self

import numpy as np

from models.machine import usable_cores
from models.ocr.alphabet import read_by_alphabet
from models.ocr.crops import LEAN, cut_out, is_tall, is_upright, upright_box
from models.ocr.detection import Detector
from models.ocr.line import Line
from models.ocr.networks import Floats, Pixels, shipped_version
from models.ocr.order import reading_order
from models.ocr.pieces import whole_lines
from models.ocr.recognition import Recogniser, is_dense
from models.pictures import Picture

READING = 5
"""Raise when the same networks start to give other lines."""
LEAST_SCORE = 0.5
DETECTED_PIXELS = 2_100_000
"""About as many pixels are looked at for lines: a whole screen of 1920 x 1080."""
LEAST_SHORT_SIDE = 1000
"""A long picture is not made narrower than this to find its lines."""
WIDEST = 4_000
"""A picture is not looked at wider than this."""
LARGEST_SCALE = 2.0
SMALL_PICTURE = 700_000
SMALL_LINE = 11.0
"""Lines lower than this, in the pixels that are looked at, are missed or run together."""
GOOD_LINE = 18.0
SURE_READING = 0.8
PROBED_LINES = 6


class Ocr:
    """Reads the lines of text in pictures. The networks are loaded at first use; any thread may call any method."""

    def __init__(self, threads: int) -> None:
        self.fingerprint = f"rapidocr-{shipped_version()}-{READING}"
        self._threads = threads
        self._loading = threading.Lock()
        self._networks: tuple[Detector, Recogniser] | None = None
        self._closed = False

    @classmethod
    def open(cls, threads: int | None = None) -> Self:
        """Gets ready to read; `threads` is how many cores one call may use, all that this process may by default."""
        return cls(threads or usable_cores())

    def lines(self, picture: Picture) -> tuple[Line, ...]:
        """The lines that stand in a picture, in reading order; raises ModelCorrupt where nothing can be read with."""
        pixels: Pixels = np.asarray(picture.image)[:, :, ::-1]
        turns, boxes, read = self._upright(np.ascontiguousarray(pixels))
        kept = [index for index, (text, score) in enumerate(read) if score >= LEAST_SCORE and text.strip()]
        flat = [_rectangle(boxes[index]) for index in kept]
        height, width = pixels.shape[:2]
        return tuple(
            Line(read[kept[at]][0].strip(), _turned_back(flat[at], turns, width, height), read[kept[at]][1])
            for at in reading_order(flat)
        )

    def close(self) -> None:
        """Frees the networks."""
        with self._loading:
            if self._networks:
                self._networks[1].close()
            self._networks, self._closed = None, True

    def _upright(self, pixels: Pixels) -> tuple[int, Floats, list[tuple[str, float]]]:
        """How many quarter turns clockwise the picture needed, the boxes in the turned picture, and what they hold."""
        detector, recogniser = self._loaded()
        boxes = _detected(detector, pixels)
        crops = [cut_out(pixels, box) for box in boxes]
        turns = 0
        if _mostly_tall(crops):
            turns = 1
            pixels = np.ascontiguousarray(np.rot90(pixels, -1))
            boxes = _detected(detector, pixels)
            crops = [cut_out(pixels, box) for box in boxes]
        read = _read(recogniser, pixels, boxes, crops)
        if _upside_down(recogniser, crops, read):
            turns += 2
            pixels = np.ascontiguousarray(np.rot90(pixels, 2))
            boxes = _detected(detector, pixels)
            read = _read(recogniser, pixels, boxes, [cut_out(pixels, box) for box in boxes])
        return turns, boxes, read

    def _loaded(self) -> tuple[Detector, Recogniser]:
        with self._loading:
            if self._closed:
                raise RuntimeError("this reader of pictures was closed")
            if self._networks is None:
                self._networks = Detector(self._threads), Recogniser(self._threads)
            return self._networks


def _detected(detector: Detector, pixels: Pixels) -> Floats:
    """The boxes of the lines; looked for a second time, closer, where the first look found very small ones."""
    scale = _scale(pixels)
    boxes = detector.boxes(pixels, scale)
    if not len(boxes):
        return boxes
    seen = float(np.median([_height(box) for box in boxes])) * scale
    closer = min(LARGEST_SCALE, scale * GOOD_LINE / seen, WIDEST / pixels.shape[1])
    if seen < SMALL_LINE and closer > 1.2 * scale:
        boxes = detector.boxes(pixels, closer)
    return whole_lines(pixels, boxes)


def _scale(pixels: Pixels) -> float:
    """How large the picture is looked at for lines, times its size."""
    height, width = (int(side) for side in pixels.shape[:2])
    whole = math.sqrt(DETECTED_PIXELS / (width * height))
    if whole < 1:
        return min(1.0, max(whole, LEAST_SHORT_SIDE / min(width, height)), WIDEST / width)
    return min(LARGEST_SCALE, max(1.0, math.sqrt(SMALL_PICTURE / (width * height))))


def _read(recogniser: Recogniser, pixels: Pixels, boxes: Floats, crops: Sequence[Pixels]) -> list[tuple[str, float]]:
    """What each line holds; a tall one may be a narrow letter or run up or down: the surest reading is kept."""
    read = dict(_read_alike(recogniser, pixels, boxes)) if is_dense(crops) else {}
    left = [index for index in range(len(crops)) if index not in read]
    read |= zip(left, recogniser.read([crops[index] for index in left]), strict=True)
    tall = [index for index in left if is_tall(crops[index])]
    for turn in (1, -1):
        turned = recogniser.read([np.ascontiguousarray(np.rot90(crops[index], turn)) for index in tall])
        for index, reading in zip(tall, turned, strict=True):
            read[index] = max(read[index], reading, key=lambda reading: (reading[1], len(reading[0])))
    return [read[index] for index in range(len(crops))]


def _read_alike(recogniser: Recogniser, pixels: Pixels, boxes: Floats) -> Iterator[tuple[int, tuple[str, float]]]:
    """The number and the reading of each line whose letters look the same wherever they stand."""
    # A long line's box leans by a pixel or two though the line does not.
    upright = [index for index, box in enumerate(boxes) if is_upright(box, LEAN * _height(box))]
    if upright:
        found = read_by_alphabet(recogniser, pixels, [upright_box(boxes[index]) for index in upright])
        yield from ((index, reading) for index, reading in zip(upright, found, strict=True) if reading)


def _mostly_tall(crops: Sequence[Pixels]) -> bool:
    """Whether most of the picture's text runs up or down; single letters, which can be tall, count little."""
    tall = sum(max(crop.shape[:2]) for crop in crops if crop.shape[0] > 2 * crop.shape[1])
    wide = sum(max(crop.shape[:2]) for crop in crops if crop.shape[1] > 2 * crop.shape[0])
    return bool(tall > 2 * wide)


def _upside_down(recogniser: Recogniser, crops: Sequence[Pixels], read: Sequence[tuple[str, float]]) -> bool:
    """Whether the longest lines, which were read badly, read better when turned by 180 degrees."""
    longest = sorted(range(len(crops)), key=lambda at: -crops[at].shape[1] / crops[at].shape[0])[:PROBED_LINES]
    if not longest:
        return False
    score = float(np.mean([read[at][1] for at in longest]))
    if score >= SURE_READING:
        return False
    turned = recogniser.read([np.ascontiguousarray(np.rot90(crops[at], 2)) for at in longest])
    return float(np.mean([score for _, score in turned])) > score + 0.05


def _height(box: Floats) -> float:
    return float(min(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[0] - box[1])))


def _rectangle(corners: Floats) -> tuple[float, float, float, float]:
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _turned_back(
    box: tuple[float, float, float, float], turns: int, width: int, height: int
) -> tuple[float, float, float, float]:
    """A box of a picture that was turned `turns` quarters clockwise, in the picture of this size before."""
    left, top, right, bottom = box
    if turns % 4 == 1:
        return top, height - right, bottom, height - left
    if turns % 4 == 2:
        return width - right, height - bottom, width - left, height - top
    if turns % 4 == 3:
        return width - bottom, left, width - top, right
    return box

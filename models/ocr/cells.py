"""Cuts lines whose letters all stand equally far apart, as in a terminal, into cells. It reads none of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.ocr.networks import Floats, Pixels

INK = 24
"""A pixel that differs by less from its line's ground belongs to no letter."""
AROUND = 0.35
"""So far is looked above and below a line's box, in its heights, for what of its letters reaches out of it."""
LEAST_PITCH, MOST_PITCH = 0.3, 0.8
"""How far apart letters stand, in heights of their line's box."""
COARSE, FINE = 0.008, 0.0005
"""Steps in pixels: where 200 letters stand in a line, a pitch that is wrong by 0.03 tells nothing any more."""
IN_STEP = 0.8
"""A line is not set in a pitch with which the middles of its letters agree less than this; 1 is perfect."""
PROBED_LINES = 6
WIDE = 1.4
"""A piece of ink wider than this in pitches is several letters that touch."""
MOST_PIECES = 2.5
"""With more pieces than this in the width of the narrowest letter, a line is noise, not ink."""
FAINT = 5
"""Outermost rows and columns no darker than this, of 16, are left out: there a neighbour begins, or nothing."""

Shape = tuple[int, int, int, bytes]
"""What a cell shows: how far it ends above its line's foot, its height, its width, and its ink in 17 shades."""


@dataclass(frozen=True)
class Cell:
    """A place in a line where something stands."""

    column: int
    shape: Shape


@dataclass(frozen=True)
class CutLine:
    """A line in cells; those where nothing stands are left out."""

    cells: tuple[Cell, ...]
    start: float
    """Where column 0 begins, in pixels of the picture."""

    @cached_property
    def columns(self) -> frozenset[int]:
        """The columns where something stands."""
        return frozenset(cell.column for cell in self.cells)


@dataclass(frozen=True)
class _Inked:
    """The pieces of ink of a line: which pixels are whose, and the left, top, width and height of each."""

    ink: NDArray[np.uint8]
    labels: NDArray[np.int32]
    names: list[int]
    boxes: NDArray[np.int64]
    left: int

    def middles(self, widest: float) -> NDArray[np.float64]:
        """Where the middles of the pieces stand that are not wider than this."""
        boxes = self.boxes[self.boxes[:, 2] <= widest]
        middles: NDArray[np.float64] = boxes[:, 0] + boxes[:, 2] / 2
        return middles


def cut(pixels: Pixels, boxes: Sequence[Floats]) -> tuple[float, list[CutLine | None]]:
    """The pitch that most lines share, 0 for none, and the lines in cells; None for a line that is set otherwise.

    The boxes must be upright rectangles (4, 2).
    """
    inked = [_inked(pixels, box) for box in boxes]
    pitch = _pitch(inked, _middling_height(boxes))
    trimmed: dict[tuple[int, bytes], Shape] = {}
    return pitch, [_in_cells(line, pitch, trimmed) if pitch else None for line in inked]


def pitch_of(pixels: Pixels, boxes: Sequence[Floats]) -> float:
    """The pitch that the widest lines share, 0 for none; the boxes must be upright rectangles (4, 2)."""
    widest = sorted(boxes, key=lambda box: float(box[0, 0] - box[2, 0]))[: 2 * PROBED_LINES]
    return _pitch([_inked(pixels, box) for box in widest], _middling_height(boxes))


def _middling_height(boxes: Sequence[Floats]) -> float:
    return float(np.median([box[2, 1] - box[0, 1] for box in boxes]))


def _inked(pixels: Pixels, box: Floats) -> _Inked:
    import cv2

    (left, top), (right, bottom) = np.floor(box[0]).astype(int), np.ceil(box[2]).astype(int)
    around = round(AROUND * float(bottom - top))
    first = max(0, top - around)
    part = pixels[first : bottom + around, left:right]
    ground = np.median(part.reshape(-1, 3)[::7], axis=0).astype(np.uint8)
    ink: NDArray[np.uint8] = cv2.absdiff(part, np.broadcast_to(ground, part.shape)).max(axis=2).astype(np.uint8)
    _, labels, stats, centres = cv2.connectedComponentsWithStats((ink > INK).astype(np.uint8), connectivity=8)
    within = (centres[:, 1] > top - first) & (centres[:, 1] < bottom - first)
    within[0] = False
    within &= bool(within.sum() * LEAST_PITCH * (bottom - top) <= MOST_PIECES * (right - left))
    names = np.flatnonzero(within).tolist()
    return _Inked(ink, labels.astype(np.int32, copy=False), names, stats[within, :4].astype(np.int64), int(left))


def _pitch(lines: Sequence[_Inked], height: float) -> float:
    """The distance at whose multiples the letters of the fullest lines stand; 0 for none."""
    fullest = sorted(lines, key=lambda line: -len(line.boxes))[:PROBED_LINES]
    if not len(fullest[0].boxes):
        return 0.0
    widest = WIDE * float(np.median(np.concatenate([line.boxes[:, 2] for line in fullest])))
    middles = [line.middles(widest) for line in fullest]
    tried = np.arange(LEAST_PITCH * height, MOST_PITCH * height, COARSE)
    best = tried[_in_step(middles, tried).argmax()]
    tried = np.arange(best - COARSE, best + COARSE, FINE)
    in_step = _in_step(middles, tried)
    return float(tried[in_step.argmax()]) if in_step.max() >= IN_STEP else 0.0


def _in_step(middles: Sequence[NDArray[np.float64]], pitches: NDArray[np.float64]) -> NDArray[np.float64]:
    """How well the letters agree with each pitch, 0 to 1: the length of the mean of their phases, mean of the lines."""
    lengths = [np.abs(np.exp(2j * np.pi * line[:, None] / pitches).mean(axis=0)) for line in middles if len(line)]
    return np.mean(lengths, axis=0) if lengths else np.zeros(len(pitches))


def _in_cells(line: _Inked, pitch: float, trimmed: dict[tuple[int, bytes], Shape]) -> CutLine | None:
    middles = line.middles(WIDE * pitch)
    mean = np.exp(2j * np.pi * middles / pitch).mean() if len(middles) > 1 else 0
    if abs(mean) < IN_STEP:
        return None
    start = (float(np.angle(mean)) / (2 * np.pi) - 0.5) * pitch
    boxes = [(x, y, x + width, y + height) for x, y, width, height in line.boxes.tolist()]
    held: dict[int, list[int]] = {}
    for at, (left, _, right, _) in enumerate(boxes):
        first = last = round(((left + right) / 2 - start) / pitch - 0.5)
        if right - left > WIDE * pitch:
            first, last = round((left - start) / pitch), round((right - start) / pitch) - 1
        for column in range(first, last + 1):
            held.setdefault(column, []).append(at)
    foot = Counter(box[3] for box in boxes).most_common(1)[0][0]
    cells = []
    for column, pieces in sorted(held.items()):
        top, ink = _ink(
            line, [boxes[at] for at in pieces], [line.names[at] for at in pieces], start + column * pitch, pitch
        )
        key = (ink.shape[1], ink.tobytes())
        if key not in trimmed:
            trimmed[key] = _trimmed(ink)
        below, *rest = trimmed[key]
        if rest[0]:
            cells.append(Cell(column, (foot - top - below, *rest)))
    return CutLine(tuple(cells), line.left + start)


def _ink(
    line: _Inked, boxes: Sequence[tuple[int, int, int, int]], names: Sequence[int], start: float, pitch: float
) -> tuple[int, NDArray[np.uint8]]:
    """The top and the ink of a cell: of its pieces alone, of those that reach into other cells what is in this one."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    if right - left > WIDE * pitch:
        left, right = max(left, round(start)), min(right, round(start + pitch))
    labels = line.labels[top:bottom, left:right]
    own = labels == names[0]
    for name in names[1:]:
        own |= labels == name
    return top, line.ink[top:bottom, left:right] * own


def _trimmed(ink: NDArray[np.uint8]) -> Shape:
    """The ink in shades without its faint rim; its first number is the row below its last."""
    shades = (ink.astype(np.uint16) * 16 // max(1, int(ink.max(initial=0)))).astype(np.uint8)
    rows = np.flatnonzero(shades.max(axis=1, initial=0) > FAINT)
    columns = np.flatnonzero(shades.max(axis=0, initial=0) > FAINT)
    if not len(rows):
        return 0, 0, 0, b""
    kept = shades[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return int(rows[-1]) + 1, kept.shape[0], kept.shape[1], kept.tobytes()

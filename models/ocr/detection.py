"""Finds where in a picture the lines of text stand.

The network gives a probability of text for each pixel; boxes are made of it as in Liao et al., "Real-time Scene Text
Detection with Differentiable Binarization", AAAI 2020.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from models.ocr.networks import DETECTION, Floats, Pixels, normalised, open_network

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

PIXEL_THRESHOLD = 0.3
"""A pixel more probable than this belongs to a line."""
BOX_THRESHOLD = 0.5
"""A box whose mean probability is less than this is no line."""
UNCLIP_RATIO = 1.6
"""The network marks the core of a line: its box is grown by this times area over outline."""
LEAST_CORE = 3
MOST_BOXES = 2000
STRIP_PIXELS = 1_200_000
"""So many pixels are looked at in one go, at 250 bytes each; larger pictures are looked at in overlapping strips."""
OVERLAP = 128
"""Rows that two strips share: no line of text is higher."""
GRID = 32
BUSY = 24
"""Cells whose lightest and darkest pixels are closer than this are empty."""
MARGIN = 2
"""Cells left around what is not empty."""
MOSTLY_BUSY = 0.6
"""With more than this share of it not empty, a strip is looked at as a whole."""


class Detector:
    """Finds lines of text; can be used from several threads at once."""

    def __init__(self, threads: int) -> None:
        self._session: InferenceSession = open_network(DETECTION, threads)

    def boxes(self, pixels: Pixels, scale: float) -> Floats:
        """The corners of each line's box, clockwise from its top left, in pixels of the picture: shape (n, 4, 2).

        The picture (height, width, 3; blue first) is looked at `scale` times its size.
        """
        import cv2

        height, width = (max(GRID, round(side * scale / GRID) * GRID) for side in pixels.shape[:2])
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        scaled: Pixels = cv2.resize(pixels, (width, height), interpolation=method).astype(np.uint8, copy=False)
        found = [
            box + np.array([0, top], dtype=np.float32)
            for top, bottom, first, end in _strips(height, width)
            for box in self._in_strip(scaled[top:bottom])
            if first <= box[:, 1].mean() + top < end
        ]
        if not found:
            return np.zeros((0, 4, 2), dtype=np.float32)
        to_picture = np.array([pixels.shape[1] / width, pixels.shape[0] / height])
        corners: Floats = (np.stack(found) * to_picture).clip(0, [pixels.shape[1], pixels.shape[0]]).astype(np.float32)
        return corners

    def _in_strip(self, strip: Pixels) -> Iterator[Floats]:
        for left, top, right, bottom in _regions(strip):
            probabilities = self._session.run(None, {"x": normalised(strip[top:bottom, left:right])[None]})[0][0, 0]
            for box in _boxes(probabilities):
                yield box + np.array([left, top], dtype=np.float32)


def _regions(strip: Pixels) -> list[tuple[int, int, int, int]]:
    """The parts of a strip that are not empty (left, top, right, bottom), or all of it where little is empty.

    In a wide empty space the network overlooks a line that it is sure of in a smaller picture; and what is empty
    need not be looked at.
    """
    import cv2

    rows, columns = strip.shape[0] // GRID, strip.shape[1] // GRID
    cells = strip[: rows * GRID, : columns * GRID].reshape(rows, GRID, columns, GRID, 3)
    busy = (np.ptp(cells, axis=(1, 3)).max(axis=-1) > BUSY).astype(np.uint8)
    size = 2 * MARGIN + 1
    _, _, found, _ = cv2.connectedComponentsWithStats(cv2.dilate(busy, np.ones((size, size), np.uint8)))
    rectangles = _merged([(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in found[1:]])
    if sum((right - left) * (bottom - top) for left, top, right, bottom in rectangles) > MOSTLY_BUSY * rows * columns:
        return [(0, 0, strip.shape[1], strip.shape[0])]
    return [(left * GRID, top * GRID, right * GRID, bottom * GRID) for left, top, right, bottom in rectangles]


def _merged(rectangles: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Rectangles with those that overlap made one, until none do."""
    merged: list[tuple[int, int, int, int]] = []
    for rectangle in rectangles:
        left, top, right, bottom = rectangle
        while touching := [r for r in merged if r[0] < right and left < r[2] and r[1] < bottom and top < r[3]]:
            merged = [r for r in merged if r not in touching]
            left, top = min(left, *(r[0] for r in touching)), min(top, *(r[1] for r in touching))
            right, bottom = max(right, *(r[2] for r in touching)), max(bottom, *(r[3] for r in touching))
        merged.append((left, top, right, bottom))
    return merged


def _strips(height: int, width: int) -> Iterator[tuple[int, int, float, float]]:
    """Top and bottom of each strip, and from where to where the middle of a box must be to count: no line comes twice.

    Strips are as wide as the picture, for a line that is cut in two is read as two.
    """
    rows = max(2 * OVERLAP, STRIP_PIXELS // width)
    count = max(1, -(-(height - OVERLAP) // (rows - OVERLAP)))
    step = -(-(height - OVERLAP) // count // GRID) * GRID
    for index in range(count):
        top, bottom = index * step, min(index * step + step + OVERLAP, height)
        first = top + OVERLAP / 2 if index else float("-inf")
        yield top, bottom, first, top + step + OVERLAP / 2 if index < count - 1 else float("inf")


def _boxes(probabilities: Floats) -> Iterator[Floats]:
    """The corners (4, 2) of each line in a map of probabilities (height, width)."""
    import cv2

    mask = cv2.dilate((probabilities > PIXEL_THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours[:MOST_BOXES]:
        centre, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < LEAST_CORE or _mean_within(probabilities, contour) < BOX_THRESHOLD:
            continue
        growth = 2 * UNCLIP_RATIO * width * height / (2 * (width + height))
        corners = cv2.boxPoints((centre, (width + growth, height + growth), angle))
        yield _clockwise(corners.astype(np.float32, copy=False))


def _mean_within(probabilities: Floats, contour: np.ndarray) -> float:
    """The mean probability within a contour's smallest rectangle."""
    import cv2

    height, width = probabilities.shape
    corners = cv2.boxPoints(cv2.minAreaRect(contour))
    left, top = np.floor(corners.min(axis=0)).astype(int).clip(0, [width - 1, height - 1])
    right, bottom = np.ceil(corners.max(axis=0)).astype(int).clip(0, [width - 1, height - 1])
    mask = np.zeros((bottom - top + 1, right - left + 1), dtype=np.uint8)
    cv2.fillPoly(mask, [(corners - (left, top)).astype(np.int32)], 1)
    return cv2.mean(probabilities[top : bottom + 1, left : right + 1], mask)[0]


def _clockwise(corners: Floats) -> Floats:
    """The four corners from the top left one on: of the two leftmost the upper one is first."""
    by_x = corners[np.argsort(corners[:, 0])]
    left = by_x[:2][np.argsort(by_x[:2, 1])]
    right = by_x[2:][np.argsort(by_x[2:, 1])]
    return np.stack([left[0], right[0], right[1], left[1]])

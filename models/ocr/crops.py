"""Cuts lines out of a picture, straightened."""

import numpy as np

from models.ocr.networks import Floats, Pixels

LEAN = 0.5
"""In line heights: how far a box's edges may lean in all for its line to count as upright."""


def cut_out(pixels: Pixels, corners: Floats) -> Pixels:
    """What stands between four corners (clockwise from the top left), as an upright rectangle."""
    import cv2

    width = max(1, round(float(max(_distance(corners, 0, 1), _distance(corners, 3, 2)))))
    height = max(1, round(float(max(_distance(corners, 0, 3), _distance(corners, 1, 2)))))
    if is_upright(corners):
        left, top = np.floor(corners.min(axis=0)).astype(int)
        right, bottom = np.ceil(corners.max(axis=0)).astype(int)
        return pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    transform = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    cut: Pixels = cv2.warpPerspective(
        pixels, transform, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    ).astype(np.uint8)
    return cut


def is_tall(crop: Pixels) -> bool:
    """Whether the crop is so much higher than wide that its text may run up or down."""
    return bool(crop.shape[0] >= 1.5 * crop.shape[1])


def is_upright(corners: Floats, slack: float = 1.0) -> bool:
    """Whether the box is a rectangle along the picture's sides, to so many pixels that its edges lean in all."""
    rows = abs(corners[0, 1] - corners[1, 1]) + abs(corners[2, 1] - corners[3, 1])
    columns = abs(corners[0, 0] - corners[3, 0]) + abs(corners[1, 0] - corners[2, 0])
    return bool(rows + columns < slack)


def upright_box(corners: Floats) -> Floats:
    """The smallest upright rectangle around a box."""
    return rectangle(*corners.min(axis=0), *corners.max(axis=0))


def rectangle(left: float, top: float, right: float, bottom: float) -> Floats:
    """The corners of an upright rectangle, clockwise from the top left."""
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32)


def _distance(corners: Floats, first: int, second: int) -> float:
    return float(np.linalg.norm(corners[first] - corners[second]))

"""Joins the boxes of words, and of parts of words, that stand in one line. It reads none of them."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.ocr.cells import INK, pitch_of
from models.ocr.crops import LEAN, cut_out, is_upright, rectangle, upright_box
from models.ocr.networks import Floats, Pixels
from models.ocr.recognition import is_dense

WORD_SPACE = 0.5
"""Pieces of a line are less apart than this, in heights of the lower one; labels, tabs and buttons are further."""
SPACES = 4.0
"""So many cells may be blank between them where all letters stand equally far apart, as in a log.

There, whole words are not found as often as not.
"""
TALL = 2.0
"""A box so many times higher than wide is no piece of a line, but for a single narrow letter."""
LEVEL = 0.3
"""Their middles are as close as this, in heights of the higher one."""
ALIKE, ALIKE_IN_CELLS = 0.5, 0.15
"""The lower is at least so high as the other: small letters alone are low, and in a log a dash is."""


def whole_lines(pixels: Pixels, boxes: Floats) -> Floats:
    """The boxes (n, 4, 2) with the upright ones that are pieces of one line made one."""
    if len(boxes) < 2:
        return boxes
    upright = np.array([_is_piece(box) for box in boxes])
    straight = [upright_box(box) for box in boxes[upright]]
    pieces = np.array([(*box[0], *box[2]) for box in straight]).reshape(-1, 4)
    lines, members = _joined(pixels, pieces, SPACES * _pitch(pixels, straight))
    counts = Counter(members)
    alone = [box for box, line in zip(boxes[upright], members, strict=True) if counts[line] == 1]
    joined = [rectangle(*lines[line]) for line, count in counts.items() if count > 1]
    return np.array([*boxes[~upright], *alone, *joined], dtype=np.float32) if joined else boxes


def _joined(pixels: Pixels, pieces: Floats, space: float) -> tuple[Floats, list[int]]:
    """The lines (left, top, right, bottom) that the pieces make up from the left, and which of them each is in.

    A line is as high as its pieces on average, long ones more: a higher one would reach into the next.
    """
    lines = np.zeros_like(pieces)
    widths = np.zeros(len(pieces))
    members = [0] * len(pieces)
    made = 0
    for at in np.argsort(pieces[:, 0], kind="stable").tolist():
        level = np.flatnonzero(_is_level(lines[:made], pieces[at], ALIKE_IN_CELLS if space else ALIKE))
        line = int(level[lines[level, 2].argmax()]) if len(level) else made
        if line < made and not _goes_on(pixels, lines[line], pieces[at], space):
            line = made
        made = max(made, line + 1)
        left, _, right, _ = pieces[at]
        lines[line, 0] = min(lines[line, 0], left) if widths[line] else left
        lines[line, 2] = max(lines[line, 2], right)
        widths[line] += right - left
        lines[line, 1::2] += (pieces[at, 1::2] - lines[line, 1::2]) * (right - left) / widths[line]
        members[at] = line
    return lines, members


def _is_level(lines: Floats, piece: Floats, alike: float) -> NDArray[np.bool_]:
    """Which lines stand as high in the picture as a piece, and are about as high as it."""
    heights, height = lines[:, 3] - lines[:, 1], piece[3] - piece[1]
    lower, higher = np.minimum(heights, height), np.maximum(heights, height)
    apart = np.abs(lines[:, 1] + lines[:, 3] - piece[1] - piece[3]) / 2
    level: NDArray[np.bool_] = (apart <= LEVEL * higher) & (lower >= alike * higher)
    return level


def _goes_on(pixels: Pixels, line: Floats, piece: Floats, space: float) -> bool:
    """Whether a piece is so near to a line's end, or all between them that was not found, that it is more of it."""
    if piece[0] - line[2] < WORD_SPACE * min(line[3] - line[1], piece[3] - piece[1]):
        return True
    return space > 0 and _widest_blank(pixels, int(line[2]), int(piece[0]), int(line[1]), int(line[3])) < space


def _widest_blank(pixels: Pixels, left: int, right: int, top: int, bottom: int) -> int:
    """How wide the widest stretch without ink is in a part of a picture, in pixels."""
    part = pixels[max(top, 0) : bottom, max(left, 0) : right].astype(np.int16)
    if not part.size:
        return 0
    differs = np.abs(part - np.median(part, axis=(0, 1))).max(axis=2) > INK
    inked = np.flatnonzero(differs.any(axis=0))
    return int(np.diff(inked, prepend=-1, append=part.shape[1]).max())


def _pitch(pixels: Pixels, boxes: Sequence[Floats]) -> float:
    """How far apart the letters of a dense screen stand; 0 where they don't stand equally far apart."""
    return pitch_of(pixels, boxes) if is_dense([cut_out(pixels, box) for box in boxes]) else 0.0


def _is_piece(box: Floats) -> bool:
    """Whether a box stands upright and is not so tall that its text must run up or down."""
    height, width = float(np.linalg.norm(box[0] - box[3])), float(np.linalg.norm(box[0] - box[1]))
    return is_upright(box, LEAN * height) and height < TALL * width

"""Rounds a matrix to integers with scales: to the nearest, or so that its products with calibration text change least.

The second is GPTQ (arXiv 2210.17323): weights are rounded input by input, and those of the inputs that are still to
come make up for the error, as far as the inputs' second moments say that they can.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    # Integers of a stretch of inputs, and the scale that each was rounded with: (inputs, outputs) both.
    Round = Callable[[Floats], Floats]

LARGEST_INT8 = 127
# Part of the mean moment that is added to each input's own, so that rare inputs do not make the matrix singular.
DAMPING = 0.01
# Inputs that are rounded before the rest learns of their errors: one large product instead of many small ones.
STRETCH = 64
# Factors that are tried on a block's scale: one that cuts its largest weight off can be better for all the others.
CUTS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)


def int8_channels(weights: "Floats", moments: "Floats | None" = None) -> "tuple[NDArray[np.int8], Floats]":
    """Integers from -127 to 127, (inputs, outputs), and a scale for each output."""
    import numpy as np

    scales = np.maximum(np.abs(weights).max(axis=0), np.finfo(np.float32).tiny) / LARGEST_INT8
    limit = LARGEST_INT8

    def rounded(stretch: "Floats") -> "Floats":
        integers: Floats = np.rint(stretch / scales).clip(-limit, limit)
        return integers

    if moments is None:
        return rounded(weights).astype(np.int8), scales.astype(np.float32)
    integers = _rounded_in_turn(weights.copy(), moments, lambda _: (rounded, scales), 1 << 30)
    return integers.astype(np.int8), scales.astype(np.float32)


def blocks(
    weights: "Floats", bits: int, block: int, moments: "Floats | None" = None
) -> "tuple[NDArray[np.uint8], Floats]":
    """Bytes from 0 to 2**bits - 1, (outputs, blocks, block), and a scale for each block, (outputs, blocks).

    A weight is (byte - 2**(bits - 1)) * scale. The last block is filled up with zeros.
    """
    import numpy as np

    inputs, outputs = weights.shape
    filled = -(-inputs // block) * block
    padded = np.zeros((filled, outputs), np.float32)
    padded[:inputs] = weights
    importance = np.ones(filled, np.float32)
    if moments is not None:
        importance[:inputs] = np.diag(moments)
    middle = 1 << (bits - 1)
    scales = np.zeros((filled // block, outputs), np.float32)

    def of_block(start: int) -> "tuple[Round, Floats]":
        number = start // block
        within = slice(start, start + block)
        scale = scales[number] = block_scales(padded[within], bits, importance[within])
        divisor = np.where(scale == 0, 1, scale)

        def rounded(stretch: "Floats") -> "Floats":
            integers: Floats = np.rint(stretch / divisor).clip(-middle, middle - 1)
            return integers

        return rounded, divisor

    if moments is None:
        integers = np.concatenate([of_block(at)[0](padded[at : at + block]) for at in range(0, filled, block)])
    else:
        whole = np.eye(filled, dtype=np.float32) * moments.diagonal().mean()
        whole[:inputs, :inputs] = moments
        integers = _rounded_in_turn(padded, whole, of_block, block)
    grouped = (integers.T + middle).astype(np.uint8).reshape(outputs, filled // block, block)
    return grouped, np.ascontiguousarray(scales.T)


def block_scales(weights: "Floats", bits: int, importance: "Floats") -> "Floats":
    """The scale for each column of a block, (block, outputs): of those tried the one with the least squared error.

    `importance` weighs the error of each row. 8 bits are fine enough for the largest weight to fit in any case.
    """
    import numpy as np

    if bits == 8:
        fitting: Floats = (np.abs(weights).max(axis=0) / LARGEST_INT8).astype(np.float32)
        return fitting
    middle = 1 << (bits - 1)
    largest = np.take_along_axis(weights, np.abs(weights).argmax(axis=0)[None], axis=0)[0]
    best, least = np.zeros_like(largest), np.full_like(largest, np.inf)
    # There is one step more below zero than above: the largest weight is put there, whatever its sign.
    for cut in CUTS:
        scales = largest * cut / -middle
        divisor = np.where(scales == 0, 1, scales)
        rounded = np.rint(weights / divisor).clip(-middle, middle - 1) * scales
        error = (importance[:, None] * (rounded - weights) ** 2).sum(axis=0)
        best, least = np.where(error < least, scales, best), np.minimum(error, least)
    chosen: Floats = best.astype(np.float32)
    return chosen


def _rounded_in_turn(
    weights: "Floats", moments: "Floats", rounding_at: "Callable[[int], tuple[Round, Floats]]", group: int
) -> "Floats":
    """GPTQ over the inputs of `weights`, which it changes; `rounding_at` is asked at the start of each group."""
    import numpy as np

    inputs = len(weights)
    compensation = _compensation(moments)
    integers = np.empty_like(weights)
    for start in range(0, inputs, STRETCH):
        end = min(start + STRETCH, inputs)
        errors = np.empty((end - start, weights.shape[1]), np.float32)
        for at in range(start, end):
            if at % group == 0:
                rounded, scales = rounding_at(at)
            integers[at] = rounded(weights[at])
            errors[at - start] = (weights[at] - integers[at] * scales) / compensation[at, at]
            weights[at + 1 : end] -= compensation[at, at + 1 : end, None] * errors[at - start]
        weights[end:] -= compensation[start:end, end:].T @ errors
    return integers


def _compensation(moments: "Floats") -> "Floats":
    """The upper Cholesky factor of the inverse of the damped moments."""
    import numpy as np

    damped = moments.astype(np.float64)
    damped[np.diag_indices_from(damped)] += max(DAMPING * damped.diagonal().mean(), np.finfo(np.float32).tiny)
    factor: Floats = np.linalg.cholesky(np.linalg.inv(damped)).T.astype(np.float32)
    return factor

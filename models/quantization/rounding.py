"""Rounds a matrix to integers with scales: to the nearest, or so that its products with calibration text change least.

The second is GPTQ (arXiv 2210.17323): weights are rounded input by input, and those of the inputs that are still to
come make up for the error, as far as the inputs' second moments say that they can.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
# Integers of a stretch of inputs, and the scale that each was rounded with: (inputs, outputs) both.
Round = Callable[[Floats], Floats]

LARGEST_INT8 = 127
# Part of the mean moment that is added to each input's own: with less, weights fit the calibration text and no other.
DAMPING = 0.2
# Inputs that are rounded before the rest learns of their errors: one large product instead of many small ones.
STRETCH = 64
# Factors that are tried on both ends of a block's range: one that cuts its largest weight off can be better for all
# the others.
CUTS = (1.0, 0.92, 0.84, 0.76)


@dataclass(frozen=True)
class Blocks:
    """Bytes from 0 to 2**bits - 1, (outputs, blocks, block); a scale and a zero for each block, (outputs, blocks).

    A weight is (byte - zero) * scale. The last block is filled up with zeros.
    """

    bytes: NDArray[np.uint8]
    scales: Floats
    zeros: NDArray[np.uint8]


def round_to_int8(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """The nearest integers from -127 to 127, (inputs, outputs), and a scale for each output."""
    scales = np.maximum(np.abs(weights).max(axis=0), np.finfo(np.float32).tiny) / LARGEST_INT8
    return np.rint(weights / scales).astype(np.int8), scales.astype(np.float32)


def round_to_blocks(weights: Floats, bits: int, block: int, moments: Floats | None = None) -> Blocks:
    """The matrix, (inputs, outputs), in blocks of inputs."""
    inputs, outputs = weights.shape
    filled = -(-inputs // block) * block
    padded = np.zeros((filled, outputs), np.float32)
    padded[:inputs] = weights
    importance = np.ones(filled, np.float32)
    if moments is not None:
        importance[:inputs] = np.diag(moments)
    scales, zeros = np.zeros((2, filled // block, outputs), np.float32)

    def of_block(start: int) -> tuple[Round, Floats]:
        within = slice(start, start + block)
        scale, zero = block_grid(padded[within], bits, importance[within])
        scales[start // block], zeros[start // block] = scale, zero
        divisor = np.where(scale == 0, 1, scale)

        def rounded(stretch: Floats) -> Floats:
            integers: Floats = np.rint(stretch / divisor).clip(-zero, (1 << bits) - 1 - zero)
            return integers

        return rounded, divisor

    if moments is None:
        integers = np.concatenate([of_block(at)[0](padded[at : at + block]) for at in range(0, filled, block)])
    else:
        whole = np.eye(filled, dtype=np.float32) * moments.diagonal().mean()
        whole[:inputs, :inputs] = moments
        integers = _rounded_in_turn(padded, whole, of_block, block)
    grouped = integers.T.reshape(outputs, filled // block, block) + zeros.T[..., None]
    return Blocks(grouped.astype(np.uint8), np.ascontiguousarray(scales.T), zeros.T.astype(np.uint8))


def block_grid(weights: Floats, bits: int, importance: Floats) -> tuple[Floats, Floats]:
    """The scale and the zero for each column of a block, (block, outputs).

    In 8 bits the zero is in the middle, and the largest weight fits. In 4 bits, where that would cost a fifth more, it
    is where the weights lie; of the ranges tried, that one is taken whose squared error is least, each row's weighed by
    its `importance`.
    """

    tiny, steps = np.finfo(np.float32).tiny, (1 << bits) - 1
    if bits == 8:
        largest = np.abs(weights).max(axis=0)
        return (largest / LARGEST_INT8).astype(np.float32), np.full_like(largest, steps // 2 + 1)
    lowest, highest = np.minimum(weights.min(axis=0), 0), np.maximum(weights.max(axis=0), 0)
    best, best_zeros, least = np.zeros_like(lowest), np.zeros_like(lowest), np.full_like(lowest, np.inf)
    for low, high in product(CUTS, CUTS):
        scales = np.maximum((highest * high - lowest * low) / steps, tiny)
        zeros = np.rint(-lowest * low / scales)
        rounded = np.rint(weights / scales).clip(-zeros, steps - zeros) * scales
        error = importance @ (rounded - weights) ** 2
        is_better = error < least
        best, best_zeros = np.where(is_better, scales, best), np.where(is_better, zeros, best_zeros)
        least = np.minimum(error, least)
    return best.astype(np.float32), best_zeros.astype(np.float32)


def _rounded_in_turn(
    weights: Floats, moments: Floats, rounding_at: Callable[[int], tuple[Round, Floats]], group: int
) -> Floats:
    """GPTQ over the inputs of `weights`, which it changes; `rounding_at` is asked at the start of each group."""
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


def _compensation(moments: Floats) -> Floats:
    """The upper Cholesky factor of the inverse of the damped moments."""
    damped = moments.astype(np.float64)
    least = float(np.finfo(np.float32).tiny)
    damped[np.diag_indices_from(damped)] += max(DAMPING * float(damped.diagonal().mean()), least)
    factor: Floats = np.linalg.cholesky(np.linalg.inv(damped)).T.astype(np.float32)
    return factor

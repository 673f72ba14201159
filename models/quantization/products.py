"""The products that a quantized matrix takes part in, as ONNX Runtime's nodes; each token's is its own.

A token's result never depends on what else is in its batch: scales of activations are constants, or one a token and
block. That is what lets a text be read in parts, beside others and several tokens at once without changing an answer.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.quantization.blocks import INT8_ACTIVATIONS
from models.quantization.onnx_decoder import Matrix, OnnxDecoder
from models.quantization.rounding import LARGEST_INT8, Floats, round_to_blocks, round_to_int8

ACTIVATION_ZERO = 128
# Of a matrix that reads nothing but zeros, whose scale must be a number all the same.
SMALLEST_PEAK = 1e-6


def to_int8(graph: OnnxDecoder, matrix: Matrix, peak: float) -> None:
    """Int8 weights with a scale for each output, and activations with one scale that was measured: `peak` is 127.

    Unsigned activations with signed weights are what AMX and VNNI multiply.
    """
    from onnx import helper, numpy_helper

    integers, scales = round_to_int8(graph.weights(matrix.weights))
    step = np.float32(max(peak, SMALLEST_PEAK) / LARGEST_INT8)
    name = matrix.name
    tensors = {
        f"{name}.int8": integers,
        f"{name}.scales": scales * step,
        f"{name}.step": step,
        "activation_zero": np.uint8(ACTIVATION_ZERO),
        "one": np.float32(1),
    }
    nodes = [
        helper.make_node("QuantizeLinear", [matrix.inputs, f"{name}.step", "activation_zero"], [f"{name}.inputs"]),
        helper.make_node(
            "MatMulIntegerToFloat",
            [f"{name}.inputs", f"{name}.int8", "one", f"{name}.scales", "activation_zero"],
            [matrix.outputs],
            domain="com.microsoft",
        ),
    ]
    stored = (numpy_helper.from_array(np.asarray(value), key) for key, value in tensors.items())
    graph.replace_product(matrix, nodes, stored)


def to_blocks(graph: OnnxDecoder, matrix: Matrix, bits: int, block: int, moments: Floats | None) -> None:
    """Weights in blocks of inputs with a scale for each block and output; activations are quantized by block too."""
    from onnx import helper, numpy_helper

    weights = graph.weights(matrix.weights)
    inputs, outputs = weights.shape
    made = round_to_blocks(weights, bits, block, moments)
    name = matrix.name
    tensors: dict[str, NDArray[Any]] = {f"{name}.blocks": made.bytes, f"{name}.scales": made.scales}
    if bits == 4:
        # In 8 bits the zeros are what the operator takes for granted.
        tensors = {
            f"{name}.blocks": _packed(made.bytes),
            f"{name}.scales": made.scales,
            f"{name}.zeros": _packed(made.zeros),
        }
    shape = {"K": inputs, "N": outputs, "bits": bits, "block_size": block, "accuracy_level": INT8_ACTIVATIONS}
    product = helper.make_node(
        "MatMulNBits", [matrix.inputs, *tensors], [matrix.outputs], domain="com.microsoft", **shape
    )
    graph.replace_product(matrix, [product], [numpy_helper.from_array(value, key) for key, value in tensors.items()])


def _packed(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Two values of 4 bits a byte along the last axis, the first in the low half."""
    if values.shape[-1] % 2:
        values = np.concatenate([values, np.zeros_like(values[..., :1])], axis=-1)
    return np.bitwise_or(values[..., 0::2], np.left_shift(values[..., 1::2], 4), dtype=np.uint8)

"""The products that a quantized matrix takes part in, as ONNX Runtime's nodes; each token's is its own.

A token's result never depends on what else is in its batch: scales of activations are constants, or one a token and
block. That is what lets a text be read in parts, beside others and several tokens at once without changing an answer.
"""

from typing import TYPE_CHECKING

from models.quantization.decoder_graph import DecoderGraph, Matrix
from models.quantization.rounding import LARGEST_INT8, blocks, int8_channels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

# MatMulNBits with int8 activations: the only accuracy level that uses the processor's int8 dot products.
INT8_ACTIVATIONS = 4
ACTIVATION_ZERO = 128
# Of a matrix that reads nothing but zeros, whose scale must be a number all the same.
SMALLEST_PEAK = 1e-6


def to_int8(graph: DecoderGraph, matrix: Matrix, peak: float, moments: "Floats | None") -> None:
    """Int8 weights with a scale for each output, and activations with one scale that was measured: `peak` is 127.

    Unsigned activations with signed weights are what AMX and VNNI multiply.
    """
    import numpy as np
    from onnx import helper, numpy_helper

    integers, scales = int8_channels(graph.weights(matrix.weights), moments)
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


def to_blocks(graph: DecoderGraph, matrix: Matrix, bits: int, block: int, moments: "Floats | None") -> None:
    """Weights in blocks of inputs with a scale for each block and output; activations are quantized by block too."""
    import numpy as np
    from onnx import helper, numpy_helper

    weights = graph.weights(matrix.weights)
    inputs, outputs = weights.shape
    grouped, scales = blocks(weights, bits, block, moments)
    if bits == 4:
        grouped = np.bitwise_or(grouped[..., 0::2], np.left_shift(grouped[..., 1::2], 4), dtype=np.uint8)
    names = f"{matrix.name}.blocks", f"{matrix.name}.scales"
    shape = {"K": inputs, "N": outputs, "bits": bits, "block_size": block, "accuracy_level": INT8_ACTIVATIONS}
    product = helper.make_node(
        "MatMulNBits", [matrix.inputs, *names], [matrix.outputs], domain="com.microsoft", **shape
    )
    stored = [numpy_helper.from_array(grouped, names[0]), numpy_helper.from_array(scales, names[1])]
    graph.replace_product(matrix, [product], stored)

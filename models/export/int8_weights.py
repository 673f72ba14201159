"""Keeps a graph's weights in int8 by channel and computes in fp32: a third of the size, and nearly the same vectors.

That is how the packaged picture encoder is quantized. With its activations in int8 as well (QDQ, on scales that 200
pictures gave) a picture takes 7 ms of processor time instead of 12, beside the second that reading its text takes, and
the vectors move further: a cosine of .977 to those of fp32 on average, where this way gives .999.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from onnx import GraphProto, TensorProto

# Where the channels that come out are counted, by the operator that the weights belong to.
CHANNELS = {"Conv": 0, "Gemm": 0, "MatMul": 1}
# Smaller ones, and the filters of single channels, are a tenth of the size and half of the error.
SMALLEST = 16_000


def keep_weights_in_int8(graph: Path, output: Path) -> None:
    """Writes `graph` with its weights in int8 and a scale a channel; ONNX Runtime expands them once, when it loads."""
    import onnx

    model = onnx.load(graph)
    weights = _weights(model.graph)
    for tensor, axis in weights:
        _shrink(model.graph, tensor, axis)
    onnx.checker.check_model(model)
    onnx.save(model, output)


def _weights(graph: "GraphProto") -> "list[tuple[TensorProto, int]]":
    """The large fp32 weights, each with the axis of its channels."""
    from onnx import TensorProto

    tensors = {tensor.name: tensor for tensor in graph.initializer}
    found: dict[str, tuple[TensorProto, int]] = {}
    for node in graph.node:
        tensor = tensors.get(node.input[1]) if node.op_type in CHANNELS else None
        if tensor is None or tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST:
            continue
        attributes = {attribute.name: attribute.i for attribute in node.attribute}
        if attributes.get("group", 1) > 1:
            continue
        axis = CHANNELS[node.op_type] if node.op_type != "Gemm" or attributes.get("transB") else 1
        found[tensor.name] = tensor, axis
    return list(found.values())


def _shrink(graph: "GraphProto", tensor: "TensorProto", axis: int) -> None:
    """Puts int8 numbers, their scales and the two nodes that multiply them in the tensor's place."""
    from onnx import TensorProto, helper, numpy_helper

    values = numpy_helper.to_array(tensor)
    others = tuple(other for other in range(values.ndim) if other != axis)
    largest = np.maximum(np.abs(values).max(axis=others, keepdims=True), np.finfo(np.float32).tiny)
    scales = (largest / 127).astype(np.float32)
    numbers = np.rint(values / scales).astype(np.int8)
    name = tensor.name
    graph.initializer.remove(tensor)
    graph.initializer.extend(
        [numpy_helper.from_array(numbers, f"{name}.int8"), numpy_helper.from_array(scales, f"{name}.scales")]
    )
    graph.node.insert(0, helper.make_node("Mul", [f"{name}.floats", f"{name}.scales"], [name]))
    graph.node.insert(0, helper.make_node("Cast", [f"{name}.int8"], [f"{name}.floats"], to=TensorProto.FLOAT))

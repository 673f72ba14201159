"""Damps the loud channels of a graph before its activations become int8, which have one scale for all of a batch.

A channel that is ten times as loud as the others leaves them a tenth of the steps. It is divided by how loud it is, and
the weights that read it are multiplied by the same: in fp32 nothing changes. (The idea is SmoothQuant's, arXiv
2211.10438; here few channels are loud, and those of the others keep their weights as exact as they are.)
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto

Feed = Mapping[str, NDArray[np.int64]]
LOUD = 1.5
"""From how many times the median peak on a channel is loud."""

QUIETER = "_factors"
"""Behind the name of a damped input: what it is multiplied by."""

PRODUCTS = ("MatMul", "Attention")
NARROWEST = 256
"""Input channels of the narrowest matrix that is worth it."""


def damp(graph: Path, output: Path, texts: Iterable[Feed]) -> int:
    """Writes `graph` with its loud channels damped, as they are loud in `texts`; returns how many there were."""
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(graph)
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    read = {node.output[0]: node.input[0] for node in _products(model.graph)}
    peaks = _peaks(graph, sorted(set(read.values())), texts)
    damped, nodes = 0, []
    for node in model.graph.node:
        if node.output[0] in read:
            peak = peaks[node.input[0]]
            factors = np.maximum(1.0, peak / (LOUD * np.median(peak))).astype(np.float32)
            damped += int((factors > 1.0).sum())
            if (factors > 1.0).any():
                weights = numpy_helper.to_array(tensors[node.input[1]]) * factors[:, None]
                tensors[node.input[1]].CopyFrom(numpy_helper.from_array(weights, node.input[1]))
                quieter = f"{node.name or node.output[0]}_quieter"
                model.graph.initializer.append(numpy_helper.from_array(1 / factors, f"{quieter}{QUIETER}"))
                nodes.append(helper.make_node("Mul", [node.input[0], f"{quieter}{QUIETER}"], [quieter], name=quieter))
                node.input[0] = quieter
        nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, output)
    return damped


def _products(graph: "GraphProto") -> "Iterator[NodeProto]":
    """The nodes that multiply by a wide matrix of their own."""
    rows = {tensor.name: tensor.dims[0] for tensor in graph.initializer if len(tensor.dims) > 1}
    for node in graph.node:
        if node.op_type in PRODUCTS and rows.get(node.input[1], 0) >= NARROWEST:
            yield node


def _peaks(graph: Path, names: list[str], texts: Iterable[Feed]) -> dict[str, NDArray[np.float32]]:
    """The largest absolute value of each channel of these activations."""
    import onnx
    from onnx import TensorProto, helper
    from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions

    model = onnx.load(graph)
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    options = SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = GraphOptimizationLevel.ORT_DISABLE_ALL
    session = InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    peaks: dict[str, NDArray[np.float32]] = {}
    for feed in texts if names else ():
        for name, values in zip(names, session.run(names, dict(feed)), strict=True):
            peak = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            peaks[name] = np.maximum(peaks.get(name, peak), peak)
    return peaks

"""The weights of a reader that was shipped, from its int8 graph: what a later course begins with."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.store import GRAPH
from models.training.damping import QUIETER
from models.training.network import WEIGHTS, ReaderNetwork
from models.whole_files import whole_file

if TYPE_CHECKING:
    from onnx import GraphProto

Arrays = dict[str, NDArray[Any]]
QUANTIZED, DAMPED = "_quantized", "_damped"
# The products of a graph without names, in the order in which the network computes them.
IN_A_LAYER = ("attention.output.dense", "intermediate.dense", "output.dense")
HEADS = {"mix.0.weight_Transposed": "mix.0", "mix.2.weight_Transposed": "mix.2"}
UNNAMED_HEADS = ("token_mix.0", "token_mix.2")


def recover_reader(package: Path, base: Path, folder: Path) -> Path:
    """Writes the `WEIGHTS` of the reader in `package` into `folder`, which it returns; `base` is MiniLM's folder.

    A weight is its int8 times its channel's scale, divided by what it was raised by where its input is damped. The
    word embeddings, which no course moves, are those of `base`.
    """
    import onnx
    import torch
    from onnx import numpy_helper
    from safetensors.torch import save_file

    graph = onnx.load(package / GRAPH).graph
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for name, factors in _dampers(graph, arrays).items():
        arrays[f"{name}{DAMPED}"] = factors
    network = ReaderNetwork(base)
    state = network.state_dict()
    for name, array in {**_named(arrays), **_matrices(arrays)}.items():
        state[name] = torch.from_numpy(np.array(array, order="C")).reshape(state[name].shape)
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / WEIGHTS) as partial:
        save_file(state, partial)
    return folder


def _named(arrays: Arrays) -> Arrays:
    """Biases, scales and norms, which stand in the graph under their own names."""
    return {
        name: array
        for name, array in arrays.items()
        if array.dtype == np.float32
        and not name.startswith(("Attention_", "onnx::"))
        and "weight_" not in name
        and not name.endswith((QUIETER, DAMPED))
    }


def _dampers(graph: "GraphProto", arrays: Arrays) -> Arrays:
    """What the inputs of each damped matrix are multiplied by, under the matrix's name."""
    said = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "DynamicQuantizeLinear"}
    return {
        node.input[1].removesuffix(QUANTIZED): arrays[f"{said[node.input[0]]}{QUIETER}"]
        for node in graph.node
        if node.input and f"{said.get(node.input[0])}{QUIETER}" in arrays
    }


def _matrices(arrays: Arrays) -> Arrays:
    numbered = [name for name in arrays if name.startswith("onnx::") and name.endswith(QUANTIZED)]
    found: Arrays = {}
    layers = len([name for name in arrays if name.endswith("qkv_bias")])
    names = [f"encoder.encoder.layer.{n}.{part}" for n in range(layers) for part in IN_A_LAYER]
    for name, stored in zip([*names, *UNNAMED_HEADS], numbered, strict=True):
        found[f"{name}.weight"] = _expanded(arrays, stored.removesuffix(QUANTIZED)).T
    for stored, name in HEADS.items():
        found[f"{name}.weight"] = _expanded(arrays, stored).T
    for n in range(layers):
        joined = np.split(_expanded(arrays, f"Attention_{n}_qkv_weight"), 3, axis=1)
        biases = np.split(arrays[f"Attention_{n}_qkv_bias"], 3)
        for part, weight, bias in zip(("query", "key", "value"), joined, biases, strict=True):
            place = f"encoder.encoder.layer.{n}.attention.self.{part}"
            found |= {f"{place}.weight": weight.T, f"{place}.bias": bias}
    return found


def _expanded(arrays: Arrays, name: str) -> NDArray[np.float32]:
    whole: NDArray[np.float32] = arrays[f"{name}{QUANTIZED}"].astype(np.float32) * arrays[f"{name}_scale"]
    damper = arrays.get(f"{name}{DAMPED}")
    return whole if damper is None else whole * damper[:, None]

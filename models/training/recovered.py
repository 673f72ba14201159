"""The weights of a reader that was shipped, from its int8 graph: what a later course begins with."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.store import GRAPH
from models.training.network import WEIGHTS, ReaderNetwork
from models.whole_files import whole_file

Arrays = dict[str, NDArray[Any]]
QUANTIZED = "_quantized"
# The products of a graph without names, in the order in which the network computes them.
IN_A_LAYER = ("attention.output.dense", "intermediate.dense", "output.dense")
HEADS = {"mix.0.weight_Transposed": "mix.0", "mix.2.weight_Transposed": "mix.2"}
UNNAMED_HEADS = ("token_mix.0", "token_mix.2")


def recover_reader(package: Path, base: Path, folder: Path) -> Path:
    """Writes the `WEIGHTS` of the reader in `package` into `folder`, which it returns; `base` is MiniLM's folder.

    An int8 weight times its channel's scale: quantized again, it is the same. The frozen layers are those of `base`,
    unquantized.
    """
    import onnx
    import torch
    from onnx import numpy_helper
    from safetensors.torch import save_file

    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(package / GRAPH).graph.initializer}
    network = ReaderNetwork(base)
    state = network.state_dict()
    for name, array in {**_named(arrays), **_matrices(arrays)}.items():
        state[name] = torch.from_numpy(np.ascontiguousarray(array)).reshape(state[name].shape)
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / WEIGHTS) as partial:
        save_file(state, partial)
    return folder


def _named(arrays: Arrays) -> Arrays:
    """Biases, scales and norms, which stand in the graph under their own names."""
    return {
        name: array
        for name, array in arrays.items()
        if array.dtype == np.float32 and not name.startswith(("Attention_", "onnx::")) and "weight_" not in name
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
    return whole

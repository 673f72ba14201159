"""Smooths a decoder's activations: part of what makes them uneven is moved into the weights, and nothing else changes.

Int8 activations have one scale a tensor, which a few loud channels spoil (SmoothQuant, arXiv 2211.10438). Each channel
is divided by a factor where it is made (a norm, the rows that make values, the rows that make `up`), and the weights
that read it are multiplied by the same factor: in fp32 the logits stay as they were.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.export.grouped import heads_of
from models.quantization.onnx_decoder import Matrix, OnnxDecoder

Factors = dict[str, NDArray[np.float32]]
Peaks = Mapping[str, NDArray[np.float32]]

# How much of the unevenness is moved, 0 to 1. On documentation, SmolLM2's perplexity was lowest with these.
STRENGTH = {"qkv": 0.8, "gate_up": 0.8, "o_proj": 0.8, "down_proj": 0.5}
QUIETEST = 1e-4


def smooth(graph: OnnxDecoder, peaks: Peaks) -> Factors:
    """Smooths what every matrix in the layers reads; gives what each one's inputs are divided by from now on.

    `peaks` has the largest absolute value of each input channel, by the matrix's name.
    """
    factors: Factors = {}
    for layer in range(graph.layers):
        qkv, o_proj = graph.matrix("qkv", layer), graph.matrix("o_proj", layer)
        gate_up, down_proj = graph.matrix("gate_up", layer), graph.matrix("down_proj", layer)
        for matrix in (qkv, gate_up):
            factors[matrix.name] = _factors(peaks[matrix.name], graph.weights(matrix.weights), matrix.kind)
            norm = graph.norm_before(matrix)
            graph.replace_weights(norm, graph.weights(norm) / factors[matrix.name])
        factors[o_proj.name] = _smooth_values(graph, layer, qkv, o_proj, peaks[o_proj.name])
        factors[down_proj.name] = _factors(peaks[down_proj.name], graph.weights(down_proj.weights), down_proj.kind)
        _divide_last_outputs(graph, gate_up, factors[down_proj.name])
        for matrix in (qkv, o_proj, gate_up, down_proj):
            graph.replace_weights(matrix.weights, graph.weights(matrix.weights) * factors[matrix.name][:, None])
    return factors


def _factors(peaks: NDArray[np.float32], weights: NDArray[np.float32], kind: str) -> NDArray[np.float32]:
    """For each input channel, around 1: what is loud is divided, what is read with large weights is multiplied."""
    return _balanced(np.maximum(peaks, QUIETEST), np.maximum(np.abs(weights).max(axis=1), QUIETEST), kind)


def _balanced(loud: NDArray[np.float32], read: NDArray[np.float32], kind: str) -> NDArray[np.float32]:
    factors = loud ** STRENGTH[kind] / read ** (1 - STRENGTH[kind])
    balanced: NDArray[np.float32] = (factors / np.exp(np.log(factors).mean())).astype(np.float32)
    return balanced


def _smooth_values(
    graph: OnnxDecoder, layer: int, qkv: Matrix, o_proj: Matrix, peaks: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The query heads that share a key head share its values, so its channels have one factor for all of them."""
    heads, key_heads = heads_of(graph.attentions[layer])
    weights = graph.weights(o_proj.weights)
    shared = key_heads, heads // key_heads, len(weights) // heads
    loud = np.maximum(peaks, QUIETEST).reshape(shared).max(axis=1)
    read = np.maximum(np.abs(weights).max(axis=1), QUIETEST).reshape(shared).max(axis=1)
    factors = _balanced(loud, read, o_proj.kind)
    _divide_last_outputs(graph, qkv, factors.reshape(-1))
    return np.repeat(factors[:, None], shared[1], axis=1).reshape(-1)


def _divide_last_outputs(graph: OnnxDecoder, matrix: Matrix, factors: NDArray[np.float32]) -> None:
    """Divides the last outputs of a matrix, as many as there are factors: the values of qkv, the `up` of gate_up."""
    for name in filter(None, (matrix.weights, graph.bias_after(matrix))):
        values = graph.weights(name)
        values[..., -len(factors) :] /= factors
        graph.replace_weights(name, values)

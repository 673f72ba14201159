"""Puts a decoder's neurons in the order of their loudness, which changes no logit: blocks then hold neurons of a kind.

A loud neuron in a block spoils the scale of the others' activations; and when GPTQ rounds the loudest first (its
act-order), the many quiet ones make up for the errors of the few that matter. It takes a sixth of what 4 bits cost.
"""

import numpy as np
from numpy.typing import NDArray

from models.quantization.activations import Activations
from models.quantization.onnx_decoder import OnnxDecoder


def order_neurons(graph: OnnxDecoder, read: Activations) -> Activations:
    """Puts the neurons of all layers in order, the loudest first; gives what the matrices read from then on."""
    peaks, moments = dict(read.peaks), dict(read.moments)
    for layer in range(graph.layers):
        gate_up, down_proj = graph.matrix("gate_up", layer), graph.matrix("down_proj", layer)
        name = down_proj.name
        order = _loudest_first(read, name)
        for tensor in filter(None, (gate_up.weights, graph.bias_after(gate_up))):
            values = graph.weights(tensor)
            both = values.reshape(*values.shape[:-1], 2, len(order))
            graph.replace_weights(tensor, both[..., order].reshape(values.shape))
        graph.replace_weights(down_proj.weights, graph.weights(down_proj.weights)[order])
        peaks[name] = peaks[name][order]
        if name in moments:
            moments[name] = moments[name][order][:, order]
    return Activations(peaks, moments)


def _loudest_first(read: Activations, name: str) -> NDArray[np.int64]:
    loudness = np.diag(read.moments[name]) if name in read.moments else read.peaks[name]
    return np.argsort(-loudness, kind="stable")

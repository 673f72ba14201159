"""Lets whoever runs a decoder choose for how many of the last tokens the head is computed; the last one by default.

A prompt needs one row of logits and speculation a few, and the head is a fifth of a small model's work.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.decoding.graph import LOGITS_FROM

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto

TOKENS_AXIS = 1
BEYOND_EVERY_TEXT = 1 << 40


def choose_last_logits(graph: Path, vocabulary: int) -> None:
    """Adds the input `logits_from` to an exported decoder: the first token, from the end, that has logits; int64 [1].

    It is an initializer of the same name too, so that a session that never heard of it runs as before: -1, the last
    token alone. `vocabulary` is how many logits a token has.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(graph, load_external_data=False)
    last_norm = _last_norm(model.graph)
    at = list(model.graph.node).index(last_norm)
    constants = {LOGITS_FROM: -1, "logits_end": BEYOND_EVERY_TEXT, "tokens_axis": TOKENS_AXIS}
    for name, value in constants.items():
        model.graph.initializer.append(numpy_helper.from_array(np.array([value], np.int64), name))
    model.graph.input.append(helper.make_tensor_value_info(LOGITS_FROM, TensorProto.INT64, [1]))
    for number in (0, 1):  # what was computed, and the residual that it is added to
        whole = last_norm.input[number]
        cut = helper.make_node("Slice", [whole, *constants], [f"{whole}.last"], name=f"{whole}.last")
        last_norm.input[number] = f"{whole}.last"
        model.graph.node.insert(at + number, cut)
    _declare(model.graph, vocabulary)
    onnx.save(model, graph)


def _last_norm(graph: "GraphProto") -> "NodeProto":
    norms: list[NodeProto] = [node for node in graph.node if node.op_type == "SkipSimplifiedLayerNormalization"]
    return norms[-1]


def _declare(graph: "GraphProto", vocabulary: int) -> None:
    """Writes the shape of the logits into the graph: genai takes them for the last token's alone if it reads a 1."""
    declared = next(output for output in graph.output if output.name == "logits")
    tokens, words = declared.type.tensor_type.shape.dim[1:]
    tokens.dim_value, words.dim_value = 1, vocabulary

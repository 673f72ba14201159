"""An exported decoder's graph as what it is made of: matrices with a kind and a layer, norms, biases, attentions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.recipes.recipe import KINDS_IN_LAYERS

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto, TensorProto

# As the exporter calls the products of a layer's parts: /qkv/MatMul in the first layer, /qkv_1/MatMul in the second.
PRODUCT = re.compile(rf"/(?P<kind>{'|'.join(KINDS_IN_LAYERS)})(_(?P<layer>\d+))?/MatMul")
NORMS = {"SimplifiedLayerNormalization": 1, "SkipSimplifiedLayerNormalization": 2}
"""The operators that normalize, with the place of the weights among their inputs."""


@dataclass(frozen=True)
class Matrix:
    """A matrix of weights, (inputs, outputs), that a product with it is named for: `down_proj.3`, or `head`."""

    name: str
    kind: str
    weights: str
    inputs: str
    outputs: str


class OnnxDecoder:
    """A decoder in memory. Its weights can be read and replaced, and its products by other nodes."""

    def __init__(self, model: "ModelProto") -> None:
        self.model = model
        self._tensors: dict[str, TensorProto] = {tensor.name: tensor for tensor in model.graph.initializer}
        self._producers: dict[str, NodeProto] = {output: node for node in model.graph.node for output in node.output}
        self.matrices = tuple(self._matrices())
        self.attentions: tuple[NodeProto, ...] = tuple(_attentions(model.graph))

    @property
    def layers(self) -> int:
        """How many layers the decoder has."""
        return len(self.attentions)

    def matrix(self, kind: str, layer: int) -> Matrix:
        """The matrix of a kind in a layer."""
        return next(matrix for matrix in self.matrices if matrix.name == f"{kind}.{layer}")

    def weights(self, name: str) -> NDArray[Any]:
        """A copy of the numbers of an initializer."""
        from onnx import numpy_helper

        return numpy_helper.to_array(self._tensors[name]).copy()

    def replace_weights(self, name: str, values: NDArray[Any]) -> None:
        """Puts other numbers of the same shape into an initializer."""
        from onnx import numpy_helper

        kept = np.ascontiguousarray(values, dtype=np.float32)
        self._tensors[name].CopyFrom(numpy_helper.from_array(kept, name))

    def norm_before(self, matrix: Matrix) -> str:
        """The name of the weights of the norm that gives the matrix its inputs."""
        norm = self._producers[matrix.inputs]
        return str(norm.input[NORMS[norm.op_type]])

    def bias_after(self, matrix: Matrix) -> str | None:
        """The name of the bias that is added to what the matrix gives, if there is one."""
        added = [node for node in self.model.graph.node if matrix.outputs in node.input and node.op_type == "Add"]
        biases = [name for node in added for name in node.input if name in self._tensors]
        return biases[0] if biases else None

    def replace_product(self, matrix: Matrix, nodes: "Iterable[NodeProto]", tensors: "Iterable[TensorProto]") -> None:
        """Lets other nodes and initializers stand in for a product and the weights that it alone reads."""
        graph = self.model.graph
        product = self._producers[matrix.outputs]
        at = next(number for number, node in enumerate(graph.node) if node.output[:1] == product.output[:1])
        del graph.node[at]
        for offset, node in enumerate(nodes):
            graph.node.insert(at + offset, node)
            self._producers.update(dict.fromkeys(node.output, node))
        self.add_initializers(tensors)
        if not any(matrix.weights in node.input for node in graph.node):
            graph.initializer.remove(self._tensors.pop(matrix.weights))

    def add_initializers(self, tensors: "Iterable[TensorProto]") -> None:
        """Adds those whose names are new."""
        for tensor in tensors:
            if tensor.name not in self._tensors:
                self.model.graph.initializer.append(tensor)
                self._tensors[tensor.name] = self.model.graph.initializer[-1]

    def _matrices(self) -> "Iterable[Matrix]":
        for node in self.model.graph.node:
            if node.op_type != "MatMul" or node.input[1] not in self._tensors:
                continue
            if "logits" in node.output:
                yield Matrix("head", "head", node.input[1], node.input[0], node.output[0])
            elif named := PRODUCT.fullmatch(node.name):
                name = f"{named['kind']}.{named['layer'] or 0}"
                yield Matrix(name, named["kind"], node.input[1], node.input[0], node.output[0])


def _attentions(graph: "GraphProto") -> "Iterator[NodeProto]":
    """An attention for each layer; of a choice between two (`models.export.grouped`) the one with heads as they are."""
    for node in graph.node:
        if node.op_type == "GroupQueryAttention":
            yield node
        elif node.op_type == "If":
            yield from _attentions(next(branch.g for branch in node.attribute if branch.name == "else_branch"))

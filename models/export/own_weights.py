"""Gives every product and norm of a decoder's graph weights of its own.

PyTorch's exporter keeps weights that are alike once, and hands them on by nodes of the kind Identity: those of norms
that were never trained, and all of a layer that a model has twice, as merged ones do. But each is smoothed and rounded
by what it reads, and what it is given by a node looks like no weights at all.
"""

from pathlib import Path


def separate_weights(graph: Path) -> None:
    """Rewrites a graph in which weights are shared; another one is left as it is."""
    import onnx
    from onnx import TensorProto

    from models.quantization.blocks import save_graph

    model = onnx.load(graph, load_external_data=False)
    tensors: dict[str, TensorProto] = {tensor.name: tensor for tensor in model.graph.initializer}
    handed_on = []
    for node in model.graph.node:
        if node.op_type == "Identity" and node.input[0] in tensors:
            own = TensorProto()
            own.CopyFrom(tensors[node.input[0]])
            own.name = node.output[0]
            tensors[own.name] = own
            handed_on.append(node)
            model.graph.initializer.append(own)
    if not handed_on:
        return
    for node in handed_on:
        model.graph.node.remove(node)
    save_graph(model, graph)

"""Tables that rows are gathered from, such as token embeddings: kept in 8-bit blocks, or read out of the head."""

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto, TensorProto

# Tables below a million numbers (positions, kinds of token) stay in fp32: there is nothing to gain.
SMALLEST_TABLE = 1_000_000
ZERO_POINT = 128


def tied_embedding(graph: "GraphProto") -> str | None:
    """The name of the embedding's table, if embedding and head are one matrix."""
    from onnx import numpy_helper

    initializers = {tensor.name: tensor for tensor in graph.initializer}
    head = next((node for node in graph.node if "logits" in node.output), None)
    if head is None or head.op_type != "MatMul" or head.input[1] not in initializers:
        return None
    matrix = numpy_helper.to_array(initializers[head.input[1]])
    for table, _ in _tables(graph):
        if list(table.dims) == list(reversed(matrix.shape)) and (numpy_helper.to_array(table) == matrix.T).all():
            return str(table.name)
    return None


def read_embedding_from_head(graph: "GraphProto", name: str, block: int) -> None:
    """Drops the fp32 table (a fifth of a small model) and gathers rows of the head's 8-bit blocks instead."""
    table, gather = next((table, gather) for table, gather in _tables(graph) if table.name == name)
    head = next(node for node in graph.node if node.op_type == "MatMulNBits" and "logits" in node.output)
    initializers = {tensor.name: tensor for tensor in graph.initializer}
    blocks, scales = initializers[head.input[1]], initializers[head.input[2]]
    rows, per_row = blocks.dims[:2]
    if per_row * block != table.dims[1]:
        return  # the last block is padded, and cutting it off again costs more than a table of its own
    scales.dims[:] = [rows, per_row]
    _gather_blocks(graph, gather, blocks.name, scales.name)
    graph.initializer.remove(table)


def quantize_tables(graph: "GraphProto", block: int) -> None:
    """Puts every other large table that rows are gathered from into 8-bit blocks, as MatMulNBits would."""
    from onnx import numpy_helper

    for table, gather in _tables(graph):
        rows, width = table.dims
        if rows * width < SMALLEST_TABLE or width % block:
            continue
        values = numpy_helper.to_array(table).reshape(rows, width // block, block)
        scales = np.maximum(np.abs(values).max(axis=2), np.finfo(np.float32).tiny) / 127
        blocks = (np.rint(values / scales[:, :, None]) + ZERO_POINT).astype(np.uint8)
        names = f"{table.name}.blocks", f"{table.name}.scales"
        graph.initializer.append(numpy_helper.from_array(blocks, names[0]))
        graph.initializer.append(numpy_helper.from_array(scales.astype(np.float32), names[1]))
        _gather_blocks(graph, gather, *names)
        graph.initializer.remove(table)


def _tables(graph: "GraphProto") -> "list[tuple[TensorProto, NodeProto]]":
    """The fp32 matrices that only a Gather reads, each with that node."""
    from onnx import TensorProto

    initializers = {tensor.name: tensor for tensor in graph.initializer}
    readers: dict[str, list[NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)
    return [
        (tensor, readers[name][0])
        for name, tensor in initializers.items()
        if len(tensor.dims) == 2 and tensor.data_type == TensorProto.FLOAT
        if len(readers.get(name, [])) == 1 and readers[name][0].op_type == "Gather"
    ]


def _gather_blocks(graph: "GraphProto", gather: "NodeProto", blocks: str, scales: str) -> None:
    """Replaces a Gather of fp32 rows by one of 8-bit blocks, dequantized after it: (byte - 128) * scale."""
    from onnx import TensorProto, helper, numpy_helper

    ids, result = gather.input[1], gather.output[0]
    constants = {
        f"{result}.zero": np.float32(ZERO_POINT),
        f"{result}.last_axis": np.array([-1], dtype=np.int64),
        # 0 keeps the batch and the tokens as they are, -1 puts the blocks of a row side by side.
        f"{result}.shape": np.array([0, 0, -1], dtype=np.int64),
    }
    zero, last_axis, shape = constants
    steps: list[tuple[str, list[str], str, dict[str, Any]]] = [
        ("Gather", [blocks, ids], "bytes", {"axis": 0}),
        ("Cast", [f"{result}.bytes"], "floats", {"to": TensorProto.FLOAT}),
        ("Sub", [f"{result}.floats", zero], "centred", {}),
        ("Gather", [scales, ids], "row_scales", {"axis": 0}),
        ("Unsqueeze", [f"{result}.row_scales", last_axis], "factors", {}),
        ("Mul", [f"{result}.centred", f"{result}.factors"], "values", {}),
    ]
    nodes = [helper.make_node(kind, inputs, [f"{result}.{out}"], **rest) for kind, inputs, out, rest in steps]
    nodes.append(helper.make_node("Reshape", [f"{result}.values", shape], [result]))
    position = list(graph.node).index(gather)
    graph.node.remove(gather)
    for offset, node in enumerate(nodes):
        graph.node.insert(position + offset, node)
    graph.initializer.extend(numpy_helper.from_array(np.asarray(value), key) for key, value in constants.items())

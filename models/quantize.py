"""Makes an exported graph smaller and faster: int8 by channel for encoders, blocks with scales for decoders."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.progress import Progress, Step
from models.recipe import BlockQuantization, DynamicInt8, Recipe

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto, TensorProto

GRAPH = "model.onnx"
# MatMulNBits with int8 activations: the only accuracy level that uses the processor's int8 dot products.
INT8_ACTIVATIONS = 4
# Protocol buffers hold 2 GiB at most; a larger graph keeps its weights in a file beside it.
LARGEST_SINGLE_FILE = 1 << 31
# Tables below a million numbers (positions, kinds of token) stay in fp32: there is nothing to gain.
SMALLEST_TABLE = 1_000_000
ZERO_POINT = 128


def quantize_model(recipe: Recipe, exported: Path, output: Path, progress: Progress) -> None:
    """Writes each graph of `exported` into `output`, quantized as the recipe chooses."""
    from models.export.quiet import quietly

    doing = f"Quantizing the {recipe.name}"
    progress(Step(doing))
    with quietly():
        for graph in sorted(exported.glob("*.onnx")):
            match recipe.quantize:
                case DynamicInt8():
                    _to_dynamic_int8(graph, output / graph.name)
                case BlockQuantization():
                    _to_blocks(graph, output / graph.name, recipe.quantize, progress, doing)
                case _:
                    for path in exported.glob(f"{graph.name}*"):
                        shutil.copyfile(path, output / path.name)
    progress(Step(doing, 1, 1))


def _to_dynamic_int8(graph: Path, output: Path) -> None:
    """Int8 weights by channel and uint8 activations with one scale a tensor: fast, and rough where it has outliers.

    Convolutions stay in fp32: quantized as they come they take longer than that.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.registry import IntegerOpsRegistry

    kinds = [kind for kind in IntegerOpsRegistry if kind != "Conv"]
    quantize_dynamic(graph, output, op_types_to_quantize=kinds, weight_type=QuantType.QInt8, per_channel=True)


def _to_blocks(graph: Path, output: Path, choices: BlockQuantization, progress: Progress, doing: str) -> None:
    """Every matrix in blocks with a scale each, and the token embeddings read out of the head where both are one."""
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    model = onnx.load(graph)
    tied = _tied_embedding(model.graph)
    total = sum(node.op_type == "MatMul" for node in model.graph.node)
    quantizer = MatMulNBitsQuantizer(
        model, bits=choices.bits, block_size=choices.block, is_symmetric=True, accuracy_level=INT8_ACTIVATIONS
    )
    quantize_node = quantizer.node_quantizer.quantize
    done = 0

    def quantize_and_report(node: "NodeProto", graphs: Any) -> Any:
        nonlocal done
        result = quantize_node(node, graphs)
        done += node.op_type == "MatMul"
        progress(Step(doing, done, total))
        return result

    quantizer.node_quantizer.quantize = quantize_and_report
    quantizer.process()
    model = quantizer.model.model
    if tied is not None and choices.bits == 8:
        _read_embedding_from_head(model.graph, tied, choices.block)
    _quantize_tables(model.graph, choices.block)
    _save(model, output)


def _save(model: "ModelProto", output: Path) -> None:
    import onnx

    is_large = model.ByteSize() >= LARGEST_SINGLE_FILE
    onnx.save(model, output, save_as_external_data=is_large, location=f"{output.name}.data" if is_large else None)


def _tied_embedding(graph: "GraphProto") -> str | None:
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


def _read_embedding_from_head(graph: "GraphProto", name: str, block: int) -> None:
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


def _quantize_tables(graph: "GraphProto", block: int) -> None:
    """Puts every other large table that rows are gathered from into 8-bit blocks, as MatMulNBits would."""
    import numpy as np
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
    import numpy as np
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

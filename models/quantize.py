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


def quantize_model(recipe: Recipe, exported: Path, output: Path, progress: Progress) -> None:
    """Writes the quantized `model.onnx` into `output`, as the recipe chooses."""
    from models.export.quiet import quietly

    doing = f"Quantizing the {recipe.name}"
    progress(Step(doing))
    with quietly():
        match recipe.quantize:
            case DynamicInt8():
                _to_dynamic_int8(exported / GRAPH, output / GRAPH)
            case BlockQuantization():
                _to_blocks(exported / GRAPH, output / GRAPH, recipe.quantize, progress, doing)
            case _:
                for path in exported.glob(f"{GRAPH}*"):
                    shutil.copyfile(path, output / path.name)
    progress(Step(doing, 1, 1))


def _to_dynamic_int8(graph: Path, output: Path) -> None:
    """Int8 weights by channel and uint8 activations: the pair for which ONNX Runtime has its fastest kernels."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(graph, output, weight_type=QuantType.QInt8, per_channel=True)


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
        _read_embedding_from_head(model.graph, *tied, choices.block)
    _save(model, output)


def _save(model: "ModelProto", output: Path) -> None:
    import onnx

    is_large = model.ByteSize() >= LARGEST_SINGLE_FILE
    onnx.save(model, output, save_as_external_data=is_large, location=f"{output.name}.data" if is_large else None)


def _tied_embedding(graph: "GraphProto") -> tuple[str, str] | None:
    """The names of the Gather and the MatMul node that use the same matrix, if embedding and head are tied."""
    from onnx import numpy_helper

    initializers = {tensor.name: tensor for tensor in graph.initializer}
    head = _producer_of_logits(graph)
    if head is None or head.op_type != "MatMul" or head.input[1] not in initializers:
        return None
    for node in graph.node:
        table = initializers.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or list(table.dims) != list(reversed(initializers[head.input[1]].dims)):
            continue
        same = numpy_helper.to_array(table) == numpy_helper.to_array(initializers[head.input[1]]).T
        return (node.name, head.name) if same.all() else None
    return None


def _producer_of_logits(graph: "GraphProto") -> "NodeProto | None":
    return next((node for node in graph.node if "logits" in node.output), None)


def _read_embedding_from_head(graph: "GraphProto", gather_name: str, head_name: str, block: int) -> None:
    """Replaces the fp32 embedding table (a fifth of a small model) by rows of the head's 8-bit blocks.

    A row is dequantized after it is gathered: (bytes - 128) * scale, block by block, as MatMulNBits does it.
    """
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    gather = next(node for node in graph.node if node.name == gather_name)
    head = next(node for node in graph.node if node.op_type == "MatMulNBits" and "logits" in node.output)
    initializers = {tensor.name: tensor for tensor in graph.initializer}
    blocks, scales = initializers[head.input[1]], initializers[head.input[2]]
    rows, per_row = blocks.dims[0], blocks.dims[1]
    width = _attribute(head, "K")
    ids, result = gather.input[1], gather.output[0]
    name = "embedding"
    constants = {
        f"{name}.zero": np.float32(128),
        f"{name}.last_axis": np.array([-1], dtype=np.int64),
        # 0 keeps the batch and the tokens as they are.
        f"{name}.shape": np.array([0, 0, per_row * block], dtype=np.int64),
    }
    scales.dims[:] = [rows, per_row]
    nodes = [
        helper.make_node("Gather", [blocks.name, ids], [f"{name}.bytes"], f"{name}/Bytes", axis=0),
        helper.make_node("Cast", [f"{name}.bytes"], [f"{name}.floats"], f"{name}/Floats", to=TensorProto.FLOAT),
        helper.make_node("Sub", [f"{name}.floats", f"{name}.zero"], [f"{name}.centred"], f"{name}/Centre"),
        helper.make_node("Gather", [scales.name, ids], [f"{name}.scales"], f"{name}/Scales", axis=0),
        helper.make_node("Unsqueeze", [f"{name}.scales", f"{name}.last_axis"], [f"{name}.factors"], f"{name}/Factors"),
        helper.make_node("Mul", [f"{name}.centred", f"{name}.factors"], [f"{name}.values"], f"{name}/Values"),
        helper.make_node("Reshape", [f"{name}.values", f"{name}.shape"], [result], f"{name}/Rows"),
    ]
    if per_row * block != width:
        return  # the last block is padded, and cutting it off again costs more than the table
    position = list(graph.node).index(gather)
    table = gather.input[0]
    graph.node.remove(gather)
    for offset, node in enumerate(nodes):
        graph.node.insert(position + offset, node)
    graph.initializer.extend(numpy_helper.from_array(np.asarray(value), key) for key, value in constants.items())
    graph.initializer.remove(initializers[table])


def _attribute(node: "NodeProto", name: str) -> int:
    return next(int(attribute.i) for attribute in node.attribute if attribute.name == name)

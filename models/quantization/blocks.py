"""Every matrix of a graph, whatever it is a model of, in blocks that each have a scale (ONNX Runtime's MatMulNBits)."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.progress import Progress, Step
from models.quantization.tables import quantize_tables, read_embedding_from_head, tied_embedding
from models.recipes.recipe import BlockQuantization

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

# MatMulNBits with int8 activations: the only accuracy level that uses the processor's int8 dot products.
INT8_ACTIVATIONS = 4
# Protocol buffers hold 2 GiB at most; a larger graph keeps its weights in a file beside it. What is not weights, nodes
# and names, has room to spare below.
LARGEST_SINGLE_FILE = (1 << 31) - (1 << 27)


def quantize_in_blocks(graph: Path, output: Path, choices: BlockQuantization, progress: Progress, doing: str) -> None:
    """Every matrix in blocks with a scale each, and the token embeddings read out of the head where both are one."""
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    model = onnx.load(graph)
    tied = tied_embedding(model.graph)
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
        read_embedding_from_head(model.graph, tied, choices.block)
    quantize_tables(model.graph, choices.block)
    save_graph(model, output)


def save_graph(model: "ModelProto", output: Path) -> None:
    """Writes a graph, its weights in a file beside it where one file cannot hold them."""
    import onnx

    # Its own `ByteSize` raises for a model that is too large for one file.
    is_large = sum(len(tensor.raw_data) for tensor in model.graph.initializer) >= LARGEST_SINGLE_FILE
    onnx.save(model, output, save_as_external_data=is_large, location=f"{output.name}.data" if is_large else None)

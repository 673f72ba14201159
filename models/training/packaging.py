"""Turns a trained reader into the files that are shipped: an int8 graph, its tokenizer and what serving must know."""

import json
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.store import GRAPH, SERVING, TOKENIZER
from models.training.calibration import Calibration
from models.training.damping import Feed, damp
from models.training.rows import Group

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("relevance", "evidence")
DAMPED_WITH = 64
"""Groups that tell which channels are loud."""
MAX_TOKENS_SERVED = 192
"""A passage of 100 words with its title and a question: a sentence that is not read cannot speak."""


def export_reader(trained: Path, base: Path, output: Path, groups: Sequence[Group]) -> None:
    """Writes `model.onnx` (int8) and `tokenizer.json` from the weights in `trained`; `groups` say what is loud in it.

    The heads are not part of any architecture that Optimum knows, so the graph comes from PyTorch's own exporter.
    """
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model
    from safetensors.torch import load_file

    from models.training.network import WEIGHTS, ReaderNetwork

    network = ReaderNetwork(base, attention="eager")
    network.load_state_dict(load_file(trained / WEIGHTS))
    network.eval()
    config = network.encoder.config
    output.mkdir(parents=True, exist_ok=True)
    whole, fused, damped = output / "whole.onnx", output / "fused.onnx", output / "damped.onnx"
    types = torch.tensor([[0, 0, 0, 1, 1, 1, 1]])
    sample = (torch.tensor([[101, 1, 102, 2, 3, 4, 102]]), torch.ones_like(types), types)
    tokens = {0: "rows", 1: "tokens"}
    torch.onnx.export(
        network, sample, str(whole), input_names=list(INPUTS), output_names=list(OUTPUTS), opset_version=17,
        dynamic_axes={**dict.fromkeys((*INPUTS, "evidence"), tokens), "relevance": {0: "rows"}}, dynamo=False,
    )  # fmt: skip
    # Fused attention, layer normalization and GELU: a third of the time of the plain graph.
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False
    optimize_model(
        str(whole), "bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size,
        optimization_options=options, opt_level=0,
    ).save_model_to_file(str(fused))  # fmt: skip
    damp(fused, damped, _texts(groups, base))
    float_type = {"DefaultTensorType": onnx.TensorProto.FLOAT}
    quantize_dynamic(damped, output / GRAPH, weight_type=QuantType.QInt8, per_channel=True, extra_options=float_type)
    for file in (whole, fused, damped):
        file.unlink()
    shutil.copyfile(base / TOKENIZER, output / TOKENIZER)


def _texts(groups: Sequence[Group], base: Path) -> Iterator[Feed]:
    """Some of the groups as the graph takes them, the same ones every time."""
    from models.training.reader_examples import encode, padded, reader_tokenizer

    tokenizer, rng = reader_tokenizer(base), random.Random(2)  # noqa: S311 - no secret is drawn
    for group in rng.sample(list(groups), min(DAMPED_WITH, len(groups))):
        example = encode(group, tokenizer, rng)
        tensors = padded(example.ids, example.types)
        yield {name: tensor.numpy() for name, tensor in zip(INPUTS, tensors, strict=True)}


def write_serving(output: Path, fitted: Calibration) -> None:
    """Writes `serving.json`: the longest row and the fitted numbers."""
    serving = {
        "max_tokens": MAX_TOKENS_SERVED,
        "relevance": fitted.relevance,
        "evidence": fitted.evidence,
        "fusion": fitted.fusion,
    }
    (output / SERVING).write_text(json.dumps(serving, indent=2) + "\n", encoding="utf-8")

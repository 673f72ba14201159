"""Turns a trained reader into the files that are shipped: an int8 graph, its tokenizer and what serving must know."""

import json
import shutil
from pathlib import Path

from models.store import GRAPH, SERVING, TOKENIZER
from models.training.calibration import Calibration

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("relevance", "evidence")
MAX_TOKENS_SERVED = 192
"""A passage of 100 words with its title and a question: a sentence that is not read cannot speak."""


def export_reader(trained: Path, base: Path, output: Path) -> None:
    """Writes `model.onnx` (int8) and `tokenizer.json` from the weights in `trained`.

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
    whole, fused = output / "whole.onnx", output / "fused.onnx"
    types = torch.tensor([[0, 0, 0, 1, 1, 1, 1]])
    sample = (torch.tensor([[101, 2054, 102, 2023, 2003, 1037, 102]]), torch.ones_like(types), types)
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
    float_type = {"DefaultTensorType": onnx.TensorProto.FLOAT}
    quantize_dynamic(fused, output / GRAPH, weight_type=QuantType.QInt8, per_channel=True, extra_options=float_type)
    whole.unlink()
    fused.unlink()
    shutil.copyfile(base / TOKENIZER, output / TOKENIZER)


def write_serving(output: Path, fitted: Calibration) -> None:
    """Writes `serving.json`: the longest row and the fitted numbers."""
    serving = {
        "max_tokens": MAX_TOKENS_SERVED,
        "relevance": fitted.relevance,
        "evidence": fitted.evidence,
        "fusion": fitted.fusion,
    }
    (output / SERVING).write_text(json.dumps(serving, indent=2) + "\n", encoding="utf-8")

"""Query heads that share keys are rows of one product where few tokens are new, and as they were elsewhere."""

from pathlib import Path
from typing import Any

import onnx
import pytest

from models.export.decoder import export_decoder_model
from models.export.quiet import quietly
from models.progress import silent
from models.quantization.onnx_decoder import OnnxDecoder
from models.recipes.exports import DecoderExport
from tests.models.tiny_decoders import tiny_decoder


@pytest.mark.parametrize(
    ("family", "choices", "grouped"),
    [
        ("llama", {}, 3),
        ("qwen3", {"head_dim": 32}, 3),
        ("llama", {"num_key_value_heads": 4}, 0),
        ("mistral", {"sliding_window": 16}, 0),
    ],
)
def test_heads_that_share_keys_and_see_everything_are_grouped(
    tmp_path: Path, family: str, choices: dict[str, Any], grouped: int
) -> None:
    with quietly():
        export_decoder_model(
            "tiny", DecoderExport(kind="decoder", context_tokens=128), tiny_decoder(family, **choices), tmp_path, silent
        )
    decoder = OnnxDecoder(onnx.load(tmp_path / "model.onnx"))
    assert sum(node.op_type == "If" for node in decoder.model.graph.node) == grouped
    heads = [{attribute.name: attribute.i for attribute in node.attribute}["num_heads"] for node in decoder.attentions]
    assert heads == [4, 4, 4]

"""Tiny decoders with random weights, exported once, and a way to open them as the writer opens its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import onnxruntime
import pytest

from models.decoding.decoder import Decoder
from models.decoding.graph import DecoderGraph
from models.export.decoder import export_decoder_model
from models.export.quiet import quietly
from models.progress import silent
from models.recipes.exports import DecoderExport
from models.sessions import session_options
from tests.models.tiny_decoders import tiny_decoder

CONTEXT = 256
SHAPES: dict[str, tuple[str, dict[str, Any]]] = {
    "llama": ("llama", {}),
    "three heads to a key": ("llama", {"num_attention_heads": 6, "head_dim": 16}),
    "a key to each head": ("llama", {"num_key_value_heads": 4}),
    "window": ("mistral", {"sliding_window": 16}),
    "normed heads": ("qwen3", {"head_dim": 32}),
}

OpenDecoder = Callable[..., Decoder]


@pytest.fixture(scope="session", params=SHAPES)
def tiny_graph(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exported decoder of each kind of attention."""
    family, choices = SHAPES[request.param]
    folder = tmp_path_factory.mktemp("tiny")
    model = tiny_decoder(family, **{"max_position_embeddings": CONTEXT, **choices})
    with quietly():
        export_decoder_model("tiny", DecoderExport(kind="decoder", context_tokens=CONTEXT), model, folder, silent)
    return folder / "model.onnx"


@pytest.fixture
def open_decoder(tiny_graph: Path) -> Iterator[OpenDecoder]:
    """Opens a decoder on the tiny graph; all are closed at the end."""
    opened = []

    def open_it(rows: int = 4, ends: frozenset[int] = frozenset()) -> Decoder:
        session = onnxruntime.InferenceSession(tiny_graph, session_options(threads=2))
        opened.append(Decoder(DecoderGraph(session, rows, CONTEXT), rows, ends))
        return opened[-1]

    yield open_it
    for decoder in opened:
        decoder.close()

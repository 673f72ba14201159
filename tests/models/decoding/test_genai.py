"""What is exported can be served by onnxruntime-genai as well, and says the same there."""

from pathlib import Path

import numpy as np
import pytest

from tests.models.decoding.conftest import OpenDecoder


def test_genai_writes_what_the_decoder_writes(tiny_graph: Path, open_decoder: OpenDecoder) -> None:
    genai = pytest.importorskip("onnxruntime_genai")
    genai.disable_telemetry_events()
    prompt = np.random.default_rng(2).integers(3, 512, 70).tolist()
    model = genai.Model(str(tiny_graph.parent))
    parameters = genai.GeneratorParams(model)
    parameters.set_search_options(do_sample=False, max_length=100)
    generator = genai.Generator(model, parameters)
    generator.append_tokens(prompt[:40])
    generator.append_tokens(prompt[40:])
    written = []
    while not generator.is_done():
        generator.generate_next_token()
        written.append(int(generator.get_next_tokens()[0]))
    assert written
    # It gives the token that ends a text, and counts it.
    assert list(open_decoder().tokens(prompt, 30))[: len(written)] == written

"""The exported decoder computes what PyTorch computes, with and without a cache."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from transformers import AutoModelForCausalLM

from models.checkpoints.pretrained import save_tokenizer
from models.checkpoints.weights import fetch_weights
from models.export.decoder import export_decoder_model
from models.export.quiet import quietly
from models.progress import Step, silent
from models.prune.stage import pruned_weights
from models.quantization.stage import quantize_model
from models.recipes.exports import DecoderExport
from models.recipes.recipe import BlockQuantization, MatrixQuantization, load_recipe
from models.report.benchmark import prose
from models.store import ModelStore
from tests.models.tiny_decoders import Graph, by_pytorch, tiny_decoder

CHOICES = DecoderExport(kind="decoder", context_tokens=128)
LAYERS = 2


def divergence(logits: NDArray[np.float32], expected: NDArray[np.float32]) -> float:
    """How far the next tokens are from the expected ones: the mean of Kullback and Leibler, in nats."""
    says, should = (torch.tensor(scores).log_softmax(-1) for scores in (logits, expected))
    return float(torch.nn.functional.kl_div(says, should, reduction="batchmean", log_target=True))


def test_the_model_is_left_as_it_was(tmp_path: Path) -> None:
    model, ids = tiny_decoder("llama"), list(range(20))
    names, before = set(model.state_dict()), by_pytorch(model, ids)
    with quietly():
        export_decoder_model("tiny", CHOICES, model, tmp_path, silent)
    assert set(model.state_dict()) == names
    np.testing.assert_array_equal(by_pytorch(model, ids), before)


@pytest.mark.parametrize(("first", "rows"), [(None, 1), (-1, 1), (-5, 5), (0, 20), (-(1 << 40), 20)])
def test_logits_are_those_of_the_last_token_or_of_as_many_as_are_asked_for(
    tmp_path: Path, first: int | None, rows: int
) -> None:
    model, ids = tiny_decoder("llama"), list(range(20))
    with quietly():
        export_decoder_model("tiny", CHOICES, model, tmp_path, silent)
    last = Graph(tmp_path / "model.onnx").logits(ids, [20], first)
    np.testing.assert_allclose(last, by_pytorch(model, ids)[-rows:], atol=1e-3)


def test_quantized_logits_stay_close_and_every_layer_is_reported(tmp_path: Path) -> None:
    model, ids = tiny_decoder("llama", tie_word_embeddings=True), list(range(3, 23))
    steps: list[Step] = []
    with quietly():
        export_decoder_model("tiny", CHOICES, model, tmp_path, steps.append)
    assert [step.done for step in steps][:3] == [1, 2, 3]
    output = tmp_path / "quantized"
    output.mkdir()
    quantize = BlockQuantization(kind="blocks", bits=8, block=32)
    quantize_model(load_recipe("writer").model_copy(update={"quantize": quantize}), tmp_path, output, silent)
    logits, expected = Graph(output / "model.onnx").logits(ids, [20]), by_pytorch(model, ids)
    # Random weights have no redundancy, so the rounding shows; a wrong row, scale or block would end near 0.
    norms = np.linalg.norm(logits, axis=1) * np.linalg.norm(expected, axis=1)
    assert ((logits * expected).sum(axis=1) / norms).min() > 0.98


@pytest.mark.slow
def test_the_real_model_is_exported_exactly_and_quantized_with_little_loss(
    model_store: ModelStore, tmp_path: Path
) -> None:
    """Its first layers, for `make models` has exported them all."""
    from tokenizers import Tokenizer

    recipe = load_recipe("writer")
    assert recipe.prune is not None and isinstance(recipe.quantize, MatrixQuantization)
    quantize = recipe.quantize.model_copy(update={"layers": {"down_proj.1": "int4-blocks-32"}, "tokens": 4_096})
    folder = model_store.folder / ".weights"
    weights = pruned_weights(recipe.name, recipe.prune, fetch_weights(recipe.weights, folder, silent), folder, silent)
    with quietly():
        model = AutoModelForCausalLM.from_pretrained(weights, dtype=torch.float32).eval()
        model.model.layers = model.model.layers[:LAYERS]
        model.config.num_hidden_layers = LAYERS
        export_decoder_model("writer", CHOICES.model_copy(update={"context_tokens": 512}), model, tmp_path, silent)
        save_tokenizer(weights, tmp_path)
    output = tmp_path / "quantized"
    output.mkdir()
    quantize_model(recipe.model_copy(update={"quantize": quantize}), tmp_path, output, silent)
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    ids = tokenizer.encode(prose(), add_special_tokens=False).ids[:480]
    expected = by_pytorch(model, ids)
    exported = Graph(tmp_path / "model.onnx").logits(ids, [len(ids) - 5, 1, 1, 1, 1, 1])
    np.testing.assert_allclose(exported, expected, atol=1e-2)
    quantized = Graph(output / "model.onnx").logits(ids, [len(ids)])
    assert divergence(quantized, expected) < 0.01

"""What is dropped from a model leaves one that is exported exactly, and as little changed as can be."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from models.errors import RecipeInvalid
from models.export.decoder import export_decoder_model
from models.export.quiet import quietly
from models.progress import silent
from models.prune.depth import block_influence, keep_layers, most_influential
from models.prune.stage import check_pruning, neurons_to_keep
from models.prune.vocabulary import keep_rows
from models.prune.width import keep_neurons, most_important, prune_width
from models.recipes.exports import DecoderExport
from models.recipes.recipe import Pruning
from tests.models.tiny_decoders import FAMILIES, Graph, by_pytorch, tiny_decoder

CHOICES = DecoderExport(kind="decoder", context_tokens=128)
WINDOW = {"sliding_window": 16, "use_sliding_window": True, "max_window_layers": 1}
ROWS = torch.tensor(np.random.default_rng(2).integers(3, 512, (12, 64)))
"""Random tokens for models of random weights."""


def exported_like_pytorch(model: Any, tmp_path: Path, ids: list[int]) -> None:
    with quietly():
        export_decoder_model("tiny", CHOICES, model, tmp_path, silent)
    graph = Graph(tmp_path / "model.onnx")
    for steps in ([len(ids)], [len(ids) - 10] + [1] * 10):
        np.testing.assert_allclose(graph.logits(ids, steps), by_pytorch(model, ids), atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize(
    ("family", "what"),
    [*(("qwen3", what) for what in ("layers", "ffn", "vocabulary")), *((f, "all") for f in FAMILIES)],
)
def test_the_exported_model_is_the_pruned_one(tmp_path: Path, family: str, what: str) -> None:
    model = tiny_decoder(family, **({} if family == "llama" else WINDOW), tie_word_embeddings=what == "all")
    before = model.num_parameters()
    ids = ROWS[0].tolist()
    if what in ("layers", "all"):
        keep_layers(model, most_influential(block_influence(model, ROWS), 2))
        assert model.config.num_hidden_layers == len(model.model.layers) == 2
    if what in ("ffn", "all"):
        prune_width(model, ROWS, 64)
    if what in ("vocabulary", "all"):
        kept = [0, 1, 2, *range(100, 512)]
        keep_rows(model, kept)
        ids = [kept.index(token) for token in ids if token >= 100]
    assert model.num_parameters() < before
    exported_like_pytorch(model, tmp_path, ids)


def test_dropping_tokens_leaves_the_logits_of_the_others_as_they_were() -> None:
    for tied in (True, False):
        model = tiny_decoder("llama", tie_word_embeddings=tied)
        kept = [0, 1, 2, *range(50, 512, 3)]
        ids = kept[20:60]
        expected = by_pytorch(model, ids)[:, kept]
        keep_rows(model, kept)
        np.testing.assert_allclose(by_pytorch(model, [kept.index(token) for token in ids]), expected, atol=1e-5)
        assert (model.lm_head.weight is model.model.embed_tokens.weight) == tied


def test_the_special_tokens_get_their_new_numbers() -> None:
    model = tiny_decoder("llama", eos_token_id=500, bos_token_id=10, pad_token_id=400)
    model.generation_config.eos_token_id = [500, 501]
    keep_rows(model, [10, 20, 30, 500, 501])
    assert (model.config.bos_token_id, model.config.eos_token_id, model.config.pad_token_id) == (0, 3, None)
    assert model.generation_config.eos_token_id == [3, 4]


def test_a_layer_that_changes_nothing_is_the_first_to_go() -> None:
    model = tiny_decoder("llama")
    idle = model.model.layers[1]
    with torch.no_grad():
        idle.self_attn.o_proj.weight.zero_()
        idle.mlp.down_proj.weight.zero_()
    influences = block_influence(model, ROWS)
    assert influences[1] == pytest.approx(0.0, abs=1e-6)
    assert most_influential(influences, 2) == [0, 2]
    ids = ROWS[0].tolist()
    expected = by_pytorch(model, ids)
    keep_layers(model, [0, 2])
    np.testing.assert_allclose(by_pytorch(model, ids), expected, atol=1e-5)


def test_influence_is_one_minus_the_cosine_of_the_states_around_a_layer() -> None:
    model = tiny_decoder("qwen2", **WINDOW)
    with torch.no_grad():
        states = model(ROWS, output_hidden_states=True).hidden_states
    cosines = torch.nn.functional.cosine_similarity(states[0], states[1], dim=-1)
    influences = block_influence(model, ROWS)
    assert influences[0] == pytest.approx(float(1 - cosines.mean()), abs=1e-5)
    # The last of the states is normalized; the second layer's are not.
    second = torch.nn.functional.cosine_similarity(states[1], states[2], dim=-1)
    assert influences[1] == pytest.approx(float(1 - second.mean()), abs=1e-5)


def test_neurons_that_give_nothing_go_without_a_trace() -> None:
    model, ids = tiny_decoder("mistral", **WINDOW), ROWS[0].tolist()
    with torch.no_grad():
        for layer in model.model.layers:
            layer.mlp.down_proj.weight[:, ::2] = 0
    expected = by_pytorch(model, ids)
    kept = prune_width(model, ROWS, 64)
    assert kept == [list(range(1, 128, 2))] * 3
    assert model.config.intermediate_size == 64
    np.testing.assert_allclose(by_pytorch(model, ids), expected, atol=1e-4)


def test_neurons_that_stay_make_up_for_those_that_go() -> None:
    def error(moments: Tensor | None) -> float:
        """How far an MLP's output on new text is from what it was."""
        model = tiny_decoder("llama")
        mlp = model.model.layers[0].mlp
        chance = torch.Generator().manual_seed(1)
        mix = torch.randn(64, 8, generator=chance)  # inputs of few dimensions: neurons say much the same
        seen, new = (torch.randn(2000, 8, generator=chance) @ mix.T for _ in range(2))
        with torch.no_grad():
            before = mlp(new)
            hidden = torch.nn.functional.silu(mlp.gate_proj(seen)) * mlp.up_proj(seen)
            whole = hidden.T @ hidden / len(hidden)
            chosen = most_important(whole, mlp.down_proj.weight.data, 64)
            keep_neurons(mlp, chosen, None if moments is None else whole)
            return float((mlp(new) - before).norm() / before.norm())

    assert error(torch.zeros(0)) < 0.6 * error(None)


def test_the_neurons_that_a_recipe_drops_are_those_that_go(tmp_path: Path) -> None:
    config = SimpleNamespace(num_hidden_layers=2, intermediate_size=128, vocab_size=99)
    dropped = [list(range(64)), list(range(0, 128, 2))]
    file = tmp_path / "dropped-neurons.json"
    file.write_text(json.dumps(dropped))
    prune = Pruning(ffn=64, calibration=f"file:{tmp_path}", dropped=f"file:{tmp_path}")
    assert neurons_to_keep(prune, config) == [list(range(64, 128)), list(range(1, 128, 2))]
    for wrong in ([dropped[0]], [dropped[0], [1, 2]], {"a": 1}, [["x"], ["y"]]):
        file.write_text(json.dumps(wrong))
        with pytest.raises(RecipeInvalid):
            check_pruning(prune, config)

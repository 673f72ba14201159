"""A decoder of every supported family is exported to what PyTorch computes, and served; others are refused at once."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM

from models.build import build_model
from models.checkpoints.pretrained import read_config
from models.errors import DiskFull, RecipeInvalid, WeightsUnavailable
from models.export.decoder import export_decoder_model
from models.export.quiet import quietly
from models.progress import silent
from models.recipes.exports import DecoderExport
from models.sessions import load_tokenizer
from models.store import ModelStore
from models.writing.chat_template import Message
from models.writing.writer import Writer
from tests.models.tiny_decoders import (
    FAMILIES,
    IDS,
    LLAMA3,
    MEMORY,
    WORDS,
    Graph,
    by_pytorch,
    refused,
    saved,
    tiny_decoder,
    tiny_tokenizer,
    write_gguf,
    writer_recipe,
)

CHOICES = DecoderExport(kind="decoder", context_tokens=128)
ASKED = [Message("system", "Answer."), Message("user", "The tunnel shows an error, error 809.")]
STEPS = ([60], [25, 35], [40] + [1] * 20)
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "llama": ("llama", {"rope_theta": 100_000.0}),
    "llama, tied": ("llama", {"tie_word_embeddings": True}),
    "llama, biases": ("llama", {"attention_bias": True, "mlp_bias": True}),
    "llama, Llama 3's positions": ("llama", {"rope_scaling": LLAMA3 | MEMORY}),
    "llama, linear positions": ("llama", {"rope_scaling": {"rope_type": "linear", "factor": 4.0}}),
    "llama, YaRN's positions": ("llama", {"rope_scaling": {"rope_type": "yarn", "factor": 4.0} | MEMORY}),
    "mistral": ("mistral", {"sliding_window": None}),
    "mistral, window": ("mistral", {"sliding_window": 16}),
    "mistral, wide heads": ("mistral", {"sliding_window": 16, "head_dim": 32}),
    "qwen2": ("qwen2", {}),
    "qwen2, tied": ("qwen2", {"tie_word_embeddings": True}),
    "qwen2, window in later layers": (
        "qwen2",
        {"use_sliding_window": True, "sliding_window": 16, "max_window_layers": 1},
    ),
    "qwen3": ("qwen3", {"head_dim": 32}),
    "qwen3, tied, biases": ("qwen3", {"head_dim": 16, "tie_word_embeddings": True, "attention_bias": True}),
    "qwen3, window": (
        "qwen3",
        {"head_dim": 32, "use_sliding_window": True, "sliding_window": 16, "max_window_layers": 0},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_logits_are_those_of_pytorch_with_and_without_a_cache(tmp_path: Path, case: str) -> None:
    family, choices = CASES[case]
    model = tiny_decoder(family, **choices)
    expected = by_pytorch(model, IDS)
    with quietly():
        export_decoder_model("tiny", CHOICES, model, tmp_path, silent)
    graph = Graph(tmp_path / "model.onnx")
    for steps in STEPS:
        np.testing.assert_allclose(graph.logits(IDS, steps), expected, atol=1e-3, rtol=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_a_built_model_writes_what_pytorch_writes_past_its_window(tmp_path: Path, family: str) -> None:
    window = {} if family == "llama" else {"sliding_window": 16, "use_sliding_window": True, "max_window_layers": 1}
    weights = saved(tmp_path / "weights", family, **window)
    writer = Writer.open(build_model(writer_recipe(tmp_path, 'kind = "none"'), ModelStore(tmp_path / "models")), 1)
    model = AutoModelForCausalLM.from_pretrained(weights, dtype=torch.float32)
    ids = writer.chat.prompt(ASKED)
    assert len(ids) > 16
    expected: list[int] = []
    for _ in range(24):
        expected.append(int(by_pytorch(model, ids + expected)[-1].argmax()))
    ends = {2} & set(expected)
    assert list(writer.tokens(ids, 24)) == (expected[: expected.index(2)] if ends else expected)


@pytest.mark.slow
@pytest.mark.parametrize(("family", "bits"), [("llama", 8), ("mistral", 4), ("qwen2", 8), ("qwen3", 4), ("qwen3", 8)])
def test_a_quantized_build_is_served(tmp_path: Path, family: str, bits: int) -> None:
    saved(tmp_path / "weights", family, tie_word_embeddings=family == "qwen3")
    recipe = writer_recipe(tmp_path, f'kind = "blocks"\nbits = {bits}\nblock = 32')
    writer = Writer.open(build_model(recipe, ModelStore(tmp_path / "models")), 1)
    text = "".join(writer.write(ASKED, 12))
    assert "".join(writer.write(ASKED, 12)) == text
    assert len(writer.chat.prompt(ASKED)) > 16


def test_every_token_that_ends_a_text_ends_an_answer(tmp_path: Path) -> None:
    weights = saved(tmp_path / "weights")
    (weights / "generation_config.json").write_text(json.dumps({"eos_token_id": [2, 0]}))
    model = build_model(writer_recipe(tmp_path, 'kind = "none"'), ModelStore(tmp_path / "models"))
    assert model.serving()["end_tokens"] == [2, 0]


@pytest.mark.parametrize("family", ["llama", "mistral", "qwen2", "qwen3"])
def test_a_gguf_becomes_the_model_that_it_was_made_from(tmp_path: Path, family: str) -> None:
    tokenizer, model = tiny_tokenizer(), tiny_decoder(family, head_dim=16 if family == "qwen2" else 32)
    write_gguf(tmp_path / "weights" / "tiny.gguf", model, tokenizer)
    recipe = writer_recipe(tmp_path, 'kind = "none"')
    built = build_model(recipe, ModelStore(tmp_path / "models"))
    logits = Graph(built.path / "model.onnx").logits(IDS, [60])
    np.testing.assert_allclose(logits, by_pytorch(model, IDS), atol=1e-3)
    served = load_tokenizer(built)
    # Digits aside: Qwen's own way to cut a text, which a GGUF does not carry, takes them one by one.
    text = WORDS.replace("809", "")
    assert served.encode(text, add_special_tokens=False).ids == tokenizer.encode(text)


@pytest.mark.parametrize("window", [None, 16])
def test_a_gguf_of_a_mistral_has_the_window_that_it_says(tmp_path: Path, window: int | None) -> None:
    model = tiny_decoder("mistral", head_dim=16, sliding_window=window)
    write_gguf(tmp_path / "tiny.gguf", model, tiny_tokenizer(), name="mistral")
    config = read_config(tmp_path)
    assert (config.model_type, config.sliding_window) == ("mistral", window)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Mistral 7B Instruct v0.1", "Zephyr"])
def test_a_mistral_in_a_gguf_has_its_window_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    model = tiny_decoder("mistral", head_dim=32, sliding_window=16, rope_theta=1e6)
    write_gguf(tmp_path / "weights" / "tiny.gguf", model, tiny_tokenizer(), name=name)
    built = build_model(writer_recipe(tmp_path, 'kind = "none"'), ModelStore(tmp_path / "models"))
    logits = Graph(built.path / "model.onnx").logits(IDS, [60])
    np.testing.assert_allclose(logits, by_pytorch(model, IDS), atol=1e-3)


def test_another_kind_of_decoder_is_refused(tmp_path: Path) -> None:
    saved(tmp_path / "weights", "gpt2")
    refused(tmp_path, RecipeInvalid, "“gpt2” cannot be exported.*llama, mistral, qwen2, qwen3")


def test_a_kind_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    weights = saved(tmp_path / "weights")
    (weights / "config.json").write_text('{"model_type": "hal9000"}')
    refused(tmp_path, RecipeInvalid, "of the kind “hal9000” is not one that can be exported")


def test_positions_that_change_with_the_length_are_refused(tmp_path: Path) -> None:
    saved(tmp_path / "weights", rope_scaling={"rope_type": "dynamic", "factor": 2.0})
    refused(tmp_path, RecipeInvalid, "“dynamic”, which depends on the length")


def test_heads_of_a_size_that_cannot_be_served_are_refused(tmp_path: Path) -> None:
    saved(tmp_path / "weights", head_dim=100)
    refused(tmp_path, RecipeInvalid, "heads have 100 numbers, and only multiples of 16 can be served")


@pytest.mark.parametrize("kept", [0.5, 0.0])
def test_a_file_of_weights_that_is_cut_off_is_refused(tmp_path: Path, kept: float) -> None:
    file = saved(tmp_path / "weights") / "model.safetensors"
    file.write_bytes(file.read_bytes()[: int(kept * file.stat().st_size)])
    refused(tmp_path, WeightsUnavailable, "model.safetensors is cut off or damaged")


def test_a_gguf_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "weights" / "tiny.gguf"
    write_gguf(file, tiny_decoder("llama", head_dim=16), tiny_tokenizer())
    file.write_bytes(file.read_bytes()[:-5000])
    refused(tmp_path, WeightsUnavailable, "tiny.gguf is cut off or damaged")


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    weights = saved(tmp_path / "weights")
    (weights / "model.safetensors").rename(weights / "pytorch_model.bin")
    refused(tmp_path, WeightsUnavailable, "pickled ones.*never opened")


def test_a_tokenizer_of_another_model_is_refused(tmp_path: Path) -> None:
    saved(tmp_path / "weights", vocab_size=300)
    refused(tmp_path, RecipeInvalid, r"has \d+ tokens, and its weights have 300")


def test_a_tokenizer_without_a_chat_template_is_refused(tmp_path: Path) -> None:
    (saved(tmp_path / "weights") / "chat_template.jinja").unlink()
    refused(tmp_path, RecipeInvalid, "no chat template")


@pytest.mark.parametrize("template", ["{{ raise_exception('No chat.') }}", "{% for %}", "{{ messages[0].x.y }}"])
def test_a_chat_template_that_takes_no_question_is_refused(tmp_path: Path, template: str) -> None:
    (saved(tmp_path / "weights") / "chat_template.jinja").write_text(template)
    refused(tmp_path, RecipeInvalid, "chat template of .* takes no question: ")


def test_weights_that_lack_a_layer_are_refused_instead_of_made_up(tmp_path: Path) -> None:
    weights = saved(tmp_path / "weights")
    config = json.loads((weights / "config.json").read_text())
    (weights / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 4}))
    with pytest.raises(WeightsUnavailable, match=r"lack \d+ of its parts, “model.layers.3"):
        build_model(writer_recipe(tmp_path, 'kind = "none"'), ModelStore(tmp_path / "models"))


@pytest.mark.parametrize("changed", [{"num_hidden_layers": 2}, {"attention_bias": False}])
def test_weights_that_the_configuration_has_no_place_for_are_refused(tmp_path: Path, changed: dict[str, Any]) -> None:
    weights = saved(tmp_path / "weights", attention_bias=True)
    config = json.loads((weights / "config.json").read_text())
    (weights / "config.json").write_text(json.dumps(config | changed))
    with pytest.raises(WeightsUnavailable, match=r"has no place for \d+ of its weights, as “model.layers"):
        build_model(writer_recipe(tmp_path, 'kind = "none"'), ModelStore(tmp_path / "models"))


def test_a_folder_with_two_models_is_refused(tmp_path: Path) -> None:
    saved(tmp_path / "weights")
    write_gguf(tmp_path / "weights" / "tiny.gguf", tiny_decoder("llama", head_dim=16), tiny_tokenizer())
    error = refused(tmp_path, WeightsUnavailable, "holds more than one model, tiny.gguf among them")
    assert "hub:ORG/NAME@REVISION#tiny.gguf" in error.next_step


def test_a_disk_that_is_too_small_is_told_before_hours_are_spent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(tmp_path / "weights")
    monkeypatch.setattr("models.export.checks.shutil.disk_usage", lambda _: SimpleNamespace(free=1_000_000))
    refused(tmp_path, DiskFull, "Building “tiny” takes 0.0 GB, and the disk of .* has 0.0 GB left")
    monkeypatch.undo()
    assert build_model(writer_recipe(tmp_path, 'kind = "none"'), ModelStore(tmp_path / "models")).name == "tiny"

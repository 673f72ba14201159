"""An encoder of BERT's family gives the vectors that PyTorch gives; one that is not whole or too short is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from peft import LoraConfig, get_peft_model
from transformers import AutoModel, AutoModelForMaskedLM, AutoTokenizer

from models.build import build_model
from models.checkpoints.adapter import merge_adapter, save_adapter
from models.encoders.embedder import Embedder
from models.errors import RecipeInvalid, WeightsUnavailable
from models.recipes.recipe import Recipe, load_recipe
from models.store import ModelStore
from tests.models.tiny_encoders import saved

pytestmark = pytest.mark.slow

TEXTS = ["The tunnel needs the port.", "error 809", "A firewall blocks the password. " * 6, ""]


def recipe(
    tmp_path: Path,
    max_tokens: int = 64,
    pooling: str = "mean",
    quantize: str = 'kind = "none"',
) -> Recipe:
    path = tmp_path / "tiny.toml"
    path.write_text(
        'name = "tiny"\nrole = "embedder"\n[weights]\ntitle = "Tiny"\nsource = "file:weights"\n[export]\n'
        f'kind = "encoder"\nmax_tokens = {max_tokens}\npooling = "{pooling}"\n'
        f"[quantize]\n{quantize}\n"
    )
    return load_recipe(str(path))


def by_pytorch(folder: Path, text: str, pooling: str) -> NDArray[np.float32]:
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)
    with torch.no_grad():
        ids = tokenizer(text, truncation=True, max_length=64, return_tensors="pt").input_ids
        hidden = model(ids).last_hidden_state[0]
    pooled = (hidden.mean(dim=0) if pooling == "mean" else hidden[0]).numpy()
    unit: NDArray[np.float32] = pooled / np.linalg.norm(pooled)
    return unit


@pytest.mark.parametrize("pooling", ["mean", "cls"])
@pytest.mark.parametrize("kind", ["bert", "biobert", "distilbert", "roberta"])
def test_vectors_are_those_of_pytorch_alone_and_in_a_batch(tmp_path: Path, kind: str, pooling: str) -> None:
    saved(tmp_path / "weights", kind)
    embedder = Embedder.open(build_model(recipe(tmp_path, pooling=pooling), ModelStore(tmp_path / "models")), 1)
    assert embedder.dimension == 64
    together = embedder.embed(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        expected = by_pytorch(tmp_path / "weights", text, pooling)
        np.testing.assert_allclose(vector, expected, atol=1e-4)
        np.testing.assert_allclose(embedder.embed([text])[0], expected, atol=1e-4)


@pytest.mark.parametrize("kind", ["distilbert", "roberta"])
@pytest.mark.parametrize("quantize", ['kind = "dynamic-int8"', 'kind = "blocks"\nbits = 8\nblock = 32'])
def test_a_quantized_encoder_gives_nearly_the_same_vectors(tmp_path: Path, kind: str, quantize: str) -> None:
    saved(tmp_path / "weights", kind)
    made_from = recipe(tmp_path, quantize=quantize)
    vectors = Embedder.open(build_model(made_from, ModelStore(tmp_path / "models")), 1).embed(TEXTS)
    for text, vector in zip(TEXTS, vectors, strict=True):
        # Random weights have no redundancy; a wrong row or scale would end near 0.
        assert float(vector @ by_pytorch(tmp_path / "weights", text, "mean")) > 0.97


def test_an_adapter_is_merged_before_an_encoder_is_exported(tmp_path: Path) -> None:
    saved(tmp_path / "weights", "bert")
    config = LoraConfig(r=4, lora_alpha=8, target_modules=["query", "dense"], init_lora_weights=False)
    adapted = get_peft_model(AutoModel.from_pretrained(tmp_path / "weights"), config)
    save_adapter(adapted, tmp_path / "weights", "tiny", tmp_path / "adapter")
    path = tmp_path / "adapted.toml"
    recipe(tmp_path)
    path.write_text((tmp_path / "tiny.toml").read_text() + '[adapter]\ntitle = "Adapted"\nsource = "file:adapter"\n')
    store = ModelStore(tmp_path / "models")
    vectors = Embedder.open(build_model(load_recipe(str(path)), store), 1).embed(TEXTS)
    merge_adapter(
        AutoModel.from_pretrained(tmp_path / "weights"), tmp_path / "adapter", tmp_path / "weights"
    ).save_pretrained(tmp_path / "merged")
    AutoTokenizer.from_pretrained(tmp_path / "weights").save_pretrained(tmp_path / "merged")
    for text, vector in zip(TEXTS, vectors, strict=True):
        np.testing.assert_allclose(vector, by_pytorch(tmp_path / "merged", text, "mean"), atol=1e-4)
        assert float(vector @ by_pytorch(tmp_path / "weights", text, "mean")) < 0.999


def test_an_encoder_with_another_head_is_taken_without_it(tmp_path: Path) -> None:
    saved(tmp_path / "weights", "bert", AutoModelForMaskedLM)
    embedder = Embedder.open(build_model(recipe(tmp_path), ModelStore(tmp_path / "models")), 1)
    np.testing.assert_allclose(
        embedder.embed(["error 809"])[0], by_pytorch(tmp_path / "weights", "error 809", "mean"), atol=1e-4
    )


def test_a_layer_that_the_weights_lack_is_not_made_up(tmp_path: Path) -> None:
    saved(tmp_path / "weights", "bert")
    config = json.loads((tmp_path / "weights" / "config.json").read_text())
    more = {"num_hidden_layers": config["num_hidden_layers"] + 1}
    (tmp_path / "weights" / "config.json").write_text(json.dumps(config | more))
    with pytest.raises(WeightsUnavailable, match=r"lack \d+ of its parts, “encoder\.layer"):
        build_model(recipe(tmp_path), ModelStore(tmp_path / "models"))


@pytest.mark.parametrize(("kind", "longest"), [("bert", 64), ("distilbert", 64), ("roberta", 64)])
def test_more_tokens_than_there_are_positions_are_refused(tmp_path: Path, kind: str, longest: int) -> None:
    saved(tmp_path / "weights", kind)
    with pytest.raises(RecipeInvalid, match=f"holds {longest} tokens, and the recipe's max_tokens is 65"):
        build_model(recipe(tmp_path, max_tokens=65), ModelStore(tmp_path / "models"))


def test_an_encoder_of_another_family_is_refused(tmp_path: Path) -> None:
    saved(tmp_path / "weights", "bert")
    config = tmp_path / "weights" / "config.json"
    config.write_text(config.read_text().replace('"bert"', '"t5"'))
    with pytest.raises(RecipeInvalid, match="“t5” cannot be exported"):
        build_model(recipe(tmp_path), ModelStore(tmp_path / "models"))

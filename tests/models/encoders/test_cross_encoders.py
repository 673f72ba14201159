"""A cross-encoder from elsewhere reads as it does in PyTorch; what is none is refused before it is exported."""

import json
from concurrent.futures import ThreadPoolExecutor
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import (
    AutoModel,
    AutoModelForMaskedLM,
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    AutoTokenizer,
)

from models.build import build_model
from models.encoders.reader import Reader
from models.errors import DesksideError, RecipeInvalid, WeightsUnavailable
from models.recipes.recipe import Recipe, load_recipe
from models.store import ModelStore
from tests.models.tiny_encoders import saved, without_joining

pytestmark = pytest.mark.slow

QUESTION = "which error means that the firewall blocks the tunnel?"
PASSAGES = [
    "Ports\nThe tunnel needs the port. A firewall blocks it.",
    "error 809",
    "Ports > Firewall\n" + "A firewall blocks the password. " * 6,
    "",
    "The tunnel.",
    "Tunnel\nOpen the tunnel, error",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "error",
]
LONGEST = 64


def recipe(
    folder: Path, export: str = f"max_tokens = {LONGEST}", quantize: str = 'kind = "none"', name: str = "mine"
) -> Recipe:
    path = folder / f"{name}.toml"
    path.write_text(
        f'name = "{name}"\nrole = "reader"\n[weights]\ntitle = "Mine"\nsource = "file:weights"\n'
        f'[export]\nkind = "cross-encoder"\n{export}\n[quantize]\n{quantize}\n'
    )
    return load_recipe(str(path))


def opened(folder: Path, export: str = f"max_tokens = {LONGEST}", quantize: str = 'kind = "none"') -> Reader:
    return Reader.open(build_model(recipe(folder, export, quantize), ModelStore(folder / "models")), 1)


def cross_encoder(folder: Path, kind: str = "bert", labels: int = 1, **choices: Any) -> None:
    saved(folder / "weights", kind, AutoModelForSequenceClassification, num_labels=labels, **choices)


def by_pytorch(folder: Path, question: str, passages: list[str]) -> list[float]:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder)
    known = signature(model.forward).parameters  # a DistilBERT is not told which text a token is of
    logits = []
    for passage in passages:
        # In lists, since alone an empty passage counts as none.
        row = tokenizer([question], [passage], truncation="only_second", max_length=LONGEST, return_tensors="pt")
        with torch.no_grad():
            labels = model(**{name: row[name] for name in row if name in known}).logits[0].tolist()
        logits.append(float(labels[0] if len(labels) == 1 else labels[1] - labels[0]))
    return logits


@pytest.mark.parametrize("labels", [1, 2])
@pytest.mark.parametrize("kind", ["bert", "distilbert", "roberta", "xlm-roberta", "camembert", "mpnet", "electra"])
def test_logits_are_those_of_pytorch_alone_and_in_any_order(tmp_path: Path, kind: str, labels: int) -> None:
    cross_encoder(tmp_path, kind, labels)
    reader = opened(tmp_path)
    together = [reading.logit for reading in reader.read(QUESTION, PASSAGES)]
    backwards = [reading.logit for reading in reader.read(QUESTION, PASSAGES[::-1])]
    expected = by_pytorch(tmp_path / "weights", QUESTION, PASSAGES)
    assert max(expected) - min(expected) > 0.05  # else a reader that reads nothing would do as well
    np.testing.assert_allclose(together, expected, atol=1e-4)
    np.testing.assert_allclose(backwards[::-1], expected, atol=1e-4)
    alone = [reader.read(QUESTION, [passage])[0].logit for passage in PASSAGES]
    np.testing.assert_allclose(alone, expected, atol=1e-4)


@pytest.mark.parametrize("kind", ["bert", "distilbert", "roberta"])
@pytest.mark.parametrize("quantize", ['kind = "dynamic-int8"', 'kind = "blocks"\nbits = 8\nblock = 32'])
def test_a_quantized_one_gives_nearly_the_same_logits(tmp_path: Path, kind: str, quantize: str) -> None:
    cross_encoder(tmp_path, kind)
    expected = by_pytorch(tmp_path / "weights", QUESTION, PASSAGES)
    logits = [reading.logit for reading in opened(tmp_path, quantize=quantize).read(QUESTION, PASSAGES)]
    assert np.corrcoef(logits, expected)[0, 1] > 0.9


def test_several_threads_may_read_at_once(tmp_path: Path) -> None:
    cross_encoder(tmp_path)
    reader = opened(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        logits = list(pool.map(lambda _: [reading.logit for reading in reader.read(QUESTION, PASSAGES)], range(8)))
    assert all(each == logits[0] for each in logits)


def test_its_recipe_calibrates_it_and_a_part_of_a_passage_is_as_likely_as_the_whole(tmp_path: Path) -> None:
    cross_encoder(tmp_path)
    reader = opened(tmp_path, f"max_tokens = {LONGEST}\nrelevance = [2, -0.5]\nfusion = 0.3")
    (reading,) = reader.read(QUESTION, PASSAGES[:1])
    (logit,) = by_pytorch(tmp_path / "weights", QUESTION, PASSAGES[:1])
    expected = 1 / (1 + np.exp(-(2 * logit - 0.5)))
    assert reading.relevance == pytest.approx(expected, abs=1e-4)
    assert reading.evidence(0, 5) == reading.evidence(7, 9_999) == reading.relevance
    usual = "in a usual question there are as many words as are counted here now"
    assert len(usual.split()) == 14
    assert reader.fuse(usual, [0.5], [reading]) == [pytest.approx(0.5 + 0.3 * reading.relevance)]
    other = reader.recalibrated((1.0, 0.0), 0.0)
    (again,) = other.read(QUESTION, PASSAGES[:1])
    assert again.logit == reading.logit and again.relevance == pytest.approx(1 / (1 + np.exp(-again.logit)))
    assert other.fuse(usual, [0.5], [again]) == [0.5]
    assert reader.relevance == (2, -0.5)


@pytest.mark.parametrize("question", ["", "?", "tunnel error " * 400, "half a pair \ud83d", "密码多久过期"])
def test_any_question_can_be_read(tmp_path: Path, question: str) -> None:
    cross_encoder(tmp_path, "roberta")
    readings = opened(tmp_path).read(question, [*PASSAGES, "lone \udc00 surrogate\ntext"])
    assert all(0.0 <= reading.relevance <= 1.0 for reading in readings)


def test_what_its_recipe_says_changes_what_answers_are_known_by(tmp_path: Path) -> None:
    cross_encoder(tmp_path)
    store = ModelStore(tmp_path / "models")
    hashes = {
        build_model(recipe(tmp_path, f"max_tokens = {LONGEST}\n{choice}"), store).recipe_hash
        for choice in ("", "relevance = [1.0, 0.5]", "fusion = 0.2")
    }
    assert len(hashes) == 3


def refused(folder: Path, error: type[DesksideError] = RecipeInvalid, export: str = f"max_tokens = {LONGEST}") -> str:
    with pytest.raises(error) as told:
        build_model(recipe(folder, export), ModelStore(folder / "models"))
    assert not (folder / "models" / "mine").exists()
    return str(told.value)


@pytest.mark.parametrize("kind", ["bert", "distilbert", "roberta"])
@pytest.mark.parametrize("made_as", [AutoModel, AutoModelForMaskedLM, AutoModelForTokenClassification])
def test_a_model_without_a_head_is_told_to_be_none(tmp_path: Path, kind: str, made_as: Any) -> None:
    saved(tmp_path / "weights", kind, made_as)
    told = refused(tmp_path)
    assert "Mine is no cross-encoder: its weights have no head" in told
    assert "trained to rank passages" in told


def test_a_head_that_only_the_configuration_names_is_not_made_up(tmp_path: Path) -> None:
    saved(tmp_path / "weights", "bert")
    config = tmp_path / "weights" / "config.json"
    config.write_text(config.read_text().replace("BertModel", "BertForSequenceClassification"))
    assert "no head" in refused(tmp_path)


def test_more_than_two_labels_are_refused(tmp_path: Path) -> None:
    cross_encoder(tmp_path, labels=3)
    assert "Mine sorts texts into 3 kinds, and a reader gives one score" in refused(tmp_path)


def test_a_layer_that_the_weights_lack_is_not_made_up(tmp_path: Path) -> None:
    cross_encoder(tmp_path)
    config = tmp_path / "weights" / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"num_hidden_layers": 3}))
    assert "lack 16 of its parts, “bert.encoder.layer" in refused(tmp_path, WeightsUnavailable)


def test_more_tokens_than_there_are_positions_are_refused_with_what_to_write(tmp_path: Path) -> None:
    cross_encoder(tmp_path, "roberta")
    assert "Write max_tokens = 64 or less" in refused(tmp_path, export="")


def test_a_tokenizer_of_other_weights_is_refused(tmp_path: Path) -> None:
    cross_encoder(tmp_path, vocab_size=1_000)
    assert "made for each other" in refused(tmp_path)


def test_a_tokenizer_that_joins_no_texts_is_refused(tmp_path: Path) -> None:
    cross_encoder(tmp_path)
    without_joining(tmp_path / "weights")
    assert "puts no token between a question and a passage" in refused(tmp_path)


def test_a_model_that_cannot_tell_two_texts_apart_is_refused(tmp_path: Path) -> None:
    cross_encoder(tmp_path, type_vocab_size=1)
    assert "tells 2 texts apart, and its weights 1" in refused(tmp_path)


@pytest.mark.parametrize("kind", ["gpt2", "t5", "deberta-v2"])
def test_a_model_of_another_family_is_refused(tmp_path: Path, kind: str) -> None:
    cross_encoder(tmp_path)
    config = tmp_path / "weights" / "config.json"
    config.write_text(config.read_text().replace('"bert"', f'"{kind}"'))
    assert f"“{kind}” cannot be exported yet. Name one of the kinds bert, distilbert" in refused(tmp_path)

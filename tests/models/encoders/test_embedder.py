"""The embedder gives the vectors that PyTorch would, for any text."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.build import build_model
from models.checkpoints.weights import fetch_weights
from models.encoders.embedder import Embedder
from models.progress import silent
from models.recipes.recipe import Unquantized, load_recipe
from models.store import ModelStore

TEXTS = [
    "How do I fix VPN error 809?",
    "Error 809 means that a firewall blocks UDP ports 500 and 4500 on the way. Ask for them to be opened.",
    "Ferienanträge müssen zwei Wochen vorher gestellt werden.",
    "def embed(texts): return model(texts)",
    "The printer on the third floor is out of toner. " * 40,
    "x",
]


def cosines(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    return (one * other).sum(axis=1)


def by_pytorch(store: ModelStore, texts: list[str]) -> NDArray[np.float32]:
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = fetch_weights(load_recipe("embedder").weights, store.folder / ".weights", silent)
    model, tokenizer = AutoModel.from_pretrained(folder).eval(), AutoTokenizer.from_pretrained(folder)
    vectors = []
    with torch.no_grad():
        for text in texts:
            inputs = tokenizer(text, return_tensors="pt", truncation=True, max_length=256)
            mean = model(**inputs).last_hidden_state[0].mean(dim=0)
            vectors.append((mean / mean.norm()).numpy())
    return np.array(vectors)


def test_int8_vectors_are_close_to_those_of_pytorch(embedder: Embedder, model_store: ModelStore) -> None:
    assert cosines(embedder.embed(TEXTS), by_pytorch(model_store, TEXTS)).min() > 0.99


def test_vectors_of_texts_that_come_again_are_kept_up_to_a_bound(
    model_store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded: list[str] = []

    class Watched(Embedder):
        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            embedded.extend(texts)
            return super().embed(texts)

    monkeypatch.setattr("models.encoders.embedder.CACHED_VECTORS", 3)
    opened = Watched.open(model_store.find("embedder"))
    assert cosines(opened.embed_cached(["a", "b", "a"]), opened.embed(["a", "b", "a"])).min() > 0.9999
    embedded.clear()
    assert cosines(opened.embed_cached(["b", "c \ud83d"]), opened.embed(["b", "c \ud83d"])).min() > 0.9999
    assert embedded == ["c \ud83d", "b", "c \ud83d"]
    embedded.clear()
    opened.embed_cached(["d"])
    opened.embed_cached(["b", "a"])
    assert embedded == ["d", "a"]
    assert opened.embed_cached([]).shape == (0, opened.dimension)
    opened.close()


@pytest.mark.slow
def test_fp32_vectors_are_those_of_pytorch(model_store: ModelStore, tmp_path: Path) -> None:
    recipe = load_recipe("embedder").model_copy(update={"quantize": Unquantized(kind="none")})
    store = ModelStore(tmp_path)
    weights = fetch_weights(recipe.weights, model_store.folder / ".weights", silent)
    local = recipe.weights.model_copy(update={"source": f"file:{weights}"})
    opened = Embedder.open(build_model(recipe.model_copy(update={"weights": local}), store))
    assert cosines(opened.embed(TEXTS), by_pytorch(model_store, TEXTS)).min() > 0.999


@pytest.mark.parametrize(
    "text", ["", " ", "a" * 100_000, "word " * 20_000, "😀👩‍💻", "\ud800 lone", "\x00\x07", "漢字" * 999]
)
def test_any_text_gives_a_unit_vector(embedder: Embedder, text: str) -> None:
    vector = embedder.embed([text])
    assert vector.shape == (1, embedder.dimension)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_no_text_gives_no_vector(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_order_is_kept_whatever_the_lengths(embedder: Embedder) -> None:
    texts = [f"{'long ' * (number % 7) * 20}{number}" for number in range(60)]
    alone = np.vstack([embedder.embed([text]) for text in texts])
    assert cosines(embedder.embed(texts), alone).min() > 0.9999


def test_several_threads_get_their_own_answers(embedder: Embedder) -> None:
    alone = [embedder.embed([text]) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: embedder.embed([text]), TEXTS * 4))
    for number, vector in enumerate(together):
        assert np.array_equal(vector, alone[number % len(TEXTS)])

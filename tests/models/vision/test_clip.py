"""The model that sees pictures: unit vectors in the order asked for, whoever asks at once, over the right embedder."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from models.build import build_model
from models.checkpoints.weights import fetch_weights
from models.encoders.embedder import Embedder
from models.errors import ModelCorrupt, ModelUnfit
from models.progress import silent
from models.recipes.recipe import DynamicInt8, Recipe, load_recipe
from models.store import BuiltModel, ModelStore
from models.vision.clip import Clip
from models.vision.pixels import PictureFit, pixels
from tests.models.tiny_clip import drawn

PICTURES = [
    drawn(width, height, seed) for seed, (width, height) in enumerate([(640, 360), (300, 900), (64, 48), (9, 8)])
]
LARGEST_ASSET = 20_000_000


@pytest.fixture(scope="module")
def built(model_store: ModelStore) -> BuiltModel:
    return build_model(load_recipe("clip"), model_store)


@pytest.fixture(scope="module")
def clip(built: BuiltModel, embedder: Embedder) -> Clip:
    return Clip.open(built, embedder, threads=2)


def test_the_default_is_small_and_says_what_it_is(built: BuiltModel) -> None:
    assert built.role == "clip"
    assert built.bytes < LARGEST_ASSET


def test_pictures_and_texts_get_unit_vectors_of_one_space(clip: Clip) -> None:
    seen, told = clip.embed_pictures(PICTURES), clip.embed_texts(["error 809", "", "x" * 100_000, "\ud800 lone"])
    assert seen.shape == (len(PICTURES), clip.dimension)
    assert told.shape == (4, clip.dimension)
    assert np.linalg.norm(np.vstack([seen, told]), axis=1) == pytest.approx(1, abs=1e-5)
    assert clip.embed_pictures([]).shape == clip.embed_texts([]).shape == (0, clip.dimension)


def test_a_vector_does_not_depend_on_what_else_is_asked_for(clip: Clip) -> None:
    many = [PICTURES[number % len(PICTURES)] for number in range(11)]
    alone = np.vstack([clip.embed_pictures([picture]) for picture in many])
    assert np.abs(clip.embed_pictures(many) - alone).max() < 1e-5
    texts = [f"{'long ' * (number % 5) * 9}{number}" for number in range(40)]
    assert np.abs(clip.embed_texts(texts) - np.vstack([clip.embed_texts([text]) for text in texts])).max() < 2e-2


def test_several_threads_get_their_own_answers(clip: Clip) -> None:
    alone = [clip.embed_pictures([picture]) for picture in PICTURES]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda picture: clip.embed_pictures([picture]), PICTURES * 4))
    for number, vector in enumerate(together):
        assert np.array_equal(vector, alone[number % len(PICTURES)])


def test_a_closed_model_says_so(built: BuiltModel, embedder: Embedder) -> None:
    opened = Clip.open(built, embedder)
    opened.close()
    for call in (lambda: opened.embed_pictures(PICTURES), lambda: opened.embed_texts(["x"])):
        with pytest.raises(RuntimeError, match="closed"):
            call()
    assert embedder.embed(["x"]).shape == (1, embedder.dimension)  # which was not the model's to close


@pytest.mark.parametrize("same_size", [False, True])
def test_an_embedder_that_it_was_not_trained_over_is_told(
    built: BuiltModel, tiny_recipe: Callable[[], Recipe], tiny_bert: Path, tmp_path: Path, same_size: bool
) -> None:
    if same_size:
        save_bert(tiny_bert, built_dimension(built))
    other = Embedder.open(build_model(tiny_recipe(), ModelStore(tmp_path)))
    with pytest.raises(ModelUnfit, match="“clip” reads texts through the embedder “embedder”"):
        Clip.open(built, other)


def built_dimension(built: BuiltModel) -> int:
    return len(built.serving()["text"]["probe_vector"])


def save_bert(folder: Path, dimension: int) -> None:
    from transformers import BertConfig, BertModel

    words = len((folder / "vocab.txt").read_text().splitlines())
    config = BertConfig(
        vocab_size=words, hidden_size=dimension, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config).save_pretrained(folder)


@pytest.mark.slow
def test_an_embedder_quantized_another_way_is_still_the_same(
    built: BuiltModel, embedder: Embedder, model_store: ModelStore, tmp_path: Path
) -> None:
    recipe = load_recipe("embedder")
    weights = fetch_weights(recipe.weights, model_store.folder / ".weights", silent)
    local = recipe.weights.model_copy(update={"source": f"file:{weights}"})
    other = recipe.model_copy(update={"weights": local, "quantize": DynamicInt8(kind="dynamic-int8")})
    quantized = Embedder.open(build_model(other, ModelStore(tmp_path)))
    texts = ["error 809", "The login page"]
    likeness = Clip.open(built, quantized).embed_texts(texts) * Clip.open(built, embedder).embed_texts(texts)
    assert likeness.sum(axis=1).min() > 0.95


@pytest.mark.parametrize("file", ["model.onnx", "projection.onnx", "serving.json"])
def test_damaged_files_are_called_corrupt(built: BuiltModel, embedder: Embedder, tmp_path: Path, file: str) -> None:
    shutil.copytree(built.path, tmp_path / "clip")
    (tmp_path / "clip" / file).write_bytes(b"x" * 1000)
    with pytest.raises(ModelCorrupt, match="deskside models build clip"):
        Clip.open(BuiltModel("clip", "clip", tmp_path / "clip", 0, "x"), embedder)


def test_a_letterboxed_picture_is_whole_and_in_the_middle() -> None:
    from PIL import Image

    fit = PictureFit("letterbox", 8, 8, "bilinear", 1 / 255, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), ground=(0, 0, 0))
    white = pixels(Image.new("RGB", (400, 200), "white"), fit)
    assert white[:, 2:6].min() == pytest.approx(1)
    assert white[:, :2].max() == white[:, 6:].max() == 0
    assert pixels(Image.new("RGB", (1, 4000), "white"), fit).max() == pytest.approx(1)  # at least one pixel wide
    small = pixels(Image.new("RGB", (4, 2), "white"), fit)
    assert np.array_equal(small, white)  # scaled up as well: a cut-out looks like its screen

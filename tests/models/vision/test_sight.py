"""Sight reads and sees a picture, and costs nothing before the first one."""

import io
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from models.build import build_model
from models.encoders.embedder import Embedder
from models.errors import ModelCorrupt, ModelMissing, ModelUnfit
from models.pictures import Picture, open_picture
from models.recipes.recipe import Recipe, load_recipe
from models.store import ModelStore
from models.vision.sight import Sight
from tests.models.tiny_clip import clip_recipe, drawn, save_tiny_clip


@pytest.fixture(scope="module")
def store(model_store: ModelStore) -> ModelStore:
    build_model(load_recipe("clip"), model_store)
    return model_store


@pytest.fixture(scope="module")
def dialog() -> Picture:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (480, 160), "white")
    ImageDraw.Draw(image).text((20, 30), "VPN connection failed\nError 809", "black", ImageFont.load_default(24))
    content = io.BytesIO()
    image.save(content, "PNG")
    return open_picture(content.getvalue(), "dialog.png")


def test_a_look_gives_words_vector_and_kind(store: ModelStore, embedder: Embedder, dialog: Picture) -> None:
    sight = Sight.open(store, "clip", embedder, threads=2)
    seen = sight.look(dialog)
    assert seen.text == "VPN connection failed\nError 809"
    assert seen.size == (480, 160)
    assert (seen.digest, seen.name) == (dialog.digest, "dialog.png")
    assert np.linalg.norm(seen.vector) == pytest.approx(1, abs=1e-5)
    assert 0 <= seen.kind.confidence <= 1
    assert sight.embed_texts(["error 809"]).shape == (1, len(seen.vector))
    sight.close()


def test_opening_loads_nothing(store: ModelStore, embedder: Embedder, dialog: Picture, tmp_path: Path) -> None:
    """A graph that cannot be loaded is not noticed before the first look."""
    broken = copied(store, tmp_path)
    graph = broken.folder / "clip" / "model.onnx"
    graph.write_bytes(b"x" * graph.stat().st_size)
    sight = Sight.open(broken, "clip", embedder)
    with pytest.raises(ModelCorrupt, match="deskside models build clip"):
        sight.look(dialog)


def test_a_model_that_is_not_built_is_told_at_once(embedder: Embedder, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="deskside models build clip"):
        Sight.open(ModelStore(tmp_path), "clip", embedder)


def test_the_first_looks_may_come_at_once(store: ModelStore, embedder: Embedder, dialog: Picture) -> None:
    sight = Sight.open(store, "clip", embedder, threads=1)
    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(sight.look, [dialog, drawn(300, 200), dialog, drawn(300, 200)]))
    assert seen[0].text == seen[2].text == "VPN connection failed\nError 809"
    assert np.array_equal(seen[0].vector, seen[2].vector)
    assert not np.allclose(seen[0].vector, seen[1].vector)


def test_the_fingerprint_tells_models_apart(store: ModelStore, embedder: Embedder, tmp_path: Path) -> None:
    build_model(
        clip_recipe(tmp_path, save_tiny_clip(tmp_path / "tiny", "clip")), mine := ModelStore(tmp_path / "models")
    )
    default, again = (Sight.open(store, "clip", embedder).fingerprint for _ in range(2))
    assert default == again
    assert Sight.open(mine, "my-clip", embedder).fingerprint != default


def test_another_embedder_leaves_the_default_its_own(
    store: ModelStore, tiny_recipe: Callable[[], Recipe], tmp_path: Path, embedder: Embedder
) -> None:
    other = Embedder.open(build_model(tiny_recipe(), ModelStore(tmp_path / "other")))
    expected = Sight.open(store, "clip", embedder).embed_texts(["error 809"])
    sight = Sight.open(store, "clip", other)
    assert np.allclose(sight.embed_texts(["error 809"]), expected)
    sight.close()


def test_another_embedder_is_told_where_the_right_one_is_not_built(
    store: ModelStore, tiny_recipe: Callable[[], Recipe], tmp_path: Path
) -> None:
    other = Embedder.open(build_model(tiny_recipe(), ModelStore(tmp_path / "other")))
    alone = ModelStore(tmp_path / "alone")
    shutil.copytree(store.folder / "clip", alone.folder / "clip")
    with pytest.raises(ModelUnfit, match="Set `embedder` back to “embedder”"):
        Sight.open(alone, "clip", other).embed_texts(["error 809"])


def test_closed_sight_says_so(store: ModelStore, embedder: Embedder, dialog: Picture) -> None:
    sight = Sight.open(store, "clip", embedder)
    sight.close()
    with pytest.raises(RuntimeError, match="closed"):
        sight.look(dialog)
    with pytest.raises(RuntimeError, match="closed"):
        sight.embed_texts(["x"])


def copied(store: ModelStore, folder: Path) -> ModelStore:
    shutil.copytree(store.folder / "clip", folder / "clip")
    return ModelStore(folder)

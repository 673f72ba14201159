"""Any CLIP or SigLIP model that is named gives the vectors that PyTorch gives, or a sentence that says why not."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models.build import build_model
from models.encoders.embedder import Embedder
from models.errors import DesksideError, ModelMissing, RecipeInvalid, WeightsUnavailable
from models.export.clip_inputs import write_tokenizer
from models.store import ModelStore
from models.vision.clip import Clip
from models.vision.pixels import PictureFit, pixels
from tests.models.tiny_clip import KINDS, SIZE, clip_recipe, drawn, image_processor, save_tiny_clip, save_tokenizer

SHAPES = [(SIZE, SIZE), (640, 360), (359, 640), (33, 31), (9, 8), (900, 40), (17, 300)]
PICTURES = [drawn(width, height, seed) for seed, (width, height) in enumerate(SHAPES)]
TEXTS = [
    "The login page",
    "error 809",
    "vpn",
    "a dialog on the settings page, with more words than the model takes, to the end 0.1.2.3",
]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A tiny model of each kind."""
    folder = tmp_path_factory.mktemp("tiny")
    return {kind: save_tiny_clip(folder / kind, kind) for kind in KINDS}


def by_pytorch(folder: Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The unit vectors of PICTURES and TEXTS."""
    import torch
    from transformers import AutoImageProcessor, AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(folder).eval()
    processor = AutoImageProcessor.from_pretrained(folder, use_fast=False)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    pad: dict[str, Any] = {"padding": "max_length", "max_length": 16, "truncation": True, "return_tensors": "pt"}
    with torch.no_grad():
        shown = processor([picture.image for picture in PICTURES], return_tensors="pt").pixel_values
        seen = model.get_image_features(pixel_values=shown)
        tokens = tokenizer(TEXTS, **pad)
        mask = {} if model.config.model_type == "siglip" else {"attention_mask": tokens.attention_mask}
        told = model.get_text_features(input_ids=tokens.input_ids, **mask)
    return (seen / seen.norm(dim=1, keepdim=True)).numpy(), (told / told.norm(dim=1, keepdim=True)).numpy()


@pytest.mark.parametrize("kind", KINDS)
def test_vectors_are_those_of_pytorch(saved: dict[str, Path], tmp_path: Path, embedder: Embedder, kind: str) -> None:
    model = build_model(clip_recipe(tmp_path, saved[kind]), ModelStore(tmp_path / "models"))
    clip = Clip.open(model, embedder, threads=2)
    pictures, texts = by_pytorch(saved[kind])
    assert np.abs(clip.embed_pictures(PICTURES) - pictures).max() < 1e-4
    assert np.abs(clip.embed_texts(TEXTS) - texts).max() < 1e-4
    assert min(np.abs(vectors[0] - vectors[1]).max() for vectors in (pictures, texts)) > 1e-2  # else any would do
    assert clip.dimension == pictures.shape[1]
    assert clip.logit_scale == pytest.approx(np.exp(2.5))


def test_a_model_of_the_hub_is_built_from_what_was_fetched_before(
    saved: dict[str, Path], tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub is out of reach in tests; its cache on the disk is laid out as its client lays it out."""
    commit = "0123456789abcdef0123456789abcdef01234567"
    shutil.copytree(saved["siglip"], tmp_path / "cache" / "models--org--tiny" / "snapshots" / commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "cache"))
    recipe = clip_recipe(tmp_path, saved["siglip"])
    weights = recipe.weights.model_copy(update={"source": f"hub:org/tiny@{commit}"})
    model = build_model(recipe.model_copy(update={"weights": weights}), ModelStore(tmp_path / "models"))
    pictures, _ = by_pytorch(saved["siglip"])
    assert np.abs(Clip.open(model, embedder, threads=2).embed_pictures(PICTURES) - pictures).max() < 1e-4


@pytest.mark.parametrize("quantize", ['kind = "dynamic-int8"', 'kind = "blocks"\nbits = 8\nblock = 64'])
@pytest.mark.parametrize("kind", ["clip", "siglip"])
def test_quantized_vectors_stay_close(
    saved: dict[str, Path], tmp_path: Path, embedder: Embedder, kind: str, quantize: str
) -> None:
    model = build_model(clip_recipe(tmp_path, saved[kind], quantize), ModelStore(tmp_path / "models"))
    clip = Clip.open(model, embedder, threads=2)
    pictures, texts = by_pytorch(saved[kind])
    assert (clip.embed_pictures(PICTURES) * pictures).sum(axis=1).min() > 0.98
    assert (clip.embed_texts(TEXTS) * texts).sum(axis=1).min() > 0.98
    assert model.bytes < 0.7 * sum(file.stat().st_size for file in saved[kind].glob("*.safetensors"))


@pytest.mark.parametrize("kind", ["clip", "siglip"])
def test_pictures_are_prepared_as_the_models_own_processor_does(saved: dict[str, Path], kind: str) -> None:
    from models.export.clip_inputs import picture_table

    fit = PictureFit.of(picture_table("Tiny CLIP", saved[kind], SIZE))
    for picture in PICTURES:
        expected = image_processor(kind)(picture.image, return_tensors="np").pixel_values[0]
        assert np.abs(pixels(picture.image, fit) - expected).max() < 1e-5, picture.image.size


def test_siglip_texts_are_cut_as_its_own_tokenizer_does(tmp_path: Path) -> None:
    """Against ids that Transformers' SiglipTokenizer gives for these pieces (it needs SentencePiece, we do not)."""
    from transformers import AutoConfig
    from transformers.convert_slow_tokenizer import import_protobuf

    proto = import_protobuf().ModelProto()
    pieces = ["<pad>", "</s>", "<unk>", "▁", "▁error", "▁809", "▁the", "▁log", "in", "▁page", "s"]
    for number, piece in enumerate(pieces):
        proto.pieces.add(piece=piece, score=-float(number), type=(3, 3, 2)[number] if number < 3 else 1)
    proto.trainer_spec.unk_id = 2
    (tmp_path / "spiece.model").write_bytes(proto.SerializeToString())
    config = AutoConfig.for_model("siglip", text_config={"max_position_embeddings": 64})
    table = write_tokenizer(tmp_path, config, tmp_path)
    assert table == {"kind": "tokens", "max_tokens": 64, "padding": "full", "pad_id": 1, "pad_token": "</s>"}

    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert tokenizer.encode("The Login-Pages:\t ERROR 809!").ids == [6, 7, 8, 2, 10, 4, 5, 1]


def test_siglip_2_texts_are_lower_case(tmp_path: Path) -> None:
    """Its tokenizer is Gemma's, which keeps the case, and the model was trained without it."""
    from tokenizers import Tokenizer
    from transformers import AutoConfig

    save_tokenizer(tmp_path, "siglip")
    plain = json.loads((tmp_path / "tokenizer.json").read_text())
    plain["normalizer"] = None
    (tmp_path / "tokenizer.json").write_text(json.dumps(plain))
    config = json.loads((tmp_path / "tokenizer_config.json").read_text())
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({**config, "tokenizer_class": "GemmaTokenizerFast"}))
    out = tmp_path / "out"
    out.mkdir()
    write_tokenizer(tmp_path, AutoConfig.for_model("siglip"), out)
    ids = [Tokenizer.from_file(str(out / "tokenizer.json")).encode(text).ids for text in ("ERROR", "error")]
    assert ids[0] == ids[1]


def remove(name: str) -> Any:
    return lambda folder: (folder / name).unlink()


def truncate(name: str) -> Any:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-1000])


def change(name: str, **values: Any) -> Any:
    def do(folder: Path) -> None:
        content = json.loads((folder / name).read_text())
        (folder / name).write_text(json.dumps({**content, **values}))

    return do


def only_pictures(folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    kept = {name: tensor for name, tensor in tensors.items() if not name.startswith("text_model")}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})


@pytest.mark.parametrize(
    ("spoil", "error", "sentence"),
    [
        (remove("preprocessor_config.json"), WeightsUnavailable, r"Tiny CLIP has no preprocessor_config\.json"),
        (remove("model.safetensors"), WeightsUnavailable, "no weights as safetensors"),
        (remove("config.json"), WeightsUnavailable, r"Tiny CLIP has no config\.json"),
        (remove("tokenizer.json"), WeightsUnavailable, "cannot be read as a CLIP-style model"),
        (truncate("model.safetensors"), WeightsUnavailable, "cannot be read as a CLIP-style model"),
        (truncate("tokenizer.json"), WeightsUnavailable, "cannot be read as a CLIP-style model"),
        (only_pictures, WeightsUnavailable, "lack .* of its parts"),
        (change("config.json", model_type="clipseg"), RecipeInvalid, "of the kind “clipseg”.*clip, metaclip_2, siglip"),
        (change("config.json", model_type="bert"), RecipeInvalid, "of the kind “bert”"),
        (change("config.json", model_type="nonsense"), RecipeInvalid, "of the kind “nonsense”"),
        (change("config.json", text_config=7), WeightsUnavailable, "cannot be read as a CLIP-style model"),
        (change("preprocessor_config.json", crop_size=16), RecipeInvalid, "16x16 pixels, and the model takes 32x32"),
        (change("preprocessor_config.json", do_center_crop=False), RecipeInvalid, "without a crop"),
    ],
)
def test_what_cannot_be_built_is_said_and_nothing_is_left_in_the_store(
    saved: dict[str, Path], tmp_path: Path, spoil: Any, error: type[DesksideError], sentence: str
) -> None:
    source = tmp_path / "source"
    shutil.copytree(saved["clip"], source)
    spoil(source)
    store = ModelStore(tmp_path / "models")
    with pytest.raises(error, match=sentence) as told:
        build_model(clip_recipe(tmp_path, source), store)
    assert str(tmp_path) not in told.value.problem
    assert store.built() == []
    with pytest.raises(ModelMissing):
        store.find("my-clip")


def test_a_damaged_model_is_left_as_it_is_by_a_build_that_fails(
    saved: dict[str, Path], tmp_path: Path, embedder: Embedder
) -> None:
    source = tmp_path / "source"
    shutil.copytree(saved["clip"], source)
    store = ModelStore(tmp_path / "models")
    before = build_model(clip_recipe(tmp_path, source), store)
    truncate("model.safetensors")(source)
    with pytest.raises(WeightsUnavailable):
        build_model(clip_recipe(tmp_path, source), store)
    assert store.find("my-clip") == before
    assert Clip.open(before, embedder).embed_texts(["vpn"]).shape == (1, before.serving()["dimension"])

"""The picture encoder learns what it is shown, goes on where it was, and is shipped as it was trained."""

import gzip
import io
import json
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from safetensors.torch import save_file
from typer.testing import CliRunner

from bot.cli.app import app
from models.encoders.embedder import Embedder
from models.errors import TrainingDataInvalid
from models.pictures import Picture
from models.store import BuiltModel
from models.training.clip import Batches, ClipPlan, Material, pixels_of, train_clip, whiten
from models.training.clip_examples import Captions, Screen, read_pairs, wordings
from models.training.clip_kinds import Shown, fit_kinds, varied
from models.training.clip_network import NORM_AFTER, Backbone, ClipNetwork
from models.training.clip_packaging import PICTURE, export_clip, load_network
from models.training.screens.render import SHEET, TALLEST, TEMPLATES, Page, draw_page, sheets
from models.training.screens.scenes import draw_scene, entries
from models.training.screens.texts import joined
from models.training.screens.views import cropped, dark, letterboxed, view
from models.vision.clip import Clip
from models.vision.kinds import KINDS
from models.vision.pixels import PictureFit, pixels


def chance(seed: int = 0) -> random.Random:
    return random.Random(seed)  # noqa: S311 - no secret is drawn


def drawn(at: int, size: tuple[int, int] = (220, 140)) -> Image.Image:
    """A picture like no other."""
    image = Image.new("RGB", size, (40 * at % 256, 90, 255 - 30 * at % 256))
    draw = ImageDraw.Draw(image)
    for each in range(at + 2):
        draw.rectangle(
            (10 + 25 * each, 10 + 9 * at, 28 + 25 * each, 40 + 12 * at), fill=(255, 20 * at % 256, 60 * each % 256)
        )
    return image


def encoded(image: Image.Image, form: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def material(embedder: Embedder) -> Material:
    screens = [Screen((encoded(drawn(at)),), (f"screen number {at}",), "app", at % 3 - 1) for at in range(8)]
    captions = Captions.of(screens, embedder.embed)
    prompts = embedder.embed(list(KINDS)).reshape(len(KINDS), 1, -1)
    return Material(screens, captions, screens[:4], captions, prompts)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    file = tmp_path_factory.mktemp("start") / "start.safetensors"
    network = ClipNetwork()
    for layer in network.modules():
        if isinstance(layer, torch.nn.Conv2d):  # as they are made, nothing of a picture reaches the end
            torch.nn.init.kaiming_normal_(layer.weight)
    save_file(network.state_dict(), file)
    return file


PLAN = ClipPlan(side=128, batch=4, minutes=60, steps=2, checkpoint_steps=1)


def test_a_run_goes_on_where_it_was_and_is_shipped_as_trained(
    material: Material, start: Path, embedder: Embedder, tmp_path: Path
) -> None:
    train_clip(material, start, tmp_path, replace(PLAN, steps=1)).unlink()
    told: list[str] = []
    weights = train_clip(material, start, tmp_path, PLAN, lambda step: told.append(step.doing))
    steps = [json.loads(line)["step"] for line in (tmp_path / "curve.jsonl").read_text().splitlines()]
    assert steps == [1, 2]
    assert any(doing.startswith("training clip") for doing in told)
    assert train_clip(material, start, tmp_path, PLAN) == weights, "a finished run returns at once"

    package = tmp_path / "package"
    export_clip(weights, embedder.embed, package)
    clip = Clip.open(BuiltModel("clip", "clip", package, 0, "x"), embedder, threads=1)
    network = load_network(weights)
    picture = Picture("p", drawn(3), "d")
    with torch.no_grad():
        fitted = torch.from_numpy(pixels(picture.image, PictureFit.of(PICTURE))[None])
        meant = network.pictures(fitted).numpy()[0]
        words = network.texts(torch.from_numpy(embedder.embed(["error 809"]))).numpy()[0]
    assert float(meant @ clip.embed_pictures([picture])[0]) > 0.98
    assert float(words @ clip.embed_texts(["error 809"])[0]) > 0.999
    assert (package / "model.onnx").stat().st_size < 20_000_000


def test_training_sees_a_picture_as_serving_does() -> None:
    image = drawn(2, (300, 130))
    trained = pixels_of([np.asarray(letterboxed(image, 128))])[0].numpy()
    served = pixels(image, PictureFit.of({**PICTURE, "width": 128, "height": 128}))
    assert np.abs(trained - served).max() < 0.02


def test_published_weights_give_what_they_gave_with_their_normalization() -> None:
    torch.manual_seed(1)
    backbone = Backbone()
    weights = {}
    for name, value in backbone.state_dict().items():
        if name.endswith(".weight"):
            block, dot, layer = name.removesuffix(".weight").rpartition(".")
            norm = f"{block}{dot}{NORM_AFTER[layer]}"
            weights[name] = torch.randn_like(value) * 0.1
            weights |= {f"{norm}.weight": torch.rand(len(value)) + 0.5, f"{norm}.bias": torch.randn(len(value)) * 0.1}
            weights |= {
                f"{norm}.running_mean": torch.randn(len(value)) * 0.1,
                f"{norm}.running_var": torch.rand(len(value)) + 0.5,
            }
    backbone.load_published({**weights, "_fc.weight": torch.zeros(1000, 1280)})
    image = torch.randn(1, 3, 32, 32)
    plain = torch.nn.functional.conv2d(image, weights["_conv_stem.weight"], stride=2, padding=1)
    share = [weights[f"_bn0.{part}"] for part in ("running_mean", "running_var", "weight", "bias")]
    normed = torch.nn.functional.batch_norm(plain, *share, eps=1e-3)
    assert torch.allclose(backbone._conv_stem(image), normed, atol=1e-5)


def test_before_training_screens_are_told_apart(material: Material, start: Path) -> None:
    network = load_network(start)
    whiten(network, material, PLAN, count=8)
    network.eval()
    with torch.no_grad():
        vectors = network.pictures(
            pixels_of([np.asarray(letterboxed(screen.open(0), 128)) for screen in material.screens])
        )
    alike = (vectors @ vectors.T)[~torch.eye(len(vectors), dtype=torch.bool)]
    assert float(alike.mean()) < 0.2


def test_a_batch_is_the_same_every_time(material: Material) -> None:
    first, again = (Batches(material, PLAN).draw(7) for _ in range(2))
    assert torch.equal(first.pixels, again.pixels)
    assert torch.equal(first.captions, again.captions)
    assert first.pixels.shape == (8, 3, 128, 128)


@pytest.mark.parametrize("size", [(1, 1), (900, 6), (5, 700), (333, 222)])
def test_a_view_of_any_picture_fits(size: tuple[int, int]) -> None:
    for seed in range(20):
        assert view(drawn(4, size), 128, chance(seed), drawn(1)).size == (128, 128)


def test_a_dark_theme_keeps_hues_and_turns_lightness_over() -> None:
    image = Image.new("RGB", (2, 1), (255, 255, 255))
    image.putpixel((1, 0), (200, 40, 40))
    white, red = (dark(image).getpixel((at, 0)) for at in range(2))
    assert white == (0, 0, 0)
    assert isinstance(red, tuple)
    assert red[0] > red[1] + 100
    assert red[1] == red[2]


def test_no_crop_takes_more_than_it_may() -> None:
    for seed in range(50):
        part = cropped(drawn(1), chance(seed), most=0.25)
        assert part.width >= 0.75 * 220 - 1
        assert part.height >= 0.75 * 140 - 1


def test_pictures_of_the_evaluation_sets_are_not_learned_from(tmp_path: Path) -> None:
    rows = [
        {
            "zip": "a.zip",
            "file": f"{name}.webp",
            "alt": f"Screenshot of the {name} page.",
            "repo": "a/b",
            "split": split,
            **more,
        }
        for name, split, more in (("one", "train", {}), ("two", "train", {"eval_overlap": True}), ("three", "dev", {}))
    ]
    with gzip.open(tmp_path / "pairs.jsonl.gz", "wt") as lines:
        lines.write("".join(json.dumps(row) + "\n" for row in rows))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for row in rows:
            archive.writestr(str(row["file"]), encoded(drawn(1), "WEBP"))
    assert [screen.captions[1] for screen in read_pairs(tmp_path, "train")] == ["the one page."]
    assert [screen.captions[1] for screen in read_pairs(tmp_path, "dev")] == ["the three page."]
    with pytest.raises(TrainingDataInvalid, match=r"pairs\.jsonl\.gz"):
        read_pairs(tmp_path / "nothing", "train")


def test_an_alt_text_is_also_read_without_what_all_begin_with() -> None:
    assert wordings("Screenshot showing the VPN page.") == ("Screenshot showing the VPN page.", "the VPN page.")
    assert wordings("The VPN page with two tabs") == ("The VPN page with two tabs",)


@pytest.mark.parametrize("kind", list(TEMPLATES))
def test_two_renderings_are_one_screen_in_two_themes(kind: str) -> None:
    light, again, other = draw_page(kind, 3, 0), draw_page(kind, 3, 0), draw_page(kind, 3, 1)
    assert light == again
    assert light.size == other.size
    assert light.html != other.html
    assert draw_page(kind, 4, 0).html != light.html


def test_coloured_words_of_a_line_of_code_are_one_line() -> None:
    words = [
        ("def", 10.0, 5.0, 34.0, 20.0),
        ("main", 42.0, 5.0, 74.0, 20.0),
        ("():", 74.0, 5.0, 98.0, 20.0),
        ("below", 10.0, 30.0, 50.0, 45.0),
    ]
    assert [line.text for line in joined(words)] == ["def main():", "below"]


def test_columns_apart_by_blanks_are_lines_of_their_own_and_begin_where_they_are_seen() -> None:
    table = [("    PID USER      CPU", 10.0, 5.0, 220.0, 20.0)]
    assert [(line.text, line.box[0]) for line in joined(table)] == [("PID USER", 50.0), ("CPU", 190.0)]


def test_a_sheet_of_screens_is_never_taller_than_chromium_paints() -> None:
    pages = [Page("", (1000, 900), "", str(at)) for at in range(25)]
    split = sheets(pages, 1.0)
    assert [page for sheet in split for page in sheet] == pages
    assert max(sum(page.size[1] for page in sheet) for sheet in split) <= TALLEST < 8192
    assert max(map(len, sheets(pages, 0.1))) == SHEET


@pytest.mark.parametrize("kind", list(TEMPLATES))
def test_every_entry_makes_a_screen_of_its_kind(kind: str) -> None:
    # What colours code takes its time; it takes any text.
    drawn_pages = [draw_scene(kind, seed) for seed in range(3 if kind == "code editor" else len(entries(kind)))]
    assert {page.kind for page in drawn_pages} == {kind}
    assert draw_scene(kind, 1) == drawn_pages[1] != draw_scene(kind, 1 + len(entries(kind)))


def test_kinds_are_fitted_so_that_the_right_one_is_likeliest() -> None:
    numbers = np.random.default_rng(0)
    kinds = np.repeat(np.arange(len(KINDS) + 1), 12)
    rows = np.eye(len(KINDS) + 1)[kinds] + numbers.normal(0, 0.1, (len(kinds), len(KINDS) + 1))
    assert (fit_kinds(rows, kinds).chances(rows).argmax(axis=1) == kinds).all()


def test_a_part_of_a_screen_keeps_the_lines_that_are_in_it() -> None:
    from models.ocr import Line

    shown = Shown(
        drawn(1), tuple(Line(f"line {at}", (10.0, 12.0 * at, 90.0, 12.0 * at + 10), 1.0) for at in range(11)), 2
    )
    for seed in range(30):
        part = varied(shown, chance(seed))
        assert all(
            line.box[0] >= 0 and line.box[2] <= part.image.width + 2 and line.box[3] <= part.image.height + 2
            for line in part.lines
        )


def test_training_without_the_pairs_says_what_is_missing(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(
        app, ["models", "train", "clip", str(tmp_path / "none"), "--work", str(tmp_path), "--out", str(tmp_path)]
    )
    assert outcome.exit_code == 2
    assert "There is no folder" in outcome.output

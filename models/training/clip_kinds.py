"""Fits what speaks for each kind of picture, and for none: a softmax regression on prompts' scores and cues.

It learns from rendered screens that the encoder never saw, at full size, with their lines of text; each is also shown
cropped, scaled and compressed, and with text lost, so that no cue is trusted alone.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.kind_cues import cues
from models.kinds import KINDS, KindFit
from models.ocr import Line
from models.progress import Progress, Step, silent
from models.training.clip_examples import read_photos
from models.training.screens.render import TEMPLATES, draw_page, render
from models.training.screens.texts import texts_of

Scores = Callable[[Sequence[Image.Image]], NDArray[np.float64]]
"""Pictures to what their prompts score (n, kinds), as `models.kinds.zero_shot` gives it."""

CERTAIN = 0.5
RIDGE, MOST_STEPS = 0.004, 400
NONE_TOO = 2
"""Screens of no kind to one of each kind: they are the most diverse."""


@dataclass(frozen=True)
class Shown:
    """A picture with its lines and the place of its kind in KINDS, or len(KINDS) for none."""

    image: Image.Image
    lines: tuple[Line, ...]
    kind: int


def shown_screens(seeds: range, photos: Path, progress: Progress = silent) -> list[Shown]:
    """The screens of those seeds of every kind, and crops of photos."""
    places = {kind: KINDS.index(kind) if kind else len(KINDS) for kind in TEMPLATES}
    wanted = [
        (kind, seed)
        for kind in TEMPLATES
        for seed in (seeds if kind else range(seeds.start, seeds.start + NONE_TOO * len(seeds)))
    ]
    pages = [draw_page(kind, seed, 0) for kind, seed in wanted]
    progress(Step("reading the text of rendered screens"))
    texts = texts_of(pages)
    pictures = render(pages, 1.0, progress)
    shown = [Shown(image, lines, places[kind]) for (kind, _), image, lines in zip(wanted, pictures, texts, strict=True)]
    photo = KINDS.index("photo")
    crops = max(1, len(seeds) // 6)
    return shown + [Shown(screen.open(0), (), photo) for screen in read_photos(photos, photo, crops, seeds.start)]


def varied(shown: Shown, rng: random.Random) -> Shown:
    """The screen as somebody else might send it: a part of it, scaled, compressed, some lines of it not read."""
    image, lines = shown.image, shown.lines
    if rng.random() < 0.6:
        width, height = (int(side * rng.uniform(0.6, 1.0)) for side in image.size)
        left, top = rng.randint(0, image.width - width), rng.randint(0, image.height - height)
        image = image.crop((left, top, left + width, top + height))
        lines = tuple(
            Line(line.text, (line.box[0] - left, line.box[1] - top, line.box[2] - left, line.box[3] - top), line.score)
            for line in lines
            if line.box[0] >= left
            and line.box[1] >= top
            and line.box[2] <= left + width
            and line.box[3] <= top + height
        )
    if rng.random() < 0.6:
        share = rng.choice((0.5, 0.7, 1.3, 1.7))
        image = image.resize(
            (max(8, int(image.width * share)), max(8, int(image.height * share))), Image.Resampling.BILINEAR
        )
        lines = tuple(Line(line.text, tuple(side * share for side in line.box), line.score) for line in lines)  # type: ignore[arg-type]
    is_photo = shown.kind == KINDS.index("photo")
    if is_photo and rng.random() < 0.3:
        image = image.convert("L").convert("RGB")
    if is_photo and rng.random() < 0.3:
        darkness = rng.uniform(0.2, 0.8)
        image = image.point(lambda value: int(value * darkness))
    if rng.random() < 0.4:
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=rng.randint(40, 85))
        image = Image.open(buffer).convert("RGB")
    lost = rng.choice((0.0, 0.0, 0.1, 0.3))
    if is_photo and rng.random() < 0.4:
        lines = (Line(rng.choice(("l", "EXIT", "2", "o0", "CAFE")), (5.0, 5.0, 40.0, 20.0), 0.6),)
    return Shown(image, tuple(line for line in lines if rng.random() >= lost), shown.kind)


def witnesses(shown: Sequence[Shown], scores: Scores | None) -> NDArray[np.float64]:
    """What is known of each picture, as `models.kinds.kind_of` takes it; the cues alone without `scores`."""
    told = np.stack([cues(one.image, one.lines) for one in shown])
    return told if scores is None else np.concatenate([scores([one.image for one in shown]), told], axis=1)


def fit_kinds(rows: NDArray[np.float64], kinds: NDArray[np.int64]) -> KindFit:
    """The softmax regression, every kind counting alike, weights held small by a ridge."""
    import torch

    centre, spread = rows.mean(0), rows.std(0) + 0.02
    inputs = torch.from_numpy(np.clip((rows - centre) / spread, -4, 4)).float()
    target = torch.from_numpy(kinds)
    counts = np.bincount(kinds, minlength=len(KINDS) + 1)
    balance = torch.from_numpy(len(kinds) / (len(counts) * np.maximum(counts, 1))).float()
    torch.manual_seed(0)
    weights = torch.zeros(len(KINDS) + 1, rows.shape[1], requires_grad=True)
    offset = torch.zeros(len(KINDS) + 1, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, offset], max_iter=MOST_STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        total = torch.nn.functional.cross_entropy(inputs @ weights.T + offset, target, balance, label_smoothing=0.05)
        total = total + RIDGE * weights.square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return KindFit(
        weights.detach().numpy().astype(np.float64), offset.detach().numpy().astype(np.float64), centre, spread, CERTAIN
    )


def as_table(fit: KindFit) -> dict[str, object]:
    """The fit as `serving.json` and `kinds.json` hold it."""
    parts = {"weights": fit.weights, "offset": fit.offset, "centre": fit.centre, "spread": fit.spread}
    return {name: np.round(part, 4).tolist() for name, part in parts.items()} | {"certain": fit.certain}

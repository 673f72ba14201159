"""Fits what speaks for each kind of picture, and for none: a softmax regression on prompts' scores, cues and vectors.

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

from models.ocr import Line
from models.progress import Progress, Step, silent
from models.training.clip_examples import read_photos
from models.training.screens.render import TEMPLATES, draw_page, render
from models.training.screens.scenes import draw_scene
from models.training.screens.texts import texts_of
from models.vision.kind_cues import cues
from models.vision.kinds import KINDS, KindFit

CERTAIN = 0.5
RIDGE, MOST_STEPS = 0.004, 400
NONE_TOO = 1.7
"""Screens of no kind to one of each kind: they are the most diverse."""
CROPS = 4
"""Crops of each photo."""
VECTOR_TRUST = 0.4
"""What a number of a vector counts beside a cue: there are many, and they know the training screens too well."""


@dataclass(frozen=True)
class Shown:
    """A picture with its lines and the place of its kind in KINDS, or len(KINDS) for none."""

    image: Image.Image
    lines: tuple[Line, ...]
    kind: int


Seen = Callable[[Shown], NDArray[np.float64]]
"""What an encoder tells of a picture: its prompts' scores (kinds,), its vector, and that of its words."""


def shown_screens(seeds: range, scenes: int, photos: Path, progress: Progress = silent) -> list[Shown]:
    """The screens of those seeds of every kind, `scenes` made from data, and crops of photos."""
    places = {kind: KINDS.index(kind) if kind else len(KINDS) for kind in TEMPLATES}
    pages = [draw_page(kind, seed, 0) for kind in TEMPLATES for seed in _seeds(seeds.start, len(seeds), kind)]
    pages += [draw_scene(kind, seed) for kind in TEMPLATES for seed in _seeds(0, scenes, kind)]
    progress(Step("reading the text of rendered screens"))
    texts = texts_of(pages)
    pictures = render(pages, 1.0, progress)
    shown = [Shown(image, lines, places[page.kind]) for page, image, lines in zip(pages, pictures, texts, strict=True)]
    photo = KINDS.index("photo")
    return shown + [Shown(screen.open(0), (), photo) for screen in read_photos(photos, photo, CROPS, seeds.start)]


def _seeds(first: int, count: int, kind: str) -> range:
    return range(first, first + (count if kind else round(NONE_TOO * count)))


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


def fit_both(shown: Sequence[Shown], seen: Seen, progress: Progress = silent) -> tuple[KindFit, KindFit]:
    """The fit on cues alone, for any encoder, and the one on all that this encoder tells as well.

    The order of what is told is that of `models.vision.kinds.kind_of`.
    """
    rng = random.Random(6)  # noqa: S311 - no secret is drawn
    cue_rows, rows, kinds = [], [], []
    for at, one in enumerate(shown):
        for each in (one, varied(one, rng), varied(one, rng)):
            told = cues(each.image, each.lines)
            scores, vectors = np.split(seen(each), [len(KINDS)])
            cue_rows.append(told)
            rows.append(np.concatenate([scores, told, vectors]))
            kinds.append(each.kind)
        progress(Step("looking at screens", at + 1, len(shown)))
    known = len(KINDS) + cue_rows[0].size
    trust = np.where(np.arange(rows[0].size) < known, 1.0, VECTOR_TRUST)
    every = np.array(kinds)
    return fit_kinds(np.stack(cue_rows), every), fit_kinds(np.stack(rows), every, trust)


def fit_kinds(rows: NDArray[np.float64], kinds: NDArray[np.int64], trust: NDArray[np.float64] | None = None) -> KindFit:
    """The softmax regression, every kind counting alike, weights held small by a ridge.

    A witness of little `trust` (1 by default) is held smaller.
    """
    import torch

    centre, spread = rows.mean(0), rows.std(0) + 0.02
    scale = np.ones(rows.shape[1]) if trust is None else trust
    inputs = torch.from_numpy(np.clip((rows - centre) / spread, -4, 4) * scale).float()
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
        weights.detach().numpy().astype(np.float64) * scale,
        offset.detach().numpy().astype(np.float64),
        centre,
        spread,
        CERTAIN,
    )


def as_table(fit: KindFit) -> dict[str, object]:
    """The fit as `serving.json` and `kinds.json` hold it."""
    parts = {"weights": fit.weights, "offset": fit.offset, "centre": fit.centre, "spread": fit.spread}
    return {name: np.round(part, 4).tolist() for name, part in parts.items()} | {"certain": fit.certain}

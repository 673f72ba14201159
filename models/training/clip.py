"""Trains the picture encoder: screens with captions in, weights out, with seeds, checkpoints and a learning curve.

It learns three things at once: that two views of a screen belong together and to no other screen (SimCLR, Chen et al.
2020); that a screen belongs to its caption among all captions (InfoNCE, Radford et al. 2021), where captions that mean
the same share the target; and that a rendered screen belongs to the prompt of its kind.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.progress import Progress, Step, silent
from models.training.clip_examples import Captions, Screen
from models.training.clip_network import DIMENSION, ClipNetwork
from models.training.run import Clock, add_to_curve, descend, resume, save_checkpoint
from models.training.schedule import rate_share
from models.training.screens.views import as_array, letterboxed, view
from models.whole_files import whole_file

MEAN, STD = 127.0, 128.0
"""What the backbone was trained with: a byte less MEAN, divided by STD."""

CHECKED = 400
"""Screens of other products that the learning curve is measured on."""

PROJECTION_SIZE = 0.1
"""The root mean square of the projection's weights at the start."""


@dataclass(frozen=True)
class ClipPlan:
    """Every choice of one phase of training.

    It ends after its `minutes`, with which the rate falls, or after its `steps` if those are done first.
    """

    seed: int = 11
    side: int = 256
    batch: int = 56
    backbone_rate: float = 6e-5
    head_rate: float = 3e-4
    text_rate: float = 1e-3
    warm_up: float = 0.05
    frozen_blocks: int = 3
    captions: int = 4096
    kin: float = 0.5
    minutes: float = 60.0
    steps: int = 1_000_000
    threads: int = 2
    checkpoint_steps: int = 20
    check_steps: int = 100
    text_weight: float = 0.5
    kind_weight: float = 0.3
    rendered: float = 0.25
    half: bool = False
    end_share: float = 0.0


@dataclass(frozen=True)
class Material:
    """Screens to learn from and to check with, and the vectors of their captions and of the kinds' prompts.

    `prompts` has the shape (kinds, wordings, 384).
    """

    screens: Sequence[Screen]
    captions: Captions
    checks: Sequence[Screen]
    check_captions: Captions
    prompts: np.ndarray[tuple[int, int, int], np.dtype[np.float32]]


def train_clip(
    material: Material, start: Path, work: Path, plan: ClipPlan, progress: Progress = silent, name: str = "clip"
) -> Path:
    """Trains from the weights in `start` (published ImageNet weights, or a `.safetensors` of an earlier phase).

    `work` keeps `NAME.checkpoint.pt`, so that an interrupted run goes on where it was, and the learning curve; returns
    `NAME.safetensors` there.
    """
    from safetensors.torch import save_file

    done = work / f"{name}.safetensors"
    if done.exists():
        return done
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    network = ClipNetwork()
    load_start(network, start)
    network.pictures.backbone.freeze(plan.frozen_blocks)
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    checkpoint = work / f"{name}.checkpoint.pt"
    if start.suffix == ".pth" and not checkpoint.exists():
        whiten(network, material, plan)
    _learn(network, material, checkpoint, plan, progress, name)
    with whole_file(done) as partial:
        save_file({key: value.contiguous() for key, value in network.state_dict().items()}, partial)
    return done


def _learn(
    network: ClipNetwork, material: Material, checkpoint: Path, plan: ClipPlan, progress: Progress, name: str
) -> None:
    optimizer, batches = _optimizer(network, plan), Batches(material, plan)
    step, spent = resume(checkpoint, network, optimizer)
    clock = Clock(plan.steps, plan.minutes, step, spent)
    losses: dict[str, float] = defaultdict(float)
    with ThreadPoolExecutor(1) as ahead:
        coming = ahead.submit(batches.draw, step)
        while (through := clock.through(step)) < 1.0:
            _set_rate(optimizer, plan, through)
            batch = coming.result()
            coming = ahead.submit(batches.draw, step + 1)
            network.train()
            parts = losses_of(network, batch, material, plan)
            descend(torch.stack(list(parts.values())).sum(), network, optimizer)
            with torch.no_grad():
                network.scale.clamp_(1.0, 4.2)
            for part, value in parts.items():
                losses[part] += float(value.detach())
            step += 1
            if step % plan.checkpoint_steps == 0:
                save_checkpoint(checkpoint, network, optimizer, step, clock.seconds)
                told = ", ".join(f"{part} {value / plan.checkpoint_steps:.2f}" for part, value in losses.items())
                pictures = clock.rate(step) * plan.batch * 2
                progress(Step(f"training {name}: {told}; {pictures:.1f} pictures/s", int(through * 100), 100))
                losses.clear()
            if step % plan.check_steps == 0:
                _note(checkpoint.parent, name, step, check(network, material, plan.side), progress)
    _note(checkpoint.parent, name, step, check(network, material, plan.side), progress)


@dataclass(frozen=True)
class Batch:
    """Two views of each screen (first all first views, then all second), one caption's row, the screen, its kind."""

    pixels: Tensor
    captions: Tensor
    screens: Tensor
    kinds: Tensor


class Batches:
    """Draws batches: part of one from the same group as another, since those are the hardest to tell apart."""

    def __init__(self, material: Material, plan: ClipPlan) -> None:
        self.material, self.plan = material, plan
        self.of_group: dict[str, list[int]] = defaultdict(list)
        for at, screen in enumerate(material.screens):
            self.of_group[screen.group].append(at)
        self.documented = [at for at, screen in enumerate(material.screens) if screen.kind < 0]
        self.rendered = [at for at, screen in enumerate(material.screens) if screen.kind >= 0]

    def draw(self, step: int) -> Batch:
        """The batch of that step, always the same one."""
        rng = random.Random(f"{self.plan.seed}-{step}")  # noqa: S311 - no secret is drawn
        chosen = self._choose(rng)
        screens = [self.material.screens[at] for at in chosen]
        views: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
        for screen in screens:
            first = rng.randrange(len(screen.pictures))
            other = self.material.screens[rng.randrange(len(self.material.screens))].open(0)
            for at in range(2):
                views[at].append(as_array(view(screen.open(first + at), self.plan.side, rng, other)))
        first_rows = self.material.captions.first
        rows = [rng.randrange(int(first_rows[at]), int(first_rows[at + 1])) for at in chosen]
        kinds = [screen.kind for screen in screens]
        return Batch(pixels_of(views[0] + views[1]), torch.tensor(rows), torch.tensor(chosen), torch.tensor(kinds))

    def _choose(self, rng: random.Random) -> list[int]:
        size = min(self.plan.batch, len(self.material.screens))
        rendered = rng.sample(self.rendered, min(len(self.rendered), int(size * self.plan.rendered)))
        chosen = dict.fromkeys(rendered)
        pool = self.documented or self.rendered
        kin = self.of_group[self.material.screens[rng.choice(pool)].group]
        chosen |= dict.fromkeys(rng.sample(kin, min(len(kin), int((size - len(rendered)) * self.plan.kin))))
        while len(chosen) < size:
            chosen[rng.choice(pool) if len(chosen) < len(pool) else rng.randrange(len(self.material.screens))] = None
        return list(chosen)


def pixels_of(pictures: Sequence[np.ndarray]) -> Tensor:
    """Pictures (height, width, 3) of bytes as the network takes them."""
    stacked = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2)
    return ((stacked.float() - MEAN) / STD).contiguous(memory_format=torch.channels_last)


def losses_of(network: ClipNetwork, batch: Batch, material: Material, plan: ClipPlan) -> dict[str, Tensor]:
    """The terms of the loss by name."""
    with torch.autocast("cpu", torch.bfloat16, enabled=plan.half):
        vectors = network.pictures(batch.pixels).float()
    size = len(batch.screens)
    scale_text, scale_picture = network.scale.exp().unbind()
    twin = torch.arange(2 * size).roll(size)
    itself = torch.eye(2 * size, dtype=torch.bool)
    logits = (scale_picture * vectors @ vectors.T).masked_fill(itself, -1e4)
    parts = {"alike": torch.nn.functional.cross_entropy(logits, twin)}
    parts |= _caption_losses(network, vectors, batch, material, scale_text, plan)
    if (known_kind := (batch.kinds >= 0).nonzero().flatten()).numel() and plan.kind_weight:
        prompts = torch.from_numpy(material.prompts)
        wording = torch.randint(prompts.shape[1], (1,)).item()
        of_kind = scale_text * vectors @ network.texts(prompts[:, int(wording)]).T
        rows = torch.cat([known_kind, known_kind + size])
        target = batch.kinds[known_kind].repeat(2)
        parts["kind"] = plan.kind_weight * torch.nn.functional.cross_entropy(of_kind[rows], target)
    return parts


def _caption_losses(
    network: ClipNetwork, vectors: Tensor, batch: Batch, material: Material, scale: Tensor, plan: ClipPlan
) -> dict[str, Tensor]:
    """Picture to caption among many captions, caption to picture among this batch."""
    every = torch.from_numpy(material.captions.vectors)
    own = every[batch.captions]
    some = torch.randperm(len(every))[: plan.captions]
    every = torch.cat([own, every[some]])
    texts = network.texts(every)
    # Captions that say the same share the target: half of all alt texts have a near twin on another page.
    targets = torch.softmax(own @ every.T / 0.03, dim=1).repeat(2, 1)
    to_caption = -(targets * torch.log_softmax(scale * vectors @ texts.T, dim=1)).sum(1).mean()
    logits = scale * network.texts(own) @ vectors.T
    right = torch.eye(len(own)).repeat(1, 2)
    to_picture = -(torch.log_softmax(logits, dim=1) * right).sum(1) / 2
    return {"caption": plan.text_weight * to_caption, "picture": plan.text_weight * to_picture.mean()}


@torch.no_grad()
def check(network: ClipNetwork, material: Material, side: int) -> dict[str, float]:
    """On screens of other products: does a view find its original, a caption its screen (recall at 1 and at 10)."""
    network.eval()
    screens = material.checks[:CHECKED]
    rng = random.Random(3)  # noqa: S311 - no secret is drawn
    plain, seen = [], []
    for screen in screens:
        plain.append(as_array(letterboxed(screen.open(0), side)))
        seen.append(as_array(view(screen.open(1), side, rng)))
    originals, views = (embed_pixels(network, pictures) for pictures in (plain, seen))
    rank = _ranks(views @ originals.T)
    first = material.check_captions.first[: len(screens)]
    texts = network.texts(torch.from_numpy(material.check_captions.vectors[first]))
    of_text = _ranks(texts @ originals.T)
    return {
        "view@1": round(float((rank < 1).float().mean()), 4),
        "text@1": round(float((of_text < 1).float().mean()), 4),
        "text@10": round(float((of_text < 10).float().mean()), 4),
    }


@torch.no_grad()
def embed_pixels(network: ClipNetwork, pictures: Sequence[np.ndarray]) -> Tensor:
    """Unit vectors of letterboxed pictures."""
    parts = []
    for at in range(0, len(pictures), 32):
        with torch.autocast("cpu", torch.bfloat16):
            parts.append(network.pictures(pixels_of(pictures[at : at + 32])).float())
    return torch.cat(parts)


def _ranks(scores: Tensor) -> Tensor:
    return (scores > scores.diagonal()[:, None]).sum(1)


def load_start(network: ClipNetwork, start: Path) -> None:
    """Published weights of the backbone (`.pth`, opened as tensors only) or a whole network of an earlier phase."""
    from safetensors.torch import load_file

    if start.suffix == ".pth":
        network.pictures.backbone.load_published(torch.load(start, weights_only=True))
    else:
        network.load_state_dict(load_file(start))


@torch.no_grad()
def whiten(network: ClipNetwork, material: Material, plan: ClipPlan, count: int = 800) -> None:
    """Begins the projection as the principal components of what the backbone sees in some screens, whitened.

    ReLU features all point one way: from a random projection every two screens look alike, and learning to tell them
    apart starts by unlearning what ImageNet taught (finding a view's original fell from .65 to .30 in 100 steps).
    """
    rng = random.Random(plan.seed)  # noqa: S311 - no secret is drawn
    chosen = rng.sample(range(len(material.screens)), min(count, len(material.screens)))
    pooled = []
    for at in range(0, len(chosen), 32):
        pictures = [as_array(letterboxed(material.screens[one].open(0), plan.side)) for one in chosen[at : at + 32]]
        pooled.append(network.pictures.pooled(pixels_of(pictures)))
    features = torch.cat(pooled)
    _, spread, directions = torch.pca_lowrank(features, q=min(DIMENSION, len(features) - 1), niter=4)
    deviation = spread / len(features) ** 0.5
    # Halfway to white: small components are noise as often as they are detail.
    weight = (directions / (deviation + 0.1 * deviation[0]) ** 0.7).T
    # Vectors are normalized, so the size of the weights only says how far one step of Adam turns them.
    weight *= PROJECTION_SIZE / weight.square().mean().sqrt()
    projected = features @ weight.T
    network.pictures.project.weight[: len(weight)] = weight
    middle, size = network.pictures.middle, len(weight)
    middle.running_mean[:size], middle.running_var[:size] = projected.mean(0), projected.var(0)  # type: ignore[index]
    middle.weight.zero_()
    middle.weight[:size] = projected.std(0) / projected.std(0).max()


def _optimizer(network: ClipNetwork, plan: ClipPlan) -> torch.optim.Optimizer:
    backbone = [weight for weight in network.pictures.backbone.parameters() if weight.requires_grad]
    head = [
        *network.pictures.narrow.parameters(),
        *network.pictures.project.parameters(),
        *network.pictures.middle.parameters(),
    ]
    text = [*network.texts.parameters(), network.scale]
    rates = ((backbone, plan.backbone_rate), (head, plan.head_rate), (text, plan.text_rate))
    groups = [{"params": weights, "lr": rate, "full": rate} for weights, rate in rates]
    return torch.optim.AdamW(groups, weight_decay=0.02)


def _set_rate(optimizer: torch.optim.Optimizer, plan: ClipPlan, through: float) -> None:
    share = plan.end_share + (1 - plan.end_share) * rate_share(through, plan.warm_up)
    for group in optimizer.param_groups:
        group["lr"] = group["full"] * share


def _note(work: Path, name: str, step: int, figures: dict[str, float], progress: Progress) -> None:
    add_to_curve(work, {"phase": name, "step": step, **figures})
    progress(Step(f"other products: {figures}", step))

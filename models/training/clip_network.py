"""The picture encoder's network: EfficientNet-Lite0 to a unit vector, and the projection of a text's vector beside it.

A screen is told from its like by where things stand as much as by what they are, so the head looks at the mean over the
picture and at a coarse grid of it. The text tower is the product's embedder, frozen; only its projection is learned.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn

DIMENSION = 256
"""Numbers in the vector of a picture or a text."""

TEXT_DIMENSION = 384
"""Numbers in the embedder's vector."""

GRID = 4
GRID_CHANNELS = 64
FEATURES = 1280

NORM_EPSILON = 1e-3
NORM_AFTER = {
    "_conv_stem": "_bn0",
    "_expand_conv": "_bn0",
    "_depthwise_conv": "_bn1",
    "_project_conv": "_bn2",
    "_conv_head": "_bn1",
}
"""Which batch normalization of the published weights follows which convolution."""


@dataclass(frozen=True)
class Stage:
    """Some inverted bottlenecks (Sandler et al. 2018): the first strides, all widen their input `expand` times."""

    blocks: int
    kernel: int
    stride: int
    expand: int
    channels: int


# EfficientNet-Lite0 (Tan and Le 2019; Lite: no squeeze and excitation, ReLU6, stem and head of fixed width).
STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)


def convolution(inputs: int, outputs: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> nn.Conv2d:
    """A convolution. TensorFlow pads one side more where it strides; padding evenly only shifts the grid."""
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups)


class Bottleneck(nn.Module):
    """Widen, filter each channel, narrow; with a shortcut where shape allows. Names follow the published weights."""

    def __init__(self, stage: Stage, inputs: int, stride: int) -> None:
        super().__init__()
        width = inputs * stage.expand
        self.expands, self.shortcut = stage.expand > 1, stride == 1 and inputs == stage.channels
        if self.expands:
            self._expand_conv = convolution(inputs, width)
        self._depthwise_conv = convolution(width, width, stage.kernel, stride, groups=width)
        self._project_conv = convolution(width, stage.channels)

    def forward(self, features: Tensor) -> Tensor:
        """(n, channels, h, w) to (n, channels out, h / stride, w / stride)."""
        wide = features
        if self.expands:
            wide = nn.functional.relu6(self._expand_conv(features), inplace=True)
        wide = nn.functional.relu6(self._depthwise_conv(wide), inplace=True)
        narrow = cast(Tensor, self._project_conv(wide))
        return features + narrow if self.shortcut else narrow


class Backbone(nn.Module):
    """EfficientNet-Lite0 without its classifier: pictures (n, 3, s, s) to features (n, 1280, s / 32, s / 32).

    Its batch normalization is folded into the convolutions before training: on two cores it took 40% of the time, and
    the statistics of ImageNet serve as well as those of small batches.
    """

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem = convolution(3, 32, 3, 2)
        widths = [32, *(stage.channels for stage in STAGES)]
        blocks = [
            Bottleneck(stage, inputs if at == 0 else stage.channels, stage.stride if at == 0 else 1)
            for stage, (inputs, _) in zip(STAGES, pairwise(widths), strict=True)
            for at in range(stage.blocks)
        ]
        self._blocks = nn.ModuleList(blocks)
        self._conv_head = convolution(320, FEATURES)
        self.frozen_blocks = 0

    def forward(self, pixels: Tensor) -> Tensor:
        """Features of the last layer, ReLU6 applied."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and self.frozen_blocks == 0):
            features = nn.functional.relu6(self._conv_stem(pixels), inplace=True)
            for block in self._blocks[: self.frozen_blocks]:
                features = block(features)
        for block in self._blocks[self.frozen_blocks :]:
            features = block(features)
        return nn.functional.relu6(self._conv_head(features), inplace=True)

    def freeze(self, blocks: int) -> None:
        """Keeps the stem and the first blocks as they are: what they see, edges and corners, is the same in screens."""
        self.frozen_blocks = blocks
        for part in (self._conv_stem, *self._blocks[:blocks]):
            part.requires_grad_(False)

    def load_published(self, weights: Mapping[str, Tensor]) -> None:
        """Takes over ImageNet weights under their published names, with batch normalization folded in."""
        folded = {}
        for layer in (name.removesuffix(".weight") for name in self.state_dict() if name.endswith(".weight")):
            block, dot, convolution_name = layer.rpartition(".")
            norm = f"{block}{dot}{NORM_AFTER[convolution_name]}"
            share = weights[f"{norm}.weight"] / (weights[f"{norm}.running_var"] + NORM_EPSILON).sqrt()
            folded[f"{layer}.weight"] = weights[f"{layer}.weight"] * share[:, None, None, None]
            folded[f"{layer}.bias"] = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * share
        self.load_state_dict(folded)


class PictureEncoder(nn.Module):
    """Pictures to vectors: the mean of all features, and a 4x4 grid of few of them, projected together."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = Backbone()
        self.narrow = nn.Sequential(nn.Conv2d(FEATURES, GRID_CHANNELS, 1), nn.ReLU6())
        self.project = nn.Linear(FEATURES + GRID_CHANNELS * GRID * GRID, DIMENSION, bias=False)
        # Keeps the vectors around their common middle: without it they all drift one way while the backbone learns.
        self.middle = nn.BatchNorm1d(DIMENSION)

    def forward(self, pixels: Tensor) -> Tensor:
        """Unit vectors (n, 256) of pictures (n, 3, s, s); s is a multiple of 32, at least 128."""
        return nn.functional.normalize(self.middle(self.project(self.pooled(pixels)).float()), dim=-1)

    def fold(self) -> None:
        """Takes the centring into the projection, for export: no further training after this."""
        share = self.middle.weight / (cast(Tensor, self.middle.running_var) + self.middle.eps).sqrt()
        folded = nn.Linear(self.project.in_features, DIMENSION)
        with torch.no_grad():
            folded.weight.copy_(self.project.weight * share[:, None])
            folded.bias.copy_(self.middle.bias - cast(Tensor, self.middle.running_mean) * share)
        self.project, self.middle = folded, nn.Identity()  # type: ignore[assignment]

    def pooled(self, pixels: Tensor) -> Tensor:
        """What the projection sees: the mean of all features, then the grid of few of them."""
        features = self.backbone(pixels)
        side = features.shape[-1]
        stride = side // GRID
        grid = nn.functional.avg_pool2d(self.narrow(features), side - (GRID - 1) * stride, stride).flatten(1)
        return torch.cat([features.mean((2, 3)), grid], dim=1)


class TextProjection(nn.Module):
    """The embedder's unit vectors (n, 384) to unit vectors (n, 256) that stand beside the pictures'."""

    def __init__(self) -> None:
        super().__init__()
        self.straight = nn.Linear(TEXT_DIMENSION, DIMENSION)
        self.bend = nn.Sequential(
            nn.Linear(TEXT_DIMENSION, 512), nn.GELU(), nn.Dropout(0.2), nn.Linear(512, DIMENSION, bias=False)
        )

    def forward(self, embeddings: Tensor) -> Tensor:
        """Unit vectors of texts."""
        return nn.functional.normalize(self.straight(embeddings) + self.bend(embeddings), dim=-1)


class ClipNetwork(nn.Module):
    """Both sides and the two learned temperatures (of picture to text, and of picture to picture)."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures = PictureEncoder()
        self.texts = TextProjection()
        self.scale = nn.Parameter(torch.tensor([2.7, 3.0]))

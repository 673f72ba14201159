"""Drops the layers that change the least of what passes through them (ShortGPT, arXiv 2403.03853)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from models.progress import Progress, Step, silent
from models.prune.walk import LayerWalk

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def block_influence(model: "PreTrainedModel", ids: Tensor, progress: Progress = silent) -> list[float]:
    """For each layer, 1 minus the mean cosine between a token's state before it and behind it, over the rows `ids`."""
    walk = LayerWalk(model, ids)
    decoder: Any = model.model
    influences = []
    for number in range(len(decoder.layers)):
        behind = walk.states_behind(number)
        pairs = zip(walk.states, behind, strict=True)
        cosines = torch.cat([nn.functional.cosine_similarity(one, two, dim=-1).flatten() for one, two in pairs])
        influences.append(float(1 - cosines.mean()))
        walk.states = behind
        progress(Step("Measuring the layers", number + 1, len(decoder.layers)))
    return influences


def most_influential(influences: Sequence[float], count: int) -> list[int]:
    """The numbers of the `count` layers that change the most, in their order."""
    ranked = sorted(range(len(influences)), key=lambda number: (-influences[number], number))
    return sorted(ranked[:count])


def keep_layers(model: "PreTrainedModel", kept: Sequence[int]) -> None:
    """Drops every other layer, in place."""
    decoder: Any = model.model
    decoder.layers = nn.ModuleList(decoder.layers[number] for number in kept)
    for number, layer in enumerate(decoder.layers):
        # The place in the cache of keys and values.
        layer.self_attn.layer_idx = number
    config = model.config
    config.num_hidden_layers = len(kept)
    if getattr(config, "layer_types", None):
        config.layer_types = [config.layer_types[number] for number in kept]
    if getattr(config, "max_window_layers", None) is not None:
        config.max_window_layers = sum(number < config.max_window_layers for number in kept)

"""Drops the neurons of the MLPs that matter least, as many in each layer, and lets those that stay stand in for them.

A neuron matters as its activation is large where the model is used and its outgoing weights are (Wanda, arXiv
2306.11695, for whole neurons). What the dropped ones gave is then given, as closely as least squares can, by the ones
that stay: a closed form, which needs no training.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from models.progress import Progress, Step, silent
from models.prune.walk import LayerWalk

if TYPE_CHECKING:
    from transformers import PreTrainedModel

# Of the mean square of an activation: keeps the least squares calm where neurons repeat each other.
DAMPING = 0.01


def prune_width(
    model: "PreTrainedModel",
    ids: Tensor,
    size: int,
    progress: Progress = silent,
    chosen: Sequence[Sequence[int]] | None = None,
) -> list[list[int]]:
    """Keeps `size` neurons in each layer, in place; returns their old numbers, layer by layer.

    A layer is measured behind the layers that are pruned already, so that it makes up for their errors as well. Which
    neurons stay is measured too, unless they were `chosen`.
    """
    walk = LayerWalk(model, ids)
    layers: Any = model.model.layers
    kept: list[list[int]] = []
    for number, layer in enumerate(layers):
        read, others = _split_at_down_proj(walk, number, layer.mlp.down_proj)
        moments = _second_moments(read)
        neurons = list(chosen[number]) if chosen else most_important(moments, layer.mlp.down_proj.weight.data, size)
        keep_neurons(layer.mlp, neurons, moments)
        kept.append(neurons)
        with torch.no_grad():
            smaller = layer.mlp.down_proj
            walk.states = [rest + smaller(part[..., neurons]) for part, rest in zip(read, others, strict=True)]
        progress(Step("Pruning the neurons", number + 1, len(layers)))
    model.config.intermediate_size = size
    return kept


def most_important(moments: Tensor, outgoing: Tensor, count: int) -> list[int]:
    """The numbers of the `count` neurons whose root mean square activation times outgoing weights is largest."""
    importance = moments.diagonal().sqrt() * outgoing.norm(dim=0)
    order = torch.sort(importance, descending=True, stable=True).indices
    return sorted(order[:count].tolist())


@torch.no_grad()
def keep_neurons(mlp: nn.Module, kept: Sequence[int], moments: Tensor | None = None) -> None:
    """Drops every other neuron of a gated MLP, in place; with second moments, what stays makes up for what goes."""
    parts: Any = mlp
    rows = torch.tensor(kept)
    for name in ("gate_proj", "up_proj"):
        whole: nn.Linear = getattr(parts, name)
        part = nn.Linear(whole.in_features, len(kept), bias=whole.bias is not None)
        part.weight.data = whole.weight.data[rows].clone()
        if whole.bias is not None:
            part.bias.data = whole.bias.data[rows].clone()
        setattr(parts, name, part)
    down: nn.Linear = parts.down_proj
    smaller = nn.Linear(len(kept), down.out_features, bias=down.bias is not None)
    weight = down.weight.data[:, rows].clone() if moments is None else _compensated(down.weight.data, rows, moments)
    smaller.weight.data = weight
    if down.bias is not None:
        smaller.bias.data = down.bias.data.clone()
    parts.down_proj = smaller
    parts.intermediate_size = len(kept)


def _compensated(outgoing: Tensor, rows: Tensor, moments: Tensor) -> Tensor:
    """The outgoing weights W' of the kept neurons that minimize E|W h - W' h_kept|²: W M[:, K] (M[K, K] + d)^-1."""
    among = moments[rows][:, rows].double()
    among = among + torch.eye(len(rows), dtype=torch.double) * DAMPING * moments.diagonal().mean().double()
    # Damped towards the weights as they were, not towards zero.
    before = outgoing[:, rows].double()
    change = outgoing.double() @ moments[:, rows].double() - before @ moments[rows][:, rows].double()
    weight: Tensor = before + torch.linalg.solve(among, change.T).T
    return weight.to(outgoing.dtype).contiguous()


def _split_at_down_proj(walk: LayerWalk, number: int, down: nn.Linear) -> tuple[list[Tensor], list[Tensor]]:
    """What a layer's last matrix reads, and the states behind the layer without what that matrix adds to them."""
    read: list[Tensor] = []
    added: list[Tensor] = []

    def note(_module: nn.Module, arguments: tuple[Tensor, ...], output: Tensor) -> None:
        read.append(arguments[0])
        added.append(output)

    hook = down.register_forward_hook(note)
    try:
        states = walk.states_behind(number)
    finally:
        hook.remove()
    return read, [state - one for state, one in zip(states, added, strict=True)]


def _second_moments(read: Sequence[Tensor]) -> Tensor:
    """E[h hᵀ] of the activations h that a matrix reads: (neurons, neurons)."""
    width = read[0].shape[-1]
    total = torch.zeros(width, width)
    for part in read:
        activations = part.reshape(-1, width).float()
        total.addmm_(activations.T, activations)
    return total / sum(part.numel() // width for part in read)

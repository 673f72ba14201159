"""Chooses which matrices go into 4 bits, by what they cost, and writes the choice as a recipe's table `[quantize]`."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from models.errors import UsageError
from models.quantization.sensitivity import KINDS, Cost
from models.recipes.recipe import KINDS_IN_LAYERS, Kept, MatrixQuantization

AMOUNT = re.compile(r"(?P<number>\d+(\.\d+)?)\s*(?P<unit>%|nats?)")


@dataclass(frozen=True)
class Choice:
    """What a recipe is to say, the bytes that are saved, and the divergence expected, in nats."""

    quantize: MatrixQuantization
    saved: int
    divergence: float


def nats(budget: str) -> float:
    """The divergence that a budget allows: `1%` of perplexity, or `.01 nats`; raises UsageError for anything else."""
    if amount := AMOUNT.fullmatch(budget.strip()):
        number = float(amount["number"])
        return math.log1p(number / 100) if amount["unit"] == "%" else number
    raise UsageError(
        f"“{budget}” is not a budget.", "Write a percentage of perplexity, such as 1%, or nats, such as 0.01nats."
    )


def choose(
    costs: Sequence[Cost], choices: MatrixQuantization, layers: int, most: float | None, wanted: int | None
) -> Choice:
    """Puts matrices into 4 bits, first where a byte is saved for the least divergence.

    It goes on until `wanted` bytes are saved, and never beyond a divergence of `most` nats in all. Divergences are
    taken to add up, as they do while they are small. `costs` are those of each kind, and of single layers if measured.
    """
    by_kind = {
        cost.name: _of_the_unnamed(cost, choices, layers)
        for cost in costs
        if cost.kept == getattr(choices, cost.name, None)
    }
    named_already = (cost for cost in costs if choices.in_layers.get(cost.name) == cost.kept)
    expected, saved = sum(cost.divergence for cost in (*by_kind.values(), *named_already)), 0
    taken: dict[str, Kept] = {}
    for name, how, fewer, more in sorted(_steps(costs, choices, by_kind, layers), key=lambda step: step[3] / step[2]):
        if wanted is not None and saved >= wanted:
            break
        if name in taken or (most is not None and expected + more > most):
            continue
        taken[name], saved, expected = how, saved + fewer, expected + more
    kinds = {name: how for name, how in taken.items() if name in KINDS}
    named = choices.in_layers | {name: how for name, how in taken.items() if name not in KINDS}
    return Choice(choices.model_copy(update={**kinds, "layers": in_ranges(named)}), saved, expected)


def _steps(
    costs: Sequence[Cost], choices: MatrixQuantization, by_kind: dict[str, Cost], layers: int
) -> Iterable[tuple[str, Kept, int, float]]:
    """Each matrix or kind that could be kept in 4 bits: how, the bytes saved, and the divergence it adds."""
    layered = {cost.name.partition(".")[0] for cost in costs if "." in cost.name}
    for cost in costs:
        kind, _, layer = cost.name.partition(".")
        if not cost.kept.startswith("int4") or kind not in by_kind or (not layer and kind in layered):
            continue
        if cost.name in choices.in_layers:
            continue
        now = by_kind[kind]
        parts = _unnamed(kind, choices, layers) if layer else 1
        then = cost if layer else _of_the_unnamed(cost, choices, layers)
        saved = now.bytes // parts - then.bytes
        if saved > 0:
            yield cost.name, cost.kept, saved, max(0.0, then.divergence - now.divergence / parts)


def _of_the_unnamed(cost: Cost, choices: MatrixQuantization, layers: int) -> Cost:
    """What a kind costs in those layers that the recipe does not name: what is named stays as it is."""
    if cost.name not in KINDS_IN_LAYERS:
        return cost
    share = _unnamed(cost.name, choices, layers) / layers
    return replace(cost, bytes=round(cost.bytes * share), divergence=cost.divergence * share, loss=cost.loss * share)


def _unnamed(kind: str, choices: MatrixQuantization, layers: int) -> int:
    return sum(f"{kind}.{layer}" not in choices.in_layers for layer in range(layers))


def in_ranges(named: dict[str, Kept]) -> dict[str, Kept]:
    """The same matrices with neighbouring layers as one: `down_proj.3-7`."""
    ranges: dict[str, Kept] = {}
    for kind in KINDS_IN_LAYERS:
        numbers = sorted(int(name.partition(".")[2]) for name in named if name.startswith(f"{kind}."))
        runs = groupby(enumerate(numbers), key=lambda one: (one[1] - one[0], named[f"{kind}.{one[1]}"]))
        for (_, how), run in runs:
            within = [number for _, number in run]
            last = f"-{within[-1]}" if len(within) > 1 else ""
            ranges[f"{kind}.{within[0]}{last}"] = how
    return ranges


def table(choices: MatrixQuantization) -> str:
    """The table `quantize` of a recipe with these choices, as TOML."""
    chosen = choices.model_dump(exclude_defaults=True, exclude={"layers", "kind"})
    chosen = {kind: getattr(choices, kind) for kind in KINDS} | chosen
    lines = ["[quantize]", 'kind = "matrices"', *(f"{key} = {_toml(value)}" for key, value in chosen.items())]
    if choices.layers:
        lines += ["", "[quantize.layers]", *(f'"{name}" = "{how}"' for name, how in choices.layers.items())]
    return "\n".join(lines)


def _toml(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool | int | float) else f'"{value}"'

"""What pruning costs the default writer, unhealed: tokens on documents it was not pruned for, and perplexity.

    python -m benchmarks.quality.pruning SECTIONS.jsonl.gz [--rows 12] [--json OUT]

SECTIONS has {"repo", "title", "text"} a line. Twelve repositories are held out; the rest is what the writer is pruned
for. Perplexity is per token of the whole tokenizer, so that vocabularies compare. No figure here is of the quantized
model: `deskside models report` measures those.
"""

import argparse
import copy
import gzip
import json
import math
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from bot import locations
from bot.settings import load_settings
from models.build import base_weights
from models.calibration_text import ROW_TOKENS, calibration_rows
from models.export.quiet import quietly
from models.pretrained import load_decoder, save_tokenizer
from models.progress import silent
from models.prune.depth import block_influence, keep_layers, most_influential
from models.prune.vocabulary import keep_rows, pruned_tokenizer, token_counts
from models.prune.walk import Walk
from models.prune.width import DAMPING, _second_moments, keep_neurons, most_important, prune_width
from models.recipe import load_recipe
from models.store import ModelStore

HELD_OUT = 12
TEXTS = 12_000
VOCABULARIES: tuple[Any, ...] = ("used", 32_768, 28_672, 24_576, 20_480, 16_384)
NEURONS = (1_472, 1_408)
TOKENS = 20_480
CALIBRATION_TOKENS = 8_192


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("sections", type=Path)
    arguments.add_argument("--rows", type=int, default=16, help=f"held-out rows of {ROW_TOKENS} tokens to score")
    arguments.add_argument("--json", type=Path)
    chosen = arguments.parse_args()
    fit, held_out = texts(chosen.sections)
    store = ModelStore(locations.models_folder(load_settings().home))
    weights = base_weights(load_recipe("writer"), store)
    with tempfile.TemporaryDirectory() as folder, quietly():
        save_tokenizer(weights, Path(folder))
        whole = (Path(folder) / "tokenizer.json").read_text(encoding="utf-8")
        model = load_decoder("writer", weights, silent)
    lines = [*vocabulary_lines(whole, fit, held_out), *perplexity_lines(model, whole, fit, held_out, chosen.rows)]
    if chosen.json:
        chosen.json.write_text(json.dumps(lines, indent=2) + "\n", encoding="utf-8")


def texts(sections: Path) -> tuple[list[str], list[str]]:
    """Texts to prune for, and texts of other repositories."""
    with gzip.open(sections, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    repositories = sorted({row["repo"] for row in rows})
    chance = random.Random(0)  # noqa: S311 - no secret is drawn
    chance.shuffle(repositories)
    strangers = set(repositories[:HELD_OUT])
    fit = [f"{row['title']}\n{row['text']}" for row in rows if row["repo"] not in strangers]
    chance.shuffle(fit)
    held_out = [row["text"] for row in rows if row["repo"] in strangers]
    chance.shuffle(held_out)
    return fit[:TEXTS], held_out[:2000]


def vocabulary_lines(whole: str, fit: Sequence[str], held_out: Sequence[str]) -> list[dict[str, Any]]:
    counts = token_counts(whole, fit)
    before = token_counts(whole, held_out).total()
    lines = []
    for size in VOCABULARIES:
        smaller, numbers = pruned_tokenizer(whole, counts, size)
        after = token_counts(smaller, held_out).total()
        lines.append({"vocabulary": size, "tokens": len(numbers), "longer": round(after / before - 1, 4)})
        print(lines[-1], flush=True)
    return lines


def perplexity_lines(
    model: Any, whole: str, fit: Sequence[str], held_out: Sequence[str], rows: int
) -> list[dict[str, Any]]:
    tokenizer = Tokenizer.from_str(whole)
    ids = calibration_rows(fit, tokenizer, CALIBRATION_TOKENS)
    scored = calibration_rows(held_out, tokenizer, rows * ROW_TOKENS)
    text = [tokenizer.decode(row.tolist()) for row in scored]
    counts = token_counts(whole, fit)
    influences = block_influence(model, ids)
    lines: list[dict[str, Any]] = []

    def note(what: str, changed: Any, cut: Tokenizer = tokenizer) -> None:
        started = time.monotonic()
        line = {
            "what": what,
            "parameters": changed.num_parameters(),
            "gone": round(1 - changed.num_parameters() / model.num_parameters(), 4),
            "perplexity": round(perplexity(changed, cut, text, scored.numel()), 3),
            "seconds": round(time.monotonic() - started, 1),
        }
        lines.append(line)
        print(line, flush=True)

    note("whole", model)
    for layers in (29, 28):
        changed = copy.deepcopy(model)
        keep_layers(changed, most_influential(influences, layers))
        note(f"{layers} layers", changed)
    changed = copy.deepcopy(model)
    drop_neurons(changed, ids, NEURONS[-1], most_important, makes_up=False)
    note(f"{NEURONS[-1]} neurons, the others as they were", changed)
    changed = copy.deepcopy(model)
    drop_neurons(changed, ids, NEURONS[-1], hardest_to_replace, makes_up=True)
    note(f"{NEURONS[-1]} neurons, the hardest to replace, the others making up", changed)
    smaller, numbers = pruned_tokenizer(whole, counts, TOKENS)
    changed = copy.deepcopy(model)
    keep_rows(changed, numbers)
    note(f"{TOKENS} tokens", changed, Tokenizer.from_str(smaller))
    for size in NEURONS:
        changed = copy.deepcopy(model)
        prune_width(changed, ids, size)
        note(f"{size} neurons, the others making up", changed)
        keep_rows(changed, numbers)
        note(f"{size} neurons and {TOKENS} tokens", changed, Tokenizer.from_str(smaller))
    return lines


Choice = Callable[[Tensor, Tensor, int], list[int]]


def drop_neurons(model: Any, ids: Tensor, size: int, choose: Choice, makes_up: bool) -> None:
    """As `prune_width`, with another choice of neurons, or with nothing that makes up for those that go."""
    walk = Walk(model, ids)
    for number, layer in enumerate(model.model.layers):
        moments = _second_moments(walk, number, layer.mlp.down_proj)
        chosen = choose(moments, layer.mlp.down_proj.weight.data, size)
        keep_neurons(layer.mlp, chosen, moments if makes_up else None)
        walk.states = walk.through(number)
    model.config.intermediate_size = size


def hardest_to_replace(moments: Tensor, outgoing: Tensor, count: int) -> list[int]:
    """The neurons without which, the others making up for each, most is lost (Optimal Brain Surgeon, 1993)."""
    damped = moments.double() + torch.eye(len(moments), dtype=torch.double) * DAMPING * moments.diagonal().mean()
    lost = outgoing.double().square().sum(dim=0) / torch.linalg.inv(damped).diagonal()
    return sorted(torch.sort(lost, descending=True, stable=True).indices[:count].tolist())


@torch.no_grad()
def perplexity(model: Any, tokenizer: Tokenizer, rows: Sequence[str], tokens: int) -> float:
    """Per token of the whole tokenizer, of which the rows have so many."""
    loss = 0.0
    for text in rows:
        ids = torch.tensor([tokenizer.encode(text, add_special_tokens=False).ids])
        logits = model(ids).logits[0]
        loss += float(torch.nn.functional.cross_entropy(logits[:-1], ids[0, 1:], reduction="sum"))
    return math.exp(loss / (tokens - len(rows)))


if __name__ == "__main__":
    main()

"""Trains the reader: groups in, weights out, with fixed seeds, checkpoints and a learning curve on held-out groups."""

import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.pairs import pair
from models.progress import Progress, Step, silent
from models.training.network import ReaderNetwork
from models.training.rows import Group
from models.training.schedule import batches_by_length, rate_share

ROWS = 4
"""Passages of a group that are read: the answer and three near misses."""


@dataclass(frozen=True)
class ReaderPlan:
    """Every choice of a training run; the same plan on the same groups gives the same weights.

    Except where `minutes` ends it: then the learning rate falls with the clock instead of with the steps, so that
    a run on a busy machine still ends well cooled, having seen fewer of the groups.
    """

    seed: int = 7
    groups_per_step: int = 10
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    warm_up: float = 0.06
    span_weight: float = 0.4
    frozen_layers: int = 3
    minutes: float | None = None
    threads: int = 2
    checkpoint_steps: int = 20
    check_steps: int = 100


@dataclass(frozen=True)
class Example:
    """A group as token ids: one row a passage; `start` and `end` are token places in the first row, -1 for none."""

    ids: tuple[tuple[int, ...], ...]
    types: tuple[tuple[int, ...], ...]
    labels: tuple[float, ...]
    start: int
    end: int

    @property
    def tokens(self) -> int:
        """The length of the longest row."""
        return max(len(row) for row in self.ids)


def train_reader(
    groups: Sequence[Group], base: Path, work: Path, plan: ReaderPlan | None = None, progress: Progress = silent
) -> Path:
    """Trains for one pass over the groups that are not held out; returns the folder with `reader.safetensors`.

    `base` is the folder of all-MiniLM-L6-v2. `work` keeps the checkpoint: a run that was interrupted goes on where
    it was, and a finished one returns at once. `work/curve.jsonl` is the learning curve.
    """
    from safetensors.torch import save_file

    plan = plan or ReaderPlan()
    done = work / "reader.safetensors"
    if done.exists():
        return work
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    tokenizer = reader_tokenizer(base)
    chance = random.Random(plan.seed)  # noqa: S311 - no secret is drawn
    examples = [encode(group, tokenizer, chance) for group in groups if not group.held_out]
    same = random.Random(1)  # noqa: S311 - no secret is drawn
    held_out = [group for group in groups if group.held_out and group.labels[0] == 1.0 and len(group.labels) > 1][:200]
    checks = [encode(group, tokenizer, same) for group in held_out]
    batches = batches_by_length(examples, plan.groups_per_step, chance)
    network = ReaderNetwork(base)
    optimizer = _optimizer(network, plan)
    step, spent = _resume(work, network, optimizer)
    started, first_step, loss_sum = time.monotonic() - spent, step, 0.0
    while step < len(batches):
        minutes = (time.monotonic() - started) / 60
        through = max(step / len(batches), minutes / plan.minutes if plan.minutes else 0.0)
        if through >= 1.0:
            break
        _set_rate(optimizer, plan, through)
        network.train()
        loss = group_loss(network, batches[step], plan.span_weight)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        loss_sum += float(loss.detach())
        step += 1
        if step % plan.checkpoint_steps == 0:
            _save(work, network, optimizer, step, time.monotonic() - started)
            seconds = time.monotonic() - started - spent
            rate = (step - first_step) * plan.groups_per_step * ROWS / seconds
            doing = f"training: loss {loss_sum / plan.checkpoint_steps:.3f}, {rate:.1f} pairs/s"
            progress(Step(doing, step, len(batches)))
            loss_sum = 0.0
        if step % plan.check_steps == 0:
            _note(work, step, check(network, checks), progress)
    _note(work, step, check(network, checks), progress)
    save_file(network.state_dict(), work / "reader.partial")
    (work / "reader.partial").replace(done)
    return work


def reader_tokenizer(base: Path) -> Tokenizer:
    """The base's tokenizer without its own truncation and padding."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def encode(group: Group, tokenizer: Tokenizer, chance: random.Random) -> Example:
    """The group's rows. The title line is shortened or left out at times, alike for the whole group."""
    drop_title = chance.random() < 0.15
    drop_heading = chance.random() < (0.5 if group.kind == "heading" else 0.15)
    question = tokenizer.encode(group.question, add_special_tokens=False)
    ids, types = [], []
    start = end = -1
    for at, passage in enumerate(group.passages[:ROWS]):
        head = "" if drop_title else passage.head.split(" > ")[0] if drop_heading else passage.head
        text = f"{head}\n{passage.text}"
        encoded = tokenizer.encode(text, add_special_tokens=False)
        first = last = None
        if at == 0 and group.span is not None and group.labels[0] == 1.0:
            before = len(text) - len(passage.text)
            first = encoded.char_to_token(group.span[0] + before)
            last = encoded.char_to_token(group.span[1] - 1 + before)
        row = pair(question, encoded, text, must_hold=-1 if first is None else first)
        ids.append(tuple(row.ids))
        types.append(tuple(row.types))
        if first in row.places and last in row.places:
            start, end = row.places.index(first), row.places.index(last)
    return Example(tuple(ids), tuple(types), group.labels[:ROWS], start, end)


def group_loss(network: ReaderNetwork, batch: Sequence[Example], span_weight: float) -> Tensor:
    """Listwise cross-entropy over each group, plus binary cross-entropy for the absolute scale, plus the span's."""
    ids, mask, types = padded(
        [row for example in batch for row in example.ids], [row for example in batch for row in example.types]
    )
    with torch.autocast("cpu", torch.bfloat16):
        relevance, start, end = network(ids, mask, types)
    labels = torch.tensor([label for example in batch for label in example.labels])
    weights = 1.0 + 2.0 * labels
    loss = (torch.nn.functional.binary_cross_entropy_with_logits(relevance, labels, reduction="none") * weights).mean()
    lists, spans, row = [], [], 0
    for example in batch:
        size = len(example.labels)
        if example.labels[0] == 1.0 and size > 1:
            lists.append(-torch.log_softmax(relevance[row : row + size], 0)[0])
        if example.start >= 0:
            spans.append(-torch.log_softmax(start[row], 0)[example.start] - torch.log_softmax(end[row], 0)[example.end])
        row += size
    if lists:
        loss = loss + torch.stack(lists).mean()
    if spans:
        loss = loss + span_weight * 0.5 * torch.stack(spans).mean()
    return loss


def padded(ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor, Tensor]:
    """Rows of unlike length as tensors: ids, attention mask, token types."""
    longest = max(len(row) for row in ids)
    shape = (len(ids), longest)
    tokens, mask, kinds = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for at, (row, row_types) in enumerate(zip(ids, types, strict=True)):
        tokens[at, : len(row)], mask[at, : len(row)], kinds[at, : len(row)] = row, 1, row_types
    return torch.from_numpy(tokens), torch.from_numpy(mask), torch.from_numpy(kinds)


@torch.no_grad()
def check(network: ReaderNetwork, examples: Sequence[Example]) -> dict[str, float]:
    """On held-out groups: how often the right passage is first, the AUC of right against near miss, spans found."""
    network.eval()
    first, right, wrong, spans, hits = 0, [], [], 0, 0
    for example in examples:
        with torch.autocast("cpu", torch.bfloat16):
            relevance, start, end = network(*padded(example.ids, example.types))
        scores = relevance.tolist()
        first += scores[0] >= max(scores)
        right.append(scores[0])
        wrong += scores[1:]
        if example.start >= 0:
            spans += 1
            hits += abs(int(start[0].argmax()) - example.start) <= 1 and abs(int(end[0].argmax()) - example.end) <= 1
    auc = float((np.array(right)[:, None] > np.array(wrong)[None]).mean())
    return {"first": round(first / len(examples), 4), "auc": round(auc, 4), "span": round(hits / max(1, spans), 4)}


def _note(work: Path, step: int, figures: dict[str, float], progress: Progress) -> None:
    with (work / "curve.jsonl").open("a", encoding="utf-8") as curve:
        curve.write(json.dumps({"step": step, **figures}) + "\n")
    progress(Step(f"held out: {figures}", step))


def _optimizer(network: ReaderNetwork, plan: ReaderPlan) -> torch.optim.Optimizer:
    # The words and the lowest layers stay as they are: an hour's questions are too few to move them well, and it is
    # a third of the time.
    network.encoder.embeddings.requires_grad_(False)
    for layer in network.encoder.encoder.layer[: plan.frozen_layers]:
        layer.requires_grad_(False)
    encoder = [weight for weight in network.encoder.parameters() if weight.requires_grad]
    heads = [weight for name, weight in network.named_parameters() if not name.startswith("encoder.")]
    return torch.optim.AdamW(
        [{"params": encoder, "lr": plan.encoder_rate}, {"params": heads, "lr": plan.head_rate}], weight_decay=0.01
    )


def _set_rate(optimizer: torch.optim.Optimizer, plan: ReaderPlan, through: float) -> None:
    rates = (plan.encoder_rate, plan.head_rate)
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate * rate_share(through, plan.warm_up)


def _save(work: Path, network: ReaderNetwork, optimizer: torch.optim.Optimizer, step: int, spent: float) -> None:
    state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": spent}
    torch.save(state, work / "checkpoint.partial")
    (work / "checkpoint.partial").replace(work / "checkpoint.pt")


def _resume(work: Path, network: ReaderNetwork, optimizer: torch.optim.Optimizer) -> tuple[int, float]:
    """The step to go on with and the seconds spent so far."""
    file = work / "checkpoint.pt"
    if not file.exists():
        return 0, 0.0
    state = torch.load(file, weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"]), float(state["spent"])

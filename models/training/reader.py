"""Trains the reader: groups in, weights out, with fixed seeds, checkpoints and a learning curve on held-out groups."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.encoders.reader_calibration import area_under_curve
from models.machine import multiplies_bfloat16
from models.progress import Progress, Step, silent
from models.training.network import WEIGHTS, ReaderNetwork
from models.training.reader_examples import ROWS, Example, encode, padded, reader_tokenizer
from models.training.rows import Group
from models.training.run import Clock, add_to_curve, descend, resume, save_checkpoint
from models.training.schedule import batches_by_length, rate_share
from models.training.sentences import ANSWERS, BESIDE, UNKNOWN
from models.training.unit_examples import encode_units
from models.whole_files import whole_file

CHECKED = 300
"""Held-out groups that the learning curve is measured on."""


@dataclass(frozen=True)
class ReaderPlan:
    """Every choice of a training run; the same plan on the same groups gives the same weights.

    Except where `minutes` ends it: then the learning rate falls with the clock instead of with the steps, so that
    a run on a busy machine still ends well cooled, having seen fewer of the groups.
    """

    seed: int = 7
    groups_per_step: int = 10
    units_per_step: int = 16
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    warm_up: float = 0.06
    evidence_weight: float = 1.0
    frozen_layers: int = 3
    minutes: float | None = None
    threads: int = 2
    checkpoint_steps: int = 20
    check_steps: int = 100


@dataclass(frozen=True)
class Lesson:
    """Groups that are read passage by passage, and those that are read again unit by unit."""

    groups: Sequence[Group]
    units: Sequence[Group] = ()


def train_reader(
    lessons: Sequence[Lesson],
    base: Path,
    work: Path,
    plan: ReaderPlan | None = None,
    progress: Progress = silent,
    start: Path | None = None,
) -> Path:
    """Trains on one lesson after the other; returns the folder with the `WEIGHTS`.

    A lesson's groups are read once, in an order of its own, and the last lesson's held-out ones are what the run is
    checked with. `base` is the folder of all-MiniLM-L6-v2, `start` that of a course before this one, whose reader
    learns on. `work` keeps the checkpoint: a run that was interrupted goes on where it was, and a finished one returns
    at once. `work/curve.jsonl` is the learning curve.
    """
    from safetensors.torch import load_file, save_file

    plan = plan or ReaderPlan()
    done = work / WEIGHTS
    if done.exists():
        return work
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    tokenizer = reader_tokenizer(base)
    network = ReaderNetwork(base)
    if start:
        network.load_state_dict(load_file(start / WEIGHTS))
    _learn(network, _batches(lessons, tokenizer, plan), _checks(lessons[-1], tokenizer), work, plan, progress)
    with whole_file(done) as partial:
        save_file(network.state_dict(), partial)
    return work


def _batches(lessons: Sequence[Lesson], tokenizer: Tokenizer, plan: ReaderPlan) -> list[list[Example]]:
    batches: list[list[Example]] = []
    for number, lesson in enumerate(lessons):
        rng = random.Random(plan.seed + number)  # noqa: S311 - no secret is drawn
        passages = [encode(group, tokenizer, rng) for group in lesson.groups if not group.held_out]
        units = [encode_units(group, tokenizer, rng) for group in lesson.units if not group.held_out]
        of_lesson = batches_by_length(passages, plan.groups_per_step, rng)
        if units:
            of_lesson += batches_by_length([unit for unit in units if unit], plan.units_per_step, rng)
            rng.shuffle(of_lesson)
        batches += of_lesson
    return batches


def _checks(lesson: Lesson, tokenizer: Tokenizer) -> list[Example]:
    """The held-out groups that the learning curve is measured on, the same at every step."""
    rng = random.Random(1)  # noqa: S311 - no secret is drawn
    held_out = [group for group in lesson.groups if group.held_out and len(group.labels) > 1]
    return [encode(group, tokenizer, rng) for group in held_out[:CHECKED]]


def _learn(
    network: ReaderNetwork,
    batches: Sequence[Sequence[Example]],
    checks: Sequence[Example],
    work: Path,
    plan: ReaderPlan,
    progress: Progress,
) -> None:
    optimizer, checkpoint = _optimizer(network, plan), work / "checkpoint.pt"
    step, spent = resume(checkpoint, network, optimizer)
    clock, losses = Clock(len(batches), plan.minutes, step, spent), []
    while (through := clock.through(step)) < 1.0:
        _set_rate(optimizer, plan, through)
        network.train()
        losses.append(descend(group_loss(network, batches[step], plan.evidence_weight), network, optimizer))
        step += 1
        if step % plan.checkpoint_steps == 0:
            save_checkpoint(checkpoint, network, optimizer, step, clock.seconds)
            pairs = clock.rate(step) * plan.groups_per_step * ROWS
            progress(Step(f"training: loss {fmean(losses):.3f}, {pairs:.1f} pairs/s", step, len(batches)))
            losses.clear()
        if step % plan.check_steps == 0:
            _note(work, step, check(network, checks), progress)
    _note(work, step, check(network, checks), progress)


def group_loss(network: ReaderNetwork, batch: Sequence[Example], evidence_weight: float) -> Tensor:
    """What is wrong about passages and about sentences: for each, cross-entropy over a group's list of them (which one
    answers?) plus binary cross-entropy (does it?), where an answer weighs three times as much as a miss.
    """
    ids, mask, types = padded(
        [row for example in batch for row in example.ids], [row for example in batch for row in example.types]
    )
    with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_bfloat16()):
        relevance, evidence = network(ids, mask, types)
    passages, sentence_lists, row = [], [], 0
    for example in batch:
        size = len(example.labels)
        passages.append((relevance[row : row + size], torch.tensor(example.labels)))
        sentence_lists.append(sentence_logits(evidence[row : row + size], example))
        row += size
    return _list_loss(passages) + evidence_weight * _list_loss(sentence_lists)


def sentence_logits(evidence: Tensor, example: Example) -> tuple[Tensor, Tensor]:
    """The mean logit of each sentence that was read and of which it is known whether it answers; and if it does."""
    numbers = torch.full(evidence.shape, -1)
    for at, row in enumerate(example.sentences):
        numbers[at, : len(row)] = torch.tensor(row)
    inside = numbers >= 0
    count = len(example.answering)
    sizes = torch.zeros(count).index_add(0, numbers[inside], torch.ones(int(inside.sum())))
    sums = torch.zeros(count).index_add(0, numbers[inside], evidence[inside].float())
    answering = torch.tensor(example.answering)
    kept = (sizes > 0) & (answering != UNKNOWN)
    return sums[kept] / sizes[kept], answering[kept]


def _list_loss(lists: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
    logits, labels = torch.cat([one for one, _ in lists]), torch.cat([known for _, known in lists])
    if not len(logits):
        return torch.zeros(())
    each = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    loss = (each * (1.0 + 2.0 * labels)).mean()
    found = [
        torch.logsumexp(one, 0) - torch.logsumexp(one[known == ANSWERS], 0)
        for one, known in lists
        if (known == ANSWERS).any() and (known == BESIDE).any()
    ]
    return loss + torch.stack(found).mean() if found else loss


@torch.no_grad()
def check(network: ReaderNetwork, examples: Sequence[Example]) -> dict[str, float]:
    """On held-out groups: how often the right passage and the right sentence are first, and the areas under the curve.

    The last is of the best sentence, between questions that the group's passages answer and those that they do not.
    """
    network.eval()
    first, right, wrong, told, hits, best, best_of_none = 0, [], [], 0, 0, [], []
    answered = 0
    for example in examples:
        with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_bfloat16()):
            relevance, evidence = network(*padded(example.ids, example.types))
        scores = relevance.tolist()
        logits, answering = sentence_logits(evidence, example)
        if example.labels[0] == 1.0:
            answered += 1
            first += scores[0] >= max(scores)
            right.append(scores[0])
            wrong += scores[1:]
        else:
            wrong += scores
        if (answering == ANSWERS).any():
            told += 1
            hits += bool(answering[logits.argmax()] == ANSWERS)
            best.append(float(logits.max()))
        elif example.labels[0] != 1.0 and len(logits):
            best_of_none.append(float(logits.max()))
    figures = {
        "passage_first": first / max(1, answered),
        "passage_auc": area_under_curve(right, wrong),
        "sentence_first": hits / max(1, told),
        "answered_auc": area_under_curve(best, best_of_none),
    }
    return {name: round(figure, 4) for name, figure in figures.items()}


def _note(work: Path, step: int, figures: dict[str, float], progress: Progress) -> None:
    add_to_curve(work, {"step": step, **figures})
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

"""Adapts the embedder: a LoRA adapter on MiniLM's upper layers, trained to bring questions near what answers them.

The loss is that of in-batch negatives with mined ones beside (InfoNCE, van den Oord and others 2018, arXiv 1807.03748),
once over passages and once over single units under their headings, weighed as the product weighs them.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from models.checkpoints.adapter import save_adapter
from models.export.quiet import quietly
from models.machine import multiplies_bfloat16
from models.progress import Progress, Step, silent
from models.training.embedder_rows import Told
from models.training.run import Clock, add_to_curve, descend, resume, save_checkpoint
from models.training.schedule import rate_share
from models.training.tuning_loss import frozen_in_half
from models.training.unit_examples import Unit

if TYPE_CHECKING:
    from peft import PeftModel

HEADING_WEIGHT = 0.4
"""How much of its heading's vector is added to a unit's, as the product does where it chooses one."""

MATRICES = ("query", "key", "value", "dense")
QUESTION_TOKENS, UNIT_TOKENS, PASSAGE_TOKENS = 64, 80, 128
BATCH_TOKENS = 6_000
CHECKED_ASKED, CHECKED_MADE = 500, 150
"""Held-out rows that the curve is measured on."""


@dataclass(frozen=True)
class EmbedderPlan:
    """Every choice of a training run; where `minutes` ends it, the rate falls with the clock instead of the steps.

    A step takes so many `asked` and `made` rows, with one near passage and `near_units` near units of each.
    """

    seed: int = 7
    steps: int = 2_000
    asked: int = 16
    made: int = 8
    near_units: int = 4
    rank: int = 32
    rate: float = 4e-4
    warm_up: float = 0.05
    temperature: float = 0.05
    frozen_layers: int = 3
    minutes: float | None = None
    threads: int = 2
    checkpoint_steps: int = 50
    check_steps: int = 250


def train_embedder(
    asked: Sequence[Told],
    made: Sequence[Told],
    base: Path,
    work: Path,
    output: Path,
    plan: EmbedderPlan | None = None,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Trains an adapter for the encoder in the folder `base` and writes it into `output`; returns the run's figures.

    Held-out rows are what the curve is measured on. `work` keeps the checkpoint and `curve.jsonl`: a run that was
    interrupted goes on where it was.
    """
    plan = plan or EmbedderPlan()
    work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    model = _with_adapter(base, plan)
    texts = Texts(model, base)
    checks = _held_out(asked, CHECKED_ASKED), _held_out(made, CHECKED_MADE)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], plan.rate, weight_decay=0.01)
    checkpoint = work / "checkpoint.pt"
    step, spent = resume(checkpoint, model, optimizer)
    clock, losses = Clock(plan.steps, plan.minutes, step, spent), []
    batches = _batches(asked, made, plan, step)
    while (through := clock.through(step)) < 1.0:
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * rate_share(through, plan.warm_up)
        losses.append(descend(loss_of(texts, *next(batches), plan), model, optimizer))
        step += 1
        if step % plan.checkpoint_steps == 0:
            save_checkpoint(checkpoint, model, optimizer, step, clock.seconds)
            progress(Step(f"training: loss {fmean(losses):.3f}, {clock.rate(step):.2f} steps/s", step, plan.steps))
            losses.clear()
        if step % plan.check_steps == 0:
            add_to_curve(work, {"step": step, **check(texts, *checks)})
    found = check(texts, *checks)
    add_to_curve(work, {"step": step, **found})
    save_adapter(model, base, base.name, output)
    figures = {"plan": asdict(plan), "steps": step, "held_out": found}
    (work / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return figures


class Texts:
    """The encoder in training: texts in, unit vectors out, padded in batches of like length."""

    def __init__(self, model: nn.Module, base: Path) -> None:
        from tokenizers import Tokenizer

        self._model = model
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.no_padding()

    def vectors(self, texts: Sequence[str], most: int) -> Tensor:
        """One unit vector a text of at most `most` tokens, (len(texts), dimension), gradients and all."""
        names = list(dict.fromkeys(texts))
        self._tokenizer.enable_truncation(most)
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(names)]
        order = sorted(range(len(ids)), key=lambda number: len(ids[number]))
        made = torch.cat([self._batch([ids[number] for number in batch]) for batch in _alike(order, ids)])
        place = {names[number]: at for at, number in enumerate(order)}
        return made[[place[text] for text in texts]]

    def units(self, units: Sequence[Unit]) -> Tensor:
        """The units' vectors where they stand: each with a part of its heading's."""
        both = self.vectors(
            [unit.text for unit in units] + [unit.head.replace(" > ", ", ") for unit in units], UNIT_TOKENS
        )
        return nn.functional.normalize(both[: len(units)] + HEADING_WEIGHT * both[len(units) :], dim=-1)

    def _batch(self, ids: Sequence[Sequence[int]]) -> Tensor:
        longest = max(len(row) for row in ids)
        padded, mask = torch.zeros((len(ids), longest), dtype=torch.long), torch.zeros((len(ids), longest))
        for at, row in enumerate(ids):
            padded[at, : len(row)] = torch.tensor(row)
            mask[at, : len(row)] = 1.0
        with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_bfloat16()):
            states = self._model(input_ids=padded, attention_mask=mask.long()).last_hidden_state
        mean = (states.float() * mask.unsqueeze(2)).sum(1) / mask.sum(1, keepdim=True)
        return nn.functional.normalize(mean, dim=-1)


def _alike(order: Sequence[int], ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """The numbers, which come shortest first, in batches that padding does not make much larger."""
    batch: list[int] = []
    for number in order:
        length = len(ids[number])
        if batch and (length * (len(batch) + 1) > BATCH_TOKENS or length > 1.6 * len(ids[batch[0]]) + 8):
            yield batch
            batch = []
        batch.append(number)
    yield batch


def loss_of(texts: Texts, rows: Sequence[Told], rng: random.Random, plan: EmbedderPlan) -> Tensor:
    """What is wrong about passages, and about units for the rows that have some: cross-entropies over the batch's."""
    questions = texts.vectors([row.question for row in rows], QUESTION_TOKENS)
    passages = [row.passage for row in rows]
    passages += [rng.choice(row.near[:4]) for row in rows if row.near]
    loss = _contrast(questions, texts.vectors(passages, PASSAGE_TOKENS), passages, range(len(rows)), plan)
    marked = [number for number, row in enumerate(rows) if row.right]
    if not marked:
        return loss
    units: list[Unit] = []
    places: list[int] = []
    for number in marked:
        near = rows[number].wrong[: 2 * plan.near_units]
        places.append(len(units))
        units += [rng.choice(rows[number].right), *rng.sample(near, min(plan.near_units, len(near)))]
    return loss + _contrast(questions[marked], texts.units(units), [unit.text for unit in units], places, plan)


def _contrast(
    questions: Tensor, candidates: Tensor, texts: Sequence[str], places: Sequence[int], plan: EmbedderPlan
) -> Tensor:
    """The cross-entropy of each question's own candidate among all; one that says the same words is none against it."""
    alike = torch.tensor([[text == texts[place] and at != place for at, text in enumerate(texts)] for place in places])
    logits = (questions @ candidates.T / plan.temperature).masked_fill(alike, -1e9)
    return nn.functional.cross_entropy(logits, torch.tensor(list(places)))


@torch.no_grad()
def check(texts: Texts, asked: Sequence[Told], made: Sequence[Told]) -> dict[str, float]:
    """On held-out rows: how often the right passage is first among all of them, and the right unit in its group."""
    figures = {}
    for name, rows in (("asked", asked), ("made", made)):
        if not rows:
            continue
        pool = list(dict.fromkeys(text for row in rows for text in (row.passage, *row.near[:3])))
        questions = texts.vectors([row.question for row in rows], QUESTION_TOKENS)
        scores = questions @ texts.vectors(pool, PASSAGE_TOKENS).T
        own = scores[range(len(rows)), [pool.index(row.passage) for row in rows]]
        rank = (scores > own.unsqueeze(1) + 1e-6).sum(1)
        figures[f"{name}_first"] = float((rank == 0).float().mean())
        figures[f"{name}_mrr"] = float((1 / (rank + 1.0)).mean())
        hits = [
            float(int((texts.units([*row.right, *row.wrong]) @ questions[number]).argmax()) < len(row.right))
            for number, row in enumerate(rows)
            if row.right
        ]
        figures |= {"unit_first": fmean(hits)} if hits else {}
    return {name: round(figure, 4) for name, figure in figures.items()}


def _held_out(rows: Sequence[Told], most: int) -> list[Told]:
    held_out = [row for row in rows if row.held_out]
    return random.Random(1).sample(held_out, min(most, len(held_out)))  # noqa: S311 - no secret is drawn


def _batches(
    asked: Sequence[Told], made: Sequence[Told], plan: EmbedderPlan, first: int
) -> Iterator[tuple[list[Told], random.Random]]:
    """The rows of each step from step `first` on, with what its near misses are drawn by."""
    steps = zip(_taken(asked, plan.asked, plan.seed), _taken(made, plan.made, plan.seed + 1), strict=True)
    for step, (some_asked, some_made) in enumerate(steps):
        if step >= first:
            yield [*some_asked, *some_made], random.Random(f"{plan.seed}/{step}")  # noqa: S311 - no secret is drawn


def _taken(rows: Sequence[Told], size: int, seed: int) -> Iterator[list[Told]]:
    """So many rows at a time without end, those held out left out; each pass is in an order of its own."""
    rng = random.Random(seed)  # noqa: S311 - no secret is drawn
    learned = [row for row in rows if not row.held_out]
    while True:
        rng.shuffle(learned)
        for at in range(0, max(1, len(learned) - size + 1), size):
            yield learned[at : at + size]


def _with_adapter(base: Path, plan: EmbedderPlan) -> "PeftModel":
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModel

    with quietly():
        model = AutoModel.from_pretrained(
            base,
            add_pooling_layer=False,
            use_safetensors=True,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    layers = list(range(plan.frozen_layers, model.config.num_hidden_layers))
    config = LoraConfig(
        r=plan.rank,
        lora_alpha=plan.rank,
        target_modules=list(MATRICES),
        layers_to_transform=layers,
        layers_pattern="layer",
    )
    adapted = get_peft_model(model, config)
    frozen_in_half(adapted)
    return adapted

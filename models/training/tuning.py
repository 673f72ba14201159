"""Tunes a writer with LoRA: rows in, an adapter out, with fixed seeds, checkpoints and a curve on held-out rows.

Learned from are the answers' tokens and, where the model was pruned, all tokens from the model before pruning. A run
that is interrupted goes on where it was.
"""

import json
import math
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from models.adapter import WEIGHTS, base_hash, open_adapter, save_adapter
from models.chat_template import ChatEncoder, ChatTemplate
from models.errors import TrainingDataInvalid
from models.export.quiet import quietly
from models.pretrained import chat_layout, end_token, load_decoder, save_tokenizer
from models.progress import Progress, Step, silent
from models.training.schedule import batches_by_length, rate_share
from models.training.tuning_loss import Example, Teacher, frozen_in_half, loss_of
from models.training.tuning_rows import FEWEST_ROWS, TuningRow, check_rows
from models.weights import sha256_of
from models.whole_files import full_disk_told, whole_file

if TYPE_CHECKING:
    from peft import PeftModel


@dataclass(frozen=True)
class TuningPlan:
    """Every choice of a run; the same plan on the same rows gives the same adapter.

    Except where `minutes` ends it: then the learning rate falls with the clock instead of with the steps, so that a
    run on a busy machine still ends well cooled. A row of more than `longest` tokens is left out. Training stops early
    after `patience` checks without a smaller held-out loss; the adapter of the smallest one is kept.
    """

    seed: int = 7
    rank: int = 16
    scale: int = 32
    rate: float = 4e-4
    warm_up: float = 0.06
    rows_per_step: int = 8
    passes: int = 2
    longest: int = 480
    held_out: float = 0.06
    most_held_out: int = 64
    check_steps: int = 40
    patience: int = 3
    answer_weight: float = 1.0
    checkpoint_minutes: float = 3.0
    minutes: float | None = None
    threads: int = 2


@dataclass
class _Run:
    """How far a run is: what a checkpoint keeps beside the weights."""

    step: int = 0
    spent: float = 0.0
    best: float = math.inf
    worse: int = 0


def tune_writer(
    rows: Sequence[TuningRow],
    base: Path,
    work: Path,
    output: Path,
    plan: TuningPlan | None = None,
    progress: Progress = silent,
    title: str = "",
    start: Path | None = None,
    whole: Path | None = None,
) -> dict[str, Any]:
    """Tunes the decoder in the folder `base` and writes its adapter into `output`; returns the run's figures.

    `work` keeps the checkpoint and `curve.jsonl`. `title` is what the adapter's configuration calls the base. With
    `start`, an adapter is tuned further; with `whole`, the model before pruning teaches. Raises TrainingDataInvalid
    before any work where the rows cannot be learned from.
    """
    check_rows(rows)
    plan = plan or TuningPlan()
    if whole is None and (alone := sum(bool(row.text) for row in rows)):
        raise TrainingDataInvalid(
            f"{alone} of the rows are text alone, from which only a pruned model learns, to write like the whole one.",
            "Leave them out, or give each a question (messages) and its answer.",
        )
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    work.mkdir(parents=True, exist_ok=True)
    with quietly():
        chat, end = _chat(base, work)
    encoded = [(row, encode(row, chat, end)) for row in rows]
    kept = [(row, example) for row, example in encoded if example.tokens <= plan.longest]
    if too_long := len(rows) - len(kept):
        progress(Step(f"Leaving out {too_long} rows of more than {plan.longest} tokens"))
    if len(kept) < FEWEST_ROWS:
        raise TrainingDataInvalid(
            f"{too_long} of the {len(rows)} rows take more than {plan.longest} tokens each, and too few are left.",
            "Shorten them: the notes of a question take most of it.",
        )
    learned, held_out = split(kept, plan)
    with quietly():
        model = _with_adapter(base, plan, progress, start)
        teacher = Teacher.open(whole, base, progress) if whole is not None else None
    optimizer = torch.optim.AdamW([w for w in model.parameters() if w.requires_grad], plan.rate, weight_decay=0.0)
    rng = random.Random(plan.seed)  # noqa: S311 - no secret is drawn
    batches = [batch for _ in range(plan.passes) for batch in batches_by_length(learned, plan.rows_per_step, rng)]
    fingerprint = _fingerprint(rows, plan, base, start, whole)
    run = _resume(work, model, optimizer, fingerprint)
    _train(model, optimizer, batches, held_out, run, plan, work, progress, fingerprint, teacher)
    _load(model, torch.load(work / "best.pt", weights_only=True))
    save_adapter(model, base, title or base.name, output)
    figures = {
        "plan": asdict(plan),
        "rows": {"learned": len(learned), "held_out": len(held_out), "too_long": len(rows) - len(kept)},
        "steps": run.step,
        "minutes": round(run.spent / 60, 1),
        "held_out_loss": run.best,
    }
    (work / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return figures


def encode(row: TuningRow, chat: ChatEncoder, end: int) -> Example:
    """The prompt as it is served, the answer behind it, and the token that ends a turn; or the text alone."""
    if row.text:
        return Example(tuple(chat.text(row.text)), 0)
    answer = [*chat.text(row.answer), end]
    return Example((*chat.prompt(row.messages), *answer), len(answer))


def split(rows: Sequence[tuple[TuningRow, Example]], plan: TuningPlan) -> tuple[list[Example], list[Example]]:
    """What is learned from and what is held out, whole groups together; the same rows are always split alike."""
    groups = [row.group or _digest(row) for row, _ in rows]
    sizes = Counter(groups)
    if len(sizes) < 2:
        raise TrainingDataInvalid("All rows are of one group, so none can be held out.", "Give rows of more groups.")
    drawn = sorted(sizes)
    random.Random(plan.seed).shuffle(drawn)  # noqa: S311 - no secret is drawn
    wanted = min(plan.most_held_out, plan.held_out * len(rows))
    held_out = {drawn[0]}
    for group in drawn[1:-1]:
        if sum(sizes[one] for one in held_out) < wanted:
            held_out.add(group)
    examples = [example for _, example in rows]
    learned = [example for example, group in zip(examples, groups, strict=True) if group not in held_out]
    return learned, [example for example, group in zip(examples, groups, strict=True) if group in held_out]


@torch.no_grad()
def check(model: "PeftModel", examples: Sequence[Example], plan: TuningPlan, teacher: Teacher | None) -> dict[str, Any]:
    """On held-out rows: the loss that is learned from, its two parts a token, and the share of answers all right."""
    model.eval()
    decoder: Any = model.get_base_model()
    losses = [loss_of(decoder, [example], teacher) for example in examples]
    total = sum(losses[1:], losses[0])
    figures: dict[str, Any] = {"held_out": round(float(total.mean(plan.answer_weight)), 4)}
    if total.answer_tokens:
        figures["answer"] = round(float(total.answer) / total.answer_tokens, 4)
        figures["exact"] = round(total.exact / sum(example.answer_tokens > 0 for example in examples), 3)
    if teacher is not None:
        figures["divergence"] = round(float(total.divergence) / total.tokens, 4)
    return figures


def _train(
    model: "PeftModel",
    optimizer: torch.optim.Optimizer,
    batches: Sequence[Sequence[Example]],
    held_out: Sequence[Example],
    run: _Run,
    plan: TuningPlan,
    work: Path,
    progress: Progress,
    fingerprint: str,
    teacher: Teacher | None,
) -> None:
    before, started, saved = run.spent, time.monotonic(), time.monotonic()
    losses: list[float] = []
    decoder: Any = model.get_base_model()
    while run.step < len(batches) and run.worse < plan.patience:
        run.spent = before + time.monotonic() - started
        through = max(run.step / len(batches), run.spent / 60 / plan.minutes if plan.minutes else 0.0)
        if through >= 1.0:
            break
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * rate_share(through, plan.warm_up)
        model.train()
        loss = loss_of(decoder, batches[run.step], teacher).mean(plan.answer_weight)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss.detach()))
        if not math.isfinite(losses[-1]):
            raise TrainingDataInvalid(
                f"The loss is no number any more at step {run.step + 1}, so nothing is learned.",
                "Lower the rate, or look for rows with texts that are none.",
            )
        run.step += 1
        left = run.spent * (1 - through) / through / 60 if through else 0.0
        progress(Step(f"Tuning: loss {losses[-1]:.2f}, {left:.0f} minutes left", run.step, len(batches)))
        if run.step % plan.check_steps == 0:
            _note(check(model, held_out, plan, teacher), model, run, losses, work)
            losses.clear()
        if time.monotonic() - saved > 60 * plan.checkpoint_minutes:
            saved = time.monotonic()
            _save(work, model, optimizer, run, fingerprint)
    if run.step % plan.check_steps != 0 or not (work / "best.pt").exists():
        _note(check(model, held_out, plan, teacher), model, run, losses, work)
    _save(work, model, optimizer, run, fingerprint)


def _note(figures: dict[str, Any], model: nn.Module, run: _Run, losses: Sequence[float], work: Path) -> None:
    """Writes a line of the curve, and keeps the weights if they are the best so far."""
    mean = round(sum(losses) / len(losses), 4) if losses else None
    line = {"step": run.step, "minutes": round(run.spent / 60, 1), "learned": mean, **figures}
    with (work / "curve.jsonl").open("a", encoding="utf-8") as curve:
        curve.write(json.dumps(line) + "\n")
    if figures["held_out"] < run.best:
        run.best, run.worse = figures["held_out"], 0
        _write(_trained(model), work / "best.pt")
    else:
        run.worse += 1


def _chat(base: Path, work: Path) -> tuple[ChatEncoder, int]:
    """The product's own way to lay out a conversation for this model, and the token that ends the answer."""
    from tokenizers import Tokenizer

    folder = work / "tokenizer"
    save_tokenizer(base, folder)
    layout = chat_layout(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return ChatEncoder(ChatTemplate(layout["chat_template"], layout["special_tokens"]), tokenizer), end_token(base)


def _with_adapter(base: Path, plan: TuningPlan, progress: Progress, start: Path | None) -> "PeftModel":
    """The model with a new adapter on every matrix of its layers, or with the one to start from."""
    from peft import LoraConfig, get_peft_model

    model = load_decoder("writer", base, progress)
    if start is not None:
        tuned = open_adapter(model, start, base, trainable=True)
    else:
        config = LoraConfig(r=plan.rank, lora_alpha=plan.scale, target_modules="all-linear", task_type="CAUSAL_LM")
        tuned = get_peft_model(model, config)
    layers: Any = tuned.get_base_model()
    frozen_in_half(layers.model)
    for weight in tuned.parameters():
        if weight.requires_grad:
            weight.data = weight.data.float()
    return tuned


def _trained(model: nn.Module) -> dict[str, Tensor]:
    return {name: weight.detach().clone() for name, weight in model.named_parameters() if weight.requires_grad}


def _load(model: nn.Module, weights: dict[str, Tensor]) -> None:
    named = dict(model.named_parameters())
    for name, weight in weights.items():
        named[name].data.copy_(weight)


def _save(work: Path, model: nn.Module, optimizer: torch.optim.Optimizer, run: _Run, fingerprint: str) -> None:
    state = {"weights": _trained(model), "optimizer": optimizer.state_dict(), "run": asdict(run)}
    _write({**state, "fingerprint": fingerprint}, work / "checkpoint.pt")


def _write(content: dict[str, Any], file: Path) -> None:
    with whole_file(file) as partial, full_disk_told(file.parent):
        torch.save(content, partial)


def _resume(work: Path, model: nn.Module, optimizer: torch.optim.Optimizer, fingerprint: str) -> _Run:
    """Goes on at the checkpoint of `work`, if there is one; raises TrainingDataInvalid if it is of another run."""
    file = work / "checkpoint.pt"
    if not file.exists():
        return _Run()
    state = torch.load(file, weights_only=True)
    if state["fingerprint"] != fingerprint:
        raise TrainingDataInvalid(
            f"{work} holds the checkpoint of a run on other rows or weights, or with another plan.",
            "Name an empty folder.",
        )
    _load(model, state["weights"])
    optimizer.load_state_dict(state["optimizer"])
    return _Run(**state["run"])


def _fingerprint(
    rows: Sequence[TuningRow], plan: TuningPlan, base: Path, start: Path | None, whole: Path | None
) -> str:
    """What tells a run from others: one that went on with other weights would name the wrong ones in its adapter."""
    weights = [base_hash(base), start and sha256_of(start / WEIGHTS), whole and base_hash(whole)]
    content = json.dumps([asdict(plan), weights, [_digest(row) for row in rows]])
    return sha256(content.encode()).hexdigest()


def _digest(row: TuningRow) -> str:
    return sha256(json.dumps(asdict(row)).encode()).hexdigest()

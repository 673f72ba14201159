"""Tunes a writer with LoRA: rows in, an adapter out, with fixed seeds, checkpoints and a curve on held-out rows.

Learned from are the answers' tokens and, where the model was pruned, all tokens from the model before pruning. A run
that is interrupted goes on where it was.
"""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from models.checkpoints.adapter import WEIGHTS, base_hash, open_adapter, save_adapter
from models.checkpoints.pretrained import chat_layout, end_token, load_decoder, save_tokenizer
from models.checkpoints.weights import sha256_of
from models.errors import TrainingDataInvalid
from models.export.quiet import quietly
from models.progress import Progress, Step, silent
from models.store import TOKENIZER
from models.training.schedule import batches_by_length
from models.training.tuning_loss import Example, Teacher, frozen_in_half
from models.training.tuning_rows import FEWEST_ROWS, TuningRow, check_rows
from models.training.tuning_run import TuningPlan, TuningRun
from models.writing.chat_template import ChatEncoder, ChatTemplate

if TYPE_CHECKING:
    from peft import PeftModel


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
    plan = plan or TuningPlan()
    _check_rows(rows, whole)
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    work.mkdir(parents=True, exist_ok=True)
    kept = _short_enough(rows, base, work, plan, progress)
    learned, held_out = split(kept, plan)
    with quietly():
        model = _with_adapter(base, plan, progress, start)
        teacher = Teacher.open(whole, base, progress) if whole is not None else None
    rng = random.Random(plan.seed)  # noqa: S311 - no secret is drawn
    batches = [batch for _ in range(plan.passes) for batch in batches_by_length(learned, plan.rows_per_step, rng)]
    run = TuningRun(model, plan, work, _fingerprint(rows, plan, base, start, whole), teacher)
    run.learn(batches, held_out, progress)
    save_adapter(model, base, title or base.name, output)
    figures = {
        "plan": asdict(plan),
        "rows": {"learned": len(learned), "held_out": len(held_out), "too_long": len(rows) - len(kept)},
        "steps": run.standing.step,
        "minutes": round(run.standing.spent / 60, 1),
        "held_out_loss": run.standing.best,
    }
    (work / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return figures


def _check_rows(rows: Sequence[TuningRow], whole: Path | None) -> None:
    """Raises TrainingDataInvalid for rows that teach nothing, as text alone does without the model before pruning."""
    check_rows(rows)
    if whole is None and (alone := sum(bool(row.text) for row in rows)):
        raise TrainingDataInvalid(
            f"{alone} of the rows are text alone, from which only a pruned model learns, to write like the whole one.",
            "Leave them out, or give each a question (messages) and its answer.",
        )


def _short_enough(
    rows: Sequence[TuningRow], base: Path, work: Path, plan: TuningPlan, progress: Progress
) -> list[tuple[TuningRow, Example]]:
    """The rows with their tokens, without those that are too long; TrainingDataInvalid where too few are left."""
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
    return kept


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


def _chat(base: Path, work: Path) -> tuple[ChatEncoder, int]:
    """The product's own way to lay out a conversation for this model, and the token that ends the answer."""
    from tokenizers import Tokenizer

    folder = work / "tokenizer"
    save_tokenizer(base, folder)
    layout = chat_layout(folder)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
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


def _fingerprint(
    rows: Sequence[TuningRow], plan: TuningPlan, base: Path, start: Path | None, whole: Path | None
) -> str:
    """What tells a run from others: one that went on with other weights would name the wrong ones in its adapter."""
    weights = [base_hash(base), start and sha256_of(start / WEIGHTS), whole and base_hash(whole)]
    content = json.dumps([asdict(plan), weights, [_digest(row) for row in rows]])
    return sha256(content.encode()).hexdigest()


def _digest(row: TuningRow) -> str:
    return sha256(json.dumps(asdict(row)).encode()).hexdigest()

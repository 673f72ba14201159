"""A tuning run: it learns batch by batch, keeps the best weights, and goes on where it was interrupted."""

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from models.errors import TrainingDataInvalid
from models.progress import Progress, Step
from models.training.run import Clock, add_to_curve, descend
from models.training.schedule import rate_share
from models.training.tuning_loss import Example, Teacher, loss_of
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
class Standing:
    """How far a run is: its steps, its seconds, its smallest held-out loss, and the checks since then."""

    step: int = 0
    spent: float = 0.0
    best: float = math.inf
    worse: int = 0


class TuningRun:
    """A run that keeps its checkpoint, its best weights and `curve.jsonl` in the folder `work`."""

    def __init__(
        self, model: "PeftModel", plan: TuningPlan, work: Path, fingerprint: str, teacher: Teacher | None = None
    ) -> None:
        """Goes on at the checkpoint in `work`, if any; raises TrainingDataInvalid if that has another fingerprint."""
        self.standing = Standing()
        self._model, self._plan, self._work, self._teacher = model, plan, work, teacher
        self._fingerprint = fingerprint
        self._decoder: Any = model.get_base_model()
        self._learned = {name: weight for name, weight in model.named_parameters() if weight.requires_grad}
        self._optimizer = torch.optim.AdamW(self._learned.values(), plan.rate, weight_decay=0.0)
        if self._checkpoint.exists():
            self._resume()

    def learn(self, batches: Sequence[Sequence[Example]], held_out: Sequence[Example], progress: Progress) -> None:
        """Learns until the batches or the minutes are over, or nothing better comes; the model ends at its best."""
        run, clock = self.standing, Clock(len(batches), self._plan.minutes, self.standing.step, self.standing.spent)
        losses: list[float] = []
        saved = time.monotonic()
        while run.worse < self._plan.patience and (through := clock.through(run.step)) < 1.0:
            losses.append(self._step(batches[run.step], through))
            run.step, run.spent = run.step + 1, clock.seconds
            over = min(clock.through(run.step), 1.0)
            left = run.spent * (1 - over) / over / 60
            progress(Step(f"Tuning: loss {losses[-1]:.2f}, {left:.0f} minutes left", run.step, len(batches)))
            if run.step % self._plan.check_steps == 0:
                self._check(held_out, losses)
                losses.clear()
            if time.monotonic() - saved > 60 * self._plan.checkpoint_minutes:
                saved = time.monotonic()
                self._save()
        if run.step % self._plan.check_steps != 0 or not self._best.exists():
            self._check(held_out, losses)
        self._save()
        self._load(torch.load(self._best, weights_only=True))

    def _step(self, batch: Sequence[Example], through: float) -> float:
        for group in self._optimizer.param_groups:
            group["lr"] = self._plan.rate * rate_share(through, self._plan.warm_up)
        self._model.train()
        loss = loss_of(self._decoder, batch, self._teacher).mean(self._plan.answer_weight)
        value = descend(loss, self._model, self._optimizer)
        self._need_number(value)
        return value

    def _need_number(self, loss: float) -> None:
        if not math.isfinite(loss):
            raise TrainingDataInvalid(
                f"The loss is no number any more at step {self.standing.step + 1}, so nothing is learned.",
                "Lower the rate, or look for rows with texts that are none.",
            )

    def _check(self, held_out: Sequence[Example], losses: Sequence[float]) -> None:
        """Writes a line of the curve, and keeps the weights if they are the best so far."""
        run, figures = self.standing, self._figures(held_out)
        self._need_number(figures["held_out"])
        mean = round(sum(losses) / len(losses), 4) if losses else None
        add_to_curve(self._work, {"step": run.step, "minutes": round(run.spent / 60, 1), "learned": mean, **figures})
        if figures["held_out"] < run.best:
            run.best, run.worse = figures["held_out"], 0
            _write(self._weights(), self._best)
        else:
            run.worse += 1

    @torch.no_grad()
    def _figures(self, held_out: Sequence[Example]) -> dict[str, Any]:
        """The loss that is learned from, its two parts a token, and the share of answers that are all right."""
        self._model.eval()
        losses = [loss_of(self._decoder, [example], self._teacher) for example in held_out]
        total = sum(losses[1:], losses[0])
        figures: dict[str, Any] = {"held_out": round(float(total.mean(self._plan.answer_weight)), 4)}
        if total.answer_tokens:
            figures["answer"] = round(float(total.answer) / total.answer_tokens, 4)
            figures["exact"] = round(total.exact / sum(example.answer_tokens > 0 for example in held_out), 3)
        if self._teacher is not None:
            figures["divergence"] = round(float(total.divergence) / total.tokens, 4)
        return figures

    @property
    def _best(self) -> Path:
        return self._work / "best.pt"

    @property
    def _checkpoint(self) -> Path:
        return self._work / "checkpoint.pt"

    def _weights(self) -> dict[str, Tensor]:
        return {name: weight.detach().clone() for name, weight in self._learned.items()}

    def _load(self, weights: dict[str, Tensor]) -> None:
        for name, weight in weights.items():
            self._learned[name].data.copy_(weight)

    def _save(self) -> None:
        state = {"weights": self._weights(), "optimizer": self._optimizer.state_dict(), "run": asdict(self.standing)}
        _write({**state, "fingerprint": self._fingerprint}, self._checkpoint)

    def _resume(self) -> None:
        state = torch.load(self._checkpoint, weights_only=True)
        if state["fingerprint"] != self._fingerprint:
            raise TrainingDataInvalid(
                f"{self._work} holds the checkpoint of a run on other rows or weights, or with another plan.",
                "Name an empty folder.",
            )
        self._load(state["weights"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.standing = Standing(**state["run"])


def _write(content: dict[str, Any], file: Path) -> None:
    with whole_file(file) as partial, full_disk_told(file.parent):
        torch.save(content, partial)

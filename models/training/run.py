"""What every training run does: it knows how far it is, follows the gradient, and goes on where it was interrupted."""

import json
import time
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from models.whole_files import whole_file

LONGEST_GRADIENT = 1.0


class Clock:
    """How far a run is, by its steps or by its minutes, whichever end it first; earlier tries count."""

    def __init__(self, steps: int, minutes: float | None, step: int = 0, spent: float = 0.0) -> None:
        """The run stands at `step`, after the `spent` seconds of earlier tries."""
        self._steps, self._minutes = steps, minutes
        self._first_step, self._spent = step, spent
        self._started = time.monotonic()

    @property
    def seconds(self) -> float:
        """The seconds spent so far."""
        return self._spent + time.monotonic() - self._started

    def through(self, step: int) -> float:
        """The share of the run that is over: 1 or more at its end."""
        by_steps = step / self._steps if self._steps else 1.0
        return max(by_steps, self.seconds / 60 / self._minutes if self._minutes else 0.0)

    def rate(self, step: int) -> float:
        """Steps a second since this try began."""
        return (step - self._first_step) / (self.seconds - self._spent)


def descend(loss: Tensor, network: nn.Module, optimizer: torch.optim.Optimizer) -> float:
    """Takes one step down the gradient, its length bounded; returns the loss."""
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), LONGEST_GRADIENT)
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.detach())


def add_to_curve(work: Path, line: Mapping[str, object]) -> None:
    """Adds a line to the run's learning curve, `curve.jsonl`."""
    with (work / "curve.jsonl").open("a", encoding="utf-8") as curve:
        curve.write(json.dumps(line) + "\n")


def save_checkpoint(
    file: Path, network: nn.Module, optimizer: torch.optim.Optimizer, step: int, seconds: float
) -> None:
    """Keeps what `resume` goes on with."""
    state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": seconds}
    with whole_file(file) as partial:
        torch.save(state, partial)


def resume(file: Path, network: nn.Module, optimizer: torch.optim.Optimizer) -> tuple[int, float]:
    """Loads a checkpoint if there is one; the step to go on with, and the seconds spent so far."""
    if not file.exists():
        return 0, 0.0
    state = torch.load(file, weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"]), float(state["spent"])

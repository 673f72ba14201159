"""What a writer that is tuned is judged by: its answers, and how far it is from the model before pruning.

Distillation (Hinton, Vinyals and Dean 2015, arXiv 1503.02531): a pruned model is to give each next token the
probability that the whole one gives it, at every token of a row. That says far more a row than the right token alone,
and needs no answer. The temperature is 1, as what is to be kept is what is written and measured: the probabilities
themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from models.checkpoints.adapter import kept_tokens
from models.checkpoints.pretrained import load_decoder
from models.machine import multiplies_bfloat16
from models.progress import Progress

if TYPE_CHECKING:
    from transformers import PreTrainedModel


@dataclass(frozen=True)
class Example:
    """A row as token ids, of which the last `answer_tokens` are the answer; without an answer they are 0."""

    ids: tuple[int, ...]
    answer_tokens: int

    @property
    def tokens(self) -> int:
        """The length of the row."""
        return len(self.ids)


@dataclass(frozen=True)
class Loss:
    """Sums over a batch: the surprise at answer tokens, and the divergence from the teacher at all tokens, in nats.

    `exact` is how many answers have the right token first everywhere.
    """

    answer: Tensor
    answer_tokens: int
    divergence: Tensor
    tokens: int
    exact: int

    def mean(self, answer_weight: float) -> Tensor:
        """Per token: the divergence, and so many times the answers' surprise."""
        return self.divergence / max(self.tokens, 1) + answer_weight * self.answer / max(self.answer_tokens, 1)

    def __add__(self, other: "Loss") -> "Loss":
        return Loss(
            self.answer + other.answer,
            self.answer_tokens + other.answer_tokens,
            self.divergence + other.divergence,
            self.tokens + other.tokens,
            self.exact + other.exact,
        )


class Teacher:
    """The model before pruning, asked for the tokens that the pruned one still has."""

    def __init__(self, model: "PreTrainedModel", numbers: Sequence[int]) -> None:
        """`numbers` are the model's own numbers of the pruned one's tokens, in their order."""
        decoder: Any = model
        decoder.requires_grad_(False)
        frozen_in_half(decoder)
        self._decoder = decoder.model
        self._numbers = torch.tensor(numbers)
        # A token that is gone can no longer be given: the others share its probability.
        self._head = decoder.get_output_embeddings().weight.data[self._numbers]

    @classmethod
    def open(cls, whole: Path, pruned: Path, progress: Progress) -> "Teacher":
        """The model in the folder `whole`, from which `pruned` was made."""
        model = load_decoder("teacher", whole, progress)
        return cls(model, kept_tokens(pruned) or range(model.config.vocab_size))

    @torch.no_grad()
    def logits(self, ids: Tensor, mask: Tensor, places: Tensor) -> Tensor:
        """For the pruned model's `ids` and `mask`, (rows, tokens): the logits at `places`, (n, pruned tokens)."""
        with half_precision():
            given = self._decoder(input_ids=self._numbers[ids], attention_mask=mask, use_cache=False)
            logits: Tensor = nn.functional.linear(given.last_hidden_state[places], self._head)
        return logits.float()


def loss_of(decoder: Any, batch: Sequence[Example], teacher: Teacher | None = None) -> Loss:
    """The losses of a batch, to be learned from.

    The head is computed for what is learned from alone: without a teacher that is the answers, and most of a row is
    prompt.
    """
    ids, mask, follows, answers = _padded(batch)
    places = answers if teacher is None else follows
    with half_precision():
        states = decoder.model(input_ids=ids, attention_mask=mask, use_cache=False).last_hidden_state
        logits = decoder.lm_head(states[places]).float()
    targets, is_answer = ids.roll(-1, dims=1)[places], answers[places]
    given, right = logits[is_answer], targets[is_answer]
    first = (given.detach().argmax(dim=1) == right).split([example.answer_tokens for example in batch])
    return Loss(
        nn.functional.cross_entropy(given, right, reduction="sum") if len(right) else logits.new_zeros(()),
        len(right),
        logits.new_zeros(()) if teacher is None else divergence(logits, teacher.logits(ids, mask, places)),
        0 if teacher is None else len(targets),
        sum(bool(hits.all()) for hits in first if len(hits)),
    )


def divergence(student: Tensor, teacher: Tensor) -> Tensor:
    """The sum of KL(teacher ‖ student) over rows of logits, in nats."""
    told, wanted = (nn.functional.log_softmax(logits, dim=1) for logits in (student, teacher))
    return nn.functional.kl_div(told, wanted, log_target=True, reduction="sum")


def half_precision() -> torch.autocast:
    """Computes in bfloat16 within, on a processor that multiplies it; on others that takes three times as long."""
    return torch.autocast("cpu", torch.bfloat16, enabled=multiplies_bfloat16())


def frozen_in_half(model: nn.Module) -> None:
    """Casts the matrices that stay as they are, so that they need not be cast for every step."""
    for module in model.modules() if multiplies_bfloat16() else ():
        if isinstance(module, nn.Linear) and not module.weight.requires_grad:
            module.weight.data = module.weight.data.to(torch.bfloat16)


def _padded(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Each (rows, tokens): the ids, what is no padding, what a token of its row follows, and what one of the answer."""
    longest = max(example.tokens for example in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    mask, follows = torch.zeros_like(ids), torch.zeros_like(ids, dtype=torch.bool)
    answers = torch.zeros_like(follows)
    for at, example in enumerate(batch):
        end = example.tokens
        ids[at, :end], mask[at, :end] = torch.tensor(example.ids), 1
        # The token at one place is predicted from the state at the place before it.
        follows[at, : end - 1] = True
        answers[at, end - 1 - example.answer_tokens : end - 1] = True
    return ids, mask, follows, answers

"""How far a quantized decoder is from the fp32 one: the divergence of its next-token probabilities, its perplexity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.quantization.activations import Rows, run_row

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


@dataclass(frozen=True)
class Distance:
    """From the fp32 graph, over all tokens of a text: mean KL divergence in nats, perplexity, and that of fp32."""

    divergence: float
    perplexity: float
    reference_perplexity: float

    @property
    def loss(self) -> float:
        """By how much the perplexity is larger: .01 is one percent."""
        return self.perplexity / self.reference_perplexity - 1


def log_probabilities(session: "InferenceSession", rows: Rows) -> list[NDArray[np.float16]]:
    """The log probabilities that a decoder gives each next token, in half precision: (tokens, vocabulary) a row."""
    return [_log_probabilities(session, row).astype(np.float16) for row in rows]


def distance(session: "InferenceSession", rows: Rows, reference: Sequence[NDArray[np.float16]]) -> Distance:
    """The distance of a quantized decoder, with the fp32 one's `log_probabilities` for the same rows as `reference`."""
    divergence = losses = losses_before = 0.0
    for row, before in zip(rows, reference, strict=True):
        expected, found = before.astype(np.float32), _log_probabilities(session, row)
        divergence += float((np.exp(expected) * (expected - found)).sum())
        following = np.arange(len(row) - 1), row[1:]
        losses -= float(found[following].sum())
        losses_before -= float(expected[following].sum())
    tokens = sum(len(row) for row in rows)
    scored = tokens - len(rows)
    return Distance(divergence / tokens, float(np.exp(losses / scored)), float(np.exp(losses_before / scored)))


def _log_probabilities(session: "InferenceSession", row: NDArray[np.int64]) -> NDArray[np.float32]:
    logits: NDArray[np.float32] = run_row(session, row, ["logits"])[0][0]
    logits -= logits.max(axis=1, keepdims=True)
    logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return logits

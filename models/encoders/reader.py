"""Serves the reader: a question and passages in; for each, how likely it answers the question, and what in it does.

It reads; it never decides what is shown, and knows nothing of documents.
"""

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from models.encoders.cross_encoder import KIND, PairTemplate, relevance_logits
from models.encoders.pairs import Pair, pair
from models.sessions import load_tokenizer, loading, open_session
from models.store import BuiltModel
from models.unicode import storable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

# Rows in one call: a few batches of like length waste less on padding than one batch of all.
BATCH_ROWS = 6
USUAL_WORDS, MOST_SHARE = 14, 4.0
LONGEST_QUESTION = 4_000
LONGEST_PASSAGE = 8_000


@dataclass(frozen=True, eq=False)
class Marks:
    """What of a passage answers, a token at a time.

    `places` are the characters of the passage at which the tokens that were read begin, in order, and `tokens` the
    logit of each to be part of what answers. `calibration` makes a probability of a sentence's.
    """

    places: NDArray[np.int64]
    tokens: NDArray[np.float32]
    calibration: tuple[float, float]

    def logit(self, start: int, end: int) -> float | None:
        """The mean logit of a sentence's tokens, those that were read; None where none was."""
        first, last = np.searchsorted(self.places, (start, end))
        return float(self.tokens[first:last].mean()) if last > first else None


@dataclass(frozen=True, eq=False)
class PassageReading:
    """What the reader makes of one passage.

    `relevance` is the calibrated probability that the passage answers the question, `logit` the same uncalibrated. A
    cross-encoder from elsewhere makes no `marks`.
    """

    relevance: float
    logit: float
    marks: Marks | None

    def evidence_logit(self, start: int, end: int) -> float | None:
        """The mean logit of a sentence's tokens, those that were read; None where none was."""
        return None if self.marks is None else self.marks.logit(start, end)

    def evidence(self, start: int, end: int) -> float:
        """How likely the sentence from character `start` to `end` of the passage answers, 0 to 1; 0 if unread.

        Where nothing is marked it is as likely as the whole passage: what is decided on stays on the same scale.
        """
        if self.marks is None:
            return self.relevance
        logit = self.marks.logit(start, end)
        slope, offset = self.marks.calibration
        return 0.0 if logit is None else _sigmoid(slope * logit + offset)


class Reader:
    """An open reader. Its methods can be called from several threads at once.

    `relevance` is the slope and the offset of the sigmoid that makes a probability of a passage's logit, and `fusion`
    the weight of that probability beside the first stage's score.
    """

    def __init__(self, model: BuiltModel, session: "InferenceSession", tokenizer: "Tokenizer") -> None:
        serving = model.serving()
        self.max_tokens: int = serving["max_tokens"]
        self.relevance: tuple[float, float] = tuple(serving["relevance"])
        self.fusion = float(serving["fusion"])
        self._session: InferenceSession | None = session
        self._inputs = {value.name for value in session.get_inputs()}
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # A cross-encoder has rows of its own template, and marks nothing.
        self._template = PairTemplate.of(tokenizer) if serving.get("kind") == KIND else None
        self._evidence: tuple[float, float] | None = None if self._template else tuple(serving["evidence"])

    @classmethod
    def open(cls, model: BuiltModel, threads: int | None = None) -> Self:
        """Loads the model; `threads` is how many cores one call may use, all that this process may use by default.

        Raises ModelCorrupt when the files are not a model that ONNX Runtime can load.
        """
        with loading(model):
            return cls(model, open_session(model, threads), load_tokenizer(model))

    def recalibrated(self, relevance: tuple[float, float], fusion: float) -> Self:
        """This reader with other numbers; both share one model."""
        other = copy(self)
        other.relevance, other.fusion = relevance, fusion
        return other

    def read(self, question: str, passages: Sequence[str]) -> list[PassageReading]:
        """One reading a passage, in the order of the passages.

        A passage is its title line, a line break and its text, as `models.encoders.pairs.titled` makes it.
        Of a text that is too long, the part with most of the question's words is read; its beginning, where the reader
        is a cross-encoder from elsewhere.
        """
        asked = self._encode(question, LONGEST_QUESTION)
        encodings = [self._encode(passage, LONGEST_PASSAGE) for passage in passages]
        rows = [self._row(asked, encoding, text) for encoding, text in zip(encodings, passages, strict=True)]
        readings: dict[int, PassageReading] = {}
        order = sorted(range(len(rows)), key=lambda at: len(rows[at].ids))
        for first in range(0, len(order), BATCH_ROWS):
            batch = order[first : first + BATCH_ROWS]
            outputs = self._run([rows[at] for at in batch])
            logits = outputs[0] if self._template is None else relevance_logits(outputs[0])
            for row, at in enumerate(batch):
                logit = float(logits[row])
                marks = self._marks(rows[at], encodings[at], [output[row] for output in outputs])
                readings[at] = PassageReading(self._calibrated(logit), logit, marks)
        return [readings[at] for at in range(len(rows))]

    def fuse(self, question: str, scores: Sequence[float], readings: Sequence[PassageReading]) -> list[float]:
        """The first stage's scores of the passages read, moved by the readings: sort by these, highest first.

        `scores` are absolute (0..1: a convex sum of cosine and BM25 share), as the weight was fitted for, on questions
        and products that the reader was not trained on.
        """
        weight = self.fusion * fusion_share(question)
        return [score + weight * reading.relevance for score, reading in zip(scores, readings, strict=True)]

    def close(self) -> None:
        """Frees the model."""
        self._session = None

    def _encode(self, text: str, longest: int) -> "Encoding":
        return self._tokenizer.encode(storable(text[:longest]), add_special_tokens=False)

    def _row(self, question: "Encoding", passage: "Encoding", text: str) -> Pair:
        if self._template is not None:
            return self._template.row(question.ids, passage.ids, self.max_tokens)
        return pair(question, passage, text, self.max_tokens)

    def _marks(self, row: Pair, passage: "Encoding", outputs: Sequence[NDArray[np.float32]]) -> Marks | None:
        if self._evidence is None:
            return None
        inside = [n for n, place in enumerate(row.places) if place >= 0]
        places = np.array([passage.offsets[row.places[n]][0] for n in inside], np.int64)
        return Marks(places, outputs[1][inside], self._evidence)

    def _run(self, rows: Sequence[Pair]) -> Any:
        if self._session is None:
            raise RuntimeError("this reader was closed")
        longest = max(len(row.ids) for row in rows)
        ids, mask, types = (np.zeros((len(rows), longest), dtype=np.int64) for _ in range(3))
        for at, row in enumerate(rows):
            size = len(row.ids)
            ids[at, :size], mask[at, :size], types[at, :size] = row.ids, 1, row.types
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        return self._session.run(None, {name: feeds[name] for name in self._inputs})

    def _calibrated(self, logit: float) -> float:
        """Platt's sigmoid (1999), fitted on questions about products that were not trained on."""
        slope, offset = self.relevance
        return _sigmoid(slope * logit + offset)


def fusion_share(question: str) -> float:
    """How much of the reader's weight counts for a question: 1 for 14 words, 4 for up to 7, 1/9 for 42.

    The first stage has little to go by in a few words; of a long story the reader sees only the beginning and the end.
    """
    return min(MOST_SHARE, (USUAL_WORDS / max(len(question.split()), 1)) ** 2)


def _sigmoid(number: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, number))))

"""A question and a passage as a cross-encoder from elsewhere sees them, and its logit. It opens no model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from models.encoders.pairs import QUESTION_TOKENS, Pair, both_ends

if TYPE_CHECKING:
    from tokenizers import Tokenizer

KIND = "cross-encoder"
"""What `serving.json` says of a reader of this kind."""


@dataclass(frozen=True)
class PairTemplate:
    """What a tokenizer puts around a pair of texts: BERT `[CLS] … [SEP] … [SEP]`, RoBERTa `<s> … </s></s> … </s>`.

    `opening`, `between` and `closing` are its tokens, each with its type; `types` are those of the two texts.
    """

    opening: tuple[tuple[int, int], ...]
    between: tuple[tuple[int, int], ...]
    closing: tuple[tuple[int, int], ...]
    types: tuple[int, int]

    @classmethod
    def of(cls, tokenizer: "Tokenizer") -> Self:
        """The template of a tokenizer that neither pads nor cuts; raises ValueError where it has no token for “a”."""
        text = tokenizer.encode("a", add_special_tokens=False)
        if not text.ids:
            raise ValueError("the tokenizer has no token for “a”")
        pair = tokenizer.post_process(text, text)
        tokens = list(zip(pair.ids, pair.type_ids, strict=True))
        # The tokens' sequence ids would say it too, but of a BERT's they leave out the first text.
        texts = [at for at, is_special in enumerate(pair.special_tokens_mask) if not is_special]
        question, passage = texts[: len(text.ids)], texts[len(text.ids) :]
        opening, between = tokens[: question[0]], tokens[question[-1] + 1 : passage[0]]
        closing = tokens[passage[-1] + 1 :]
        types = (tokens[question[0]][1], tokens[passage[0]][1])
        return cls(tuple(opening), tuple(between), tuple(closing), types)

    def row(self, question: Sequence[int], passage: Sequence[int], max_tokens: int) -> Pair:
        """The row for the tokens of two texts: of a passage that is too long, its beginning.

        A long question keeps its two ends, in at most half of the row.
        """
        room = max_tokens - len(self.opening) - len(self.between) - len(self.closing)
        asked = both_ends(question, min(QUESTION_TOKENS, room // 2))
        read = passage[: room - len(asked)]
        before = [*self.opening, *((token, self.types[0]) for token in asked), *self.between]
        tokens = [*before, *((token, self.types[1]) for token in read), *self.closing]
        places = [*([-1] * len(before)), *range(len(read)), *([-1] * len(self.closing))]
        return Pair([token for token, _ in tokens], [kind for _, kind in tokens], places)


def relevance_logits(labels: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logit of each row: that of its one label, or of two labels the second minus the first, as in a softmax."""
    logits: NDArray[np.float32] = labels[:, 0] if labels.shape[1] == 1 else labels[:, 1] - labels[:, 0]
    return logits

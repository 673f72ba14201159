"""The table `[export]` of a recipe: as what a model is exported, and what must be known to serve it."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from models.recipes.table import Table

_Finite = Annotated[float, Field(allow_inf_nan=False)]


class EncoderExport(Table):
    """An encoder exported as Optimum does it; texts are cut at `max_tokens`.

    `prefix` is what it was trained to find before a text ("query: "). `centred` is how much is taken off each vector of
    what all vectors share, their mean over the calibration text: 0 nothing, 1 all of it.
    """

    kind: Literal["encoder"]
    task: Literal["feature-extraction"] = "feature-extraction"
    max_tokens: int = Field(gt=2)
    pooling: Literal["mean", "cls"] = "mean"
    prefix: str | None = None
    centred: Annotated[float, Field(gt=0, le=1)] | None = None


class CrossEncoderExport(Table):
    """An encoder with a head that scores two texts together, exported as Optimum does it: a reader.

    Of a question and a passage `max_tokens` are read. `relevance` is the slope and the offset of the sigmoid that makes
    a probability of its logit (Platt 1999), and `fusion` the weight of that probability beside the search's score.
    """

    task: ClassVar[Literal["text-classification"]] = "text-classification"

    kind: Literal["cross-encoder"]
    max_tokens: int = Field(default=256, gt=16)
    relevance: tuple[_Finite, _Finite] = (1.0, 0.0)
    fusion: _Finite = Field(default=0.16, ge=0)


class DecoderExport(Table):
    """A decoder exported with ONNX Runtime's fused operators."""

    kind: Literal["decoder"]
    context_tokens: int = Field(gt=0)


class ClipExport(Table):
    """A CLIP-style model exported as two graphs, one for pictures and one for texts; all else is in its own files."""

    kind: Literal["clip"]


class Finished(Table):
    """Weights that are a finished graph already, with its tokenizer and `serving.json`: they are only put in place."""

    kind: Literal["finished"]


Export = EncoderExport | CrossEncoderExport | DecoderExport | ClipExport | Finished

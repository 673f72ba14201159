"""How much memory a larger writer would take and how fast it would be, on paper: a model of the measured stages.

A token is written as fast as the weights can be read from memory, and read as fast as they can be multiplied. So

    seconds to write a token = bytes of its matrices / bandwidth + seconds for each layer
    seconds to read a token  = floating point operations of its matrices and its attention / throughput
    memory                   = what the process takes + bytes of the model + bytes of the cache

with bandwidth, seconds a layer, throughput and the process's own memory from the rows that were measured.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from models.errors import DesksideError
from models.report.benchmark import ANSWER_TOKENS, PROMPT_TOKENS
from models.report.rows import Shape, StageRow

CACHE_BYTES = 4
TABLE_BITS = 8.5
# Mistral 7B (arXiv 2310.06825) with the tokens of its third version.
MISTRAL_7B = {
    "layers": 32,
    "hidden": 4096,
    "ffn": 14336,
    "heads": 32,
    "key_heads": 8,
    "head_size": 128,
    "vocabulary": 32_768,
    "tied": False,
}
# Bits of a weight with its share of a scale: 8 bits in blocks of 64, 4 bits in blocks of 32.
PLANNED = (("Mistral 7B, 8 bits", 8.5), ("Mistral 7B, 4 bits", 5.0))
CONTEXT_TOKENS = 4_096


class NothingMeasured(DesksideError):
    """No figure to plan from has been measured yet."""

    code = "nothing-measured"


@dataclass(frozen=True)
class Machine:
    """What the measured rows say about this machine; `seconds_a_layer` is 0 where a single row cannot tell."""

    bytes_a_second: float
    seconds_a_layer: float
    operations_a_second: float
    process_mb: float
    measured: tuple[str, ...]


@dataclass(frozen=True)
class PlannedModel:
    """The figures that a model would have on this machine."""

    model: str
    parameters: int
    bytes: int
    memory_mb: float
    prefill_tok_s: float
    decode_tok_s: float
    answer_seconds: float


class _WholeRow(NamedTuple):
    """A row of which all that a plan is made from was measured."""

    stage: str
    shape: Shape
    bytes: int
    memory_mb: float
    prefill_tok_s: float
    decode_tok_s: float


def fit_machine(rows: Sequence[StageRow], options: str = "") -> Machine:
    """The machine behind the measured rows; raises NothingMeasured where none tells enough.

    Throughput and memory are those of the last stage that was measured, which is the one that is served. `options` are
    those of the command that measures more.
    """
    whole = list(_whole(rows))
    if not whole:
        raise NothingMeasured(
            "Nothing is measured yet that a plan could be made from.",
            f"Measure on an idle machine: deskside models report{options} --measure base --measure quantized",
        )
    last = whole[-1]
    model_bytes = last.bytes + cache_bytes(last.shape, PROMPT_TOKENS + ANSWER_TOKENS)
    rate, overhead = _reading_rate(whole)
    return Machine(
        bytes_a_second=rate,
        seconds_a_layer=overhead,
        operations_a_second=operations(last.shape, PROMPT_TOKENS) * last.prefill_tok_s,
        process_mb=max(0.0, last.memory_mb - model_bytes / 1e6),
        measured=tuple(row.stage for row in whole),
    )


def plan_models(machine: Machine) -> list[PlannedModel]:
    """The planned models on this machine."""
    return [plan_model(name, Shape(**MISTRAL_7B, bits=bits), machine) for name, bits in PLANNED]  # type: ignore[arg-type]


def plan_model(name: str, shape: Shape, machine: Machine) -> PlannedModel:
    """A decoder of this shape on this machine."""
    # The table of tokens is kept in 8-bit blocks whatever the matrices are; where it is the head too, it is not twice.
    table = 0 if shape.tied else shape.vocabulary * shape.hidden
    size = matrix_bytes(shape) + table * TABLE_BITS / 8
    write = matrix_bytes(shape) / machine.bytes_a_second + shape.layers * machine.seconds_a_layer
    read = operations(shape, PROMPT_TOKENS) / machine.operations_a_second
    return PlannedModel(
        model=name,
        parameters=round(matrix_numbers(shape) + table),
        bytes=round(size),
        memory_mb=round(machine.process_mb + (size + cache_bytes(shape, CONTEXT_TOKENS)) / 1e6),
        prefill_tok_s=round(1 / read, 2),
        decode_tok_s=round(1 / write, 2),
        answer_seconds=round(PROMPT_TOKENS * read + ANSWER_TOKENS * write, 1),
    )


def as_json(machine: Machine, models: Sequence[PlannedModel]) -> dict[str, Any]:
    """The plan for other tools."""
    return {"machine": asdict(machine), "models": [asdict(model) for model in models]}


def matrix_numbers(shape: Shape) -> int:
    """The weights that every written token is multiplied with: the layers' matrices and the head."""
    attention = shape.hidden * shape.head_size * (2 * shape.heads + 2 * shape.key_heads)
    return shape.layers * (attention + 3 * shape.hidden * shape.ffn) + shape.vocabulary * shape.hidden


def matrix_bytes(shape: Shape) -> float:
    """The bytes that are read for every token that is written."""
    return matrix_numbers(shape) * shape.bits / 8


def operations(shape: Shape, tokens: int) -> float:
    """Floating point operations a token of a prompt with `tokens` tokens; only its last token takes the head."""
    layers = matrix_numbers(shape) - shape.vocabulary * shape.hidden
    # Queries with keys, and weights with values, over half of the prompt on average.
    attention = 4 * shape.layers * shape.heads * shape.head_size * tokens / 2
    return 2 * layers + attention


def cache_bytes(shape: Shape, tokens: int) -> int:
    """The bytes of the keys and values of `tokens` tokens."""
    return 2 * CACHE_BYTES * shape.layers * shape.key_heads * shape.head_size * tokens


def _whole(rows: Sequence[StageRow]) -> Iterator[_WholeRow]:
    for row in rows:
        if row.shape and row.bytes and row.memory_mb and row.prefill_tok_s and row.decode_tok_s:
            yield _WholeRow(row.stage, row.shape, row.bytes, row.memory_mb, row.prefill_tok_s, row.decode_tok_s)


def _reading_rate(rows: Sequence[_WholeRow]) -> tuple[float, float]:
    """Bytes a second and seconds a layer, by least squares over the rows: t = bytes / rate + layers * overhead.

    Where the rows cannot tell the two apart, or say that layers cost less than nothing, all time is the bytes'.
    """
    seconds = np.array([1 / row.decode_tok_s for row in rows])
    facts = np.array([[matrix_bytes(row.shape), float(row.shape.layers)] for row in rows])
    # Columns of like size, so that the rank is a matter of the rows and not of the units.
    scale = facts.max(axis=0)
    if len(rows) > 1 and np.linalg.matrix_rank(facts / scale, tol=1e-3) == 2:
        slope, overhead = np.linalg.lstsq(facts / scale, seconds, rcond=None)[0] / scale
        if slope > 0 and overhead >= 0:
            return float(1 / slope), float(overhead)
    return float(facts[-1, 0] / seconds[-1]), 0.0

"""Runs a decoder's fp32 graph on calibration text and notes what each of its matrices reads."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.decoding.graph import LOGITS_FROM
from models.progress import Progress, Step
from models.quantization.onnx_decoder import Matrix
from models.sessions import session_options

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Rows = Sequence[NDArray[np.int64]]

MOMENT_BYTES = 1 << 30
"""Memory for second moments: of a larger model the text is read again for some layers at a time."""


@dataclass(frozen=True)
class Activations:
    """What matrices read, by their names: the peak of each input channel, and its second moments where asked for.

    Moments are the inputs' products with each other, summed over tokens: (inputs, inputs).
    """

    peaks: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    moments: dict[str, NDArray[np.float32]] = field(default_factory=dict)


def measure_activations(
    graph: Path, matrices: Sequence[Matrix], rows: Rows, with_moments: Sequence[Matrix], progress: Progress
) -> Activations:
    """What the matrices read while the graph, which must be in fp32, reads the rows of tokens.

    Second moments are measured of those in `with_moments` alone: they take most of the time.
    """
    measured, squared = Activations(), frozenset(with_moments)
    groups = list(_groups(graph, matrices, squared))
    for number, group in enumerate(groups):
        with _opened(graph, [matrix.inputs for matrix in group]) as session:
            for done, row in enumerate(rows):
                outputs = run_row(session, row, [matrix.inputs for matrix in group])
                for matrix, read in zip(group, outputs, strict=True):
                    _note(measured, matrix.name, read[0], matrix in squared)
                progress(Step("Measuring activations", number * len(rows) + done + 1, len(groups) * len(rows)))
    return measured


def run_row(session: "InferenceSession", row: NDArray[np.int64], outputs: Sequence[str]) -> list[NDArray[Any]]:
    """The named outputs of a session on a decoder for a text that nothing came before, the logits of every token."""
    feeds: dict[str, Any] = {"input_ids": row[None], "attention_mask": np.ones((1, len(row)), np.int64)}
    feeds[LOGITS_FROM] = np.zeros(1, np.int64)
    for value in session.get_inputs():
        if value.name.startswith("past"):
            feeds[value.name] = np.zeros((1, value.shape[1], 0, value.shape[3]), np.float32)
    results: list[NDArray[Any]] = session.run(list(outputs), feeds)
    return results


def session_on(graph: Path) -> "InferenceSession":
    """A session on all cores of this process, without a word about shapes: logits have as many rows as asked for."""
    import onnxruntime

    return onnxruntime.InferenceSession(graph, session_options(), providers=["CPUExecutionProvider"])


@contextmanager
def _opened(graph: Path, outputs: Sequence[str]) -> "Iterator[InferenceSession]":
    """A session on the graph, with some of what is inside it as further outputs."""
    import onnx

    model = onnx.load(graph, load_external_data=False)
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in dict.fromkeys(outputs))
    # Beside the graph, because a large one has its weights in a file that is found from there; and under a name that
    # is no graph's, because whoever is killed here leaves it behind.
    path = graph.with_name(f"{graph.name}.measured")
    try:
        onnx.save(model, path, format="protobuf")
        del model
        yield session_on(path)
    finally:
        path.unlink(missing_ok=True)


def _note(measured: Activations, name: str, read: NDArray[np.float32], with_moments: bool) -> None:
    peaks = np.abs(read).max(axis=0)
    measured.peaks[name] = np.maximum(measured.peaks.get(name, peaks), peaks)
    if with_moments:
        moments = read.T @ read
        measured.moments[name] = measured.moments[name] + moments if name in measured.moments else moments


def _groups(graph: Path, matrices: Sequence[Matrix], squared: frozenset[Matrix]) -> Iterator[list[Matrix]]:
    """The matrices, as many at a time as there is memory for their moments."""
    import onnx

    model = onnx.load(graph, load_external_data=False)
    widths = {tensor.name: tensor.dims[0] for tensor in model.graph.initializer if tensor.dims}
    group: list[Matrix] = []
    taken = 0
    for matrix in matrices:
        needed = 4 * widths[matrix.weights] ** 2 if matrix in squared else 0
        if group and taken + needed > MOMENT_BYTES:
            yield group
            group, taken = [], 0
        group.append(matrix)
        taken += needed
    yield group

"""Moves the picture encoder's text side over to an embedder that gives other vectors, without training it again."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoders.embedder import Embed
from models.store import SERVING
from models.vision.clip_texts import PROJECTION

RIDGE = 1e-3
"""What is added for each text to the diagonal of the normal equations: next to nothing beside vectors of length 1."""


def move_texts(shipped: Path, before: Embed, after: Embed, texts: Sequence[str], output: Path) -> float:
    """Writes `projection.onnx` and `serving.json` of the model in the folder `shipped`, for another embedder.

    The affine map that best gives back the vectors of `before` from those of `after`, over the texts, goes into the
    first weights of the projection: the graph stays as large and as fast. Returns the mean cosine between what the
    text side gave and gives, over every tenth text, which the map is not fitted on.
    """
    import onnx
    from onnx import numpy_helper

    old, new = before(texts), after(texts)
    kept = np.arange(len(texts)) % 10 != 0
    slope, offset = _affine(new[kept], old[kept])
    model = onnx.load(str(shipped / PROJECTION))
    given = model.graph.input[0].name
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in model.graph.node:
        if given not in node.input:
            continue
        weights, bias = (numpy_helper.to_array(tensors[name]) for name in node.input[1:3])
        for name, value in ((node.input[1], weights @ slope.T), (node.input[2], bias + weights @ offset)):
            tensors[name].CopyFrom(numpy_helper.from_array(value.astype(np.float32), name))
    output.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(output / PROJECTION))
    serving = json.loads((shipped / SERVING).read_text(encoding="utf-8"))
    probe = after([serving["text"]["probe"]])[0]
    serving["text"]["probe_vector"] = [round(float(number), 6) for number in probe]
    (output / SERVING).write_text(json.dumps(serving) + "\n", encoding="utf-8")
    gave, gives = _run(shipped / PROJECTION, old[~kept]), _run(output / PROJECTION, new[~kept])
    return float((gave * gives).sum(axis=1).mean())


def _affine(given: NDArray[np.float32], wanted: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The matrix and the offset with `given @ matrix + offset` nearest to `wanted`, by ridge regression."""
    rows = np.hstack([given, np.ones((len(given), 1))]).astype(np.float64)
    normal = rows.T @ rows + RIDGE * np.eye(rows.shape[1])
    solved = np.asarray(np.linalg.solve(normal, rows.T @ wanted), dtype=np.float64)
    return solved[:-1], solved[-1]


def _run(graph: Path, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    from onnxruntime import InferenceSession

    session = InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    unit: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: vectors})[0]
    return unit

"""What is trained and what is shipped are one reader: int8 costs little, and a shipped one can be learned on from."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.training import damping
from models.training.damping import damp
from models.training.rows import Group, Passage
from tests.models.tiny_minilm import tiny_minilm

WIDTH = 256


def computed(graph: Path, words: NDArray[np.int64]) -> NDArray[np.float32]:
    from onnxruntime import InferenceSession

    (values,) = InferenceSession(graph, providers=["CPUExecutionProvider"]).run(None, {"words": words})
    return np.asarray(values)


@pytest.fixture
def loud_graph(tmp_path: Path) -> Path:
    """Vectors of words times a matrix; one channel is forty times as loud as the others, its weights as small."""
    chance = np.random.default_rng(0)
    tensors = {
        "vectors": chance.uniform(-1, 1, (20, WIDTH)).astype(np.float32),
        "matrix": chance.normal(size=(WIDTH, 8)).astype(np.float32),
    }
    tensors["vectors"][:, 7] *= 40
    tensors["matrix"][7] /= 40
    graph = helper.make_graph(
        [
            helper.make_node("Gather", ["vectors", "words"], ["said"], name="look-up"),
            helper.make_node("MatMul", ["said", "matrix"], ["told"], name="product"),
        ],
        "loud",
        [helper.make_tensor_value_info("words", TensorProto.INT64, ["n"])],
        [helper.make_tensor_value_info("told", TensorProto.FLOAT, ["n", 8])],
        [numpy_helper.from_array(array, name) for name, array in tensors.items()],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=9), tmp_path / "loud.onnx")
    return tmp_path / "loud.onnx"


def test_damping_changes_nothing_in_fp32_and_most_in_int8(loud_graph: Path, tmp_path: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    words = np.arange(20)
    assert damp(loud_graph, tmp_path / "damped.onnx", [{"words": words}]) == 1
    exact = computed(loud_graph, words)
    np.testing.assert_allclose(computed(tmp_path / "damped.onnx", words), exact, rtol=1e-3, atol=1e-2)
    wrong = []
    for graph in (loud_graph, tmp_path / "damped.onnx"):
        quantize_dynamic(graph, tmp_path / "int8.onnx", ["MatMul"], per_channel=True, weight_type=QuantType.QInt8)
        wrong.append(np.abs(computed(tmp_path / "int8.onnx", words) - exact).mean())
    assert wrong[1] < wrong[0] / 2


@pytest.mark.slow
def test_the_weights_of_a_shipped_reader_are_those_that_were_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors.torch import load_file

    from models.training.network import WEIGHTS
    from models.training.packaging import export_reader
    from models.training.reader import Lesson, ReaderPlan, train_reader
    from models.training.recovered import recover_reader

    monkeypatch.setattr(damping, "NARROWEST", 32)  # so that some of so small a network is damped
    base = tiny_minilm(tmp_path / "base")
    yes, no = Passage("t", "answer", "a", "p", "s"), Passage("t", "other", "b", "p", "s")
    groups = [Group(f"question {n}", "heading", (yes, no), (1.0, 0.0)) for n in range(16)]
    plan = ReaderPlan(groups_per_step=4, frozen_layers=0, threads=1)
    trained = train_reader([Lesson(groups)], base, tmp_path / "trained", plan)
    export_reader(trained, base, tmp_path / "package", groups)
    damped = [
        t.name for t in onnx.load(tmp_path / "package" / "model.onnx").graph.initializer if damping.QUIETER in t.name
    ]
    assert damped
    recovered = load_file(recover_reader(tmp_path / "package", base, tmp_path / "recovered") / WEIGHTS)
    for name, weights in load_file(trained / WEIGHTS).items():
        if "embeddings.weight" not in name and "_embeddings" not in name:
            step = 2 * float(weights.abs().max()) / 127
            assert float((recovered[name] - weights).abs().max()) <= step, name

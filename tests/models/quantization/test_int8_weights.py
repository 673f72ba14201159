"""A graph whose weights are kept in int8 is a third of the size and gives nearly the same vectors."""

from pathlib import Path

import numpy as np
import pytest

from models.export.int8_weights import keep_weights_in_int8


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A graph with each kind of weights that is shrunk (Conv, Gemm both ways, MatMul) and some that are not."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    generator = np.random.default_rng(0)

    def weights(name: str, *shape: int) -> onnx.TensorProto:
        # Channels of very different size: one scale for all would lose the small ones.
        values = generator.standard_normal(shape) * np.geomspace(0.01, 10, shape[0]).reshape(
            -1, *[1] * (len(shape) - 1)
        )
        return numpy_helper.from_array(values.astype(np.float32), name)

    tensors = [weights("stem", 16, 3, 3, 3), weights("each", 16, 1, 3, 3), weights("wide", 1024, 16, 1, 1)]
    tensors += [weights("one", 128, 1024), weights("two", 128, 256), weights("three", 256, 64)]
    nodes = [
        helper.make_node("Conv", ["pixels", "stem"], ["a"], kernel_shape=[3, 3], pads=[1] * 4),
        helper.make_node("Conv", ["a", "each"], ["b"], kernel_shape=[3, 3], pads=[1] * 4, group=16),
        helper.make_node("Conv", ["b", "wide"], ["c"], kernel_shape=[1, 1]),
        helper.make_node("GlobalAveragePool", ["c"], ["d"]),
        helper.make_node("Flatten", ["d"], ["e"]),
        helper.make_node("Gemm", ["e", "one"], ["f"], transB=1),
        helper.make_node("Gemm", ["f", "two"], ["g"]),
        helper.make_node("MatMul", ["g", "three"], ["vectors"]),
    ]
    pixels = helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["n", 3, 16, 16])
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", 64])
    model = helper.make_graph(nodes, "tiny", [pixels], [vectors], tensors)
    onnx.save(
        helper.make_model(model, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), tmp_path / "fp32.onnx"
    )
    return tmp_path / "fp32.onnx"


def test_the_vectors_stay_and_the_size_falls(graph: Path, tmp_path: Path) -> None:
    import onnxruntime

    keep_weights_in_int8(graph, small := tmp_path / "int8.onnx")
    pixels = np.random.default_rng(1).standard_normal((4, 3, 16, 16)).astype(np.float32)
    before, after = (
        onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, {"pixels": pixels})[0]
        for path in (graph, small)
    )
    likeness = (before * after).sum(axis=1) / np.linalg.norm(before, axis=1) / np.linalg.norm(after, axis=1)
    assert likeness.min() > 0.999
    assert not np.array_equal(before, after)
    assert small.stat().st_size < 0.35 * graph.stat().st_size


def test_each_channel_has_a_scale_of_its_own(graph: Path, tmp_path: Path) -> None:
    import onnx
    from onnx import numpy_helper

    keep_weights_in_int8(graph, small := tmp_path / "int8.onnx")
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(small).graph.initializer}
    assert {"stem", "each"} <= tensors.keys()  # small filters stay as they are
    shapes = {name: tensors[f"{name}.scales"].shape for name in ("wide", "one", "two", "three")}
    assert shapes == {"wide": (1024, 1, 1, 1), "one": (128, 1), "two": (1, 256), "three": (1, 64)}
    assert all(np.abs(tensors[f"{name}.int8"]).max() == 127 for name in shapes)

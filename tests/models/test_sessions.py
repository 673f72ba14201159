"""Loading a model leaves nothing behind and calls nobody."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import MemoryShort, ModelCorrupt
from models.sessions import loading
from models.store import BuiltModel


def test_onnx_runtime_starts_without_telemetry(tmp_path: Path) -> None:
    """Its import alone would write a device id and open an uploader."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    # These keep it quiet as well, and nobody has them set at home.
    for name in ("CI", "GITHUB_ACTIONS", "TF_BUILD", "PYTEST_CURRENT_TEST"):
        environment.pop(name, None)
    code = "import models, onnxruntime"
    subprocess.run([sys.executable, "-c", code], env={**environment, "HOME": str(tmp_path)}, check=True, timeout=120)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "short",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("[ONNXRuntimeError] : 1 : FAIL : Load model from model.onnx failed:std::bad_alloc"),
        RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : Exception during initialization: std::bad_alloc"),
        RuntimeError("bfc_arena.cc:359 Failed to allocate memory for requested buffer of size 2147483648"),
    ],
)
def test_too_little_memory_is_no_damage(tmp_path: Path, short: Exception) -> None:
    model = BuiltModel("large", "writer", tmp_path, 0, "none")
    with pytest.raises(MemoryShort, match="not enough memory for “large”"), loading(model):
        raise short
    with pytest.raises(ModelCorrupt), loading(model):
        raise OSError(errno.EIO, "Input/output error")

"""Opens the networks that rapidocr ships, from its own files: nothing is ever downloaded, none of its code is run."""

from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelCorrupt
from models.ocr.denormals import without_denormals
from models.sessions import session_options

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

DETECTION = "PP-OCRv6_det_small.onnx"
RECOGNITION = "PP-OCRv6_rec_small.onnx"

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]


def shipped_version() -> str:
    """The version of the package that the networks come with."""
    return metadata.version("rapidocr")


def shipped_network(name: str) -> bytes:
    """The bytes of one of the shipped networks; raises OSError where they are not there."""
    spec = util.find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("rapidocr is not installed")
    return (Path(spec.submodule_search_locations[0]) / "models" / name).read_bytes()


def open_network(name: str, threads: int) -> "InferenceSession":
    """An ONNX Runtime session on one of the shipped networks; raises ModelCorrupt where it cannot be loaded."""
    import onnxruntime

    options = session_options(threads)
    # Every picture has another size: an arena would keep the largest that was ever needed.
    options.enable_cpu_mem_arena = False
    try:
        weights = bytes(without_denormals(shipped_network(name)))
        return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # a missing or damaged file: the libraries raise bare exceptions for it
        problem = "The networks that read pictures cannot be loaded."
        raise ModelCorrupt(problem, "Install rapidocr again: `pip install --force-reinstall rapidocr`.") from error


def normalised(pixels: Pixels) -> Floats:
    """The picture's pixels (height, width, 3) as the networks take them: -1 to 1, channels first."""
    scaled: NDArray[Any] = pixels.astype(np.float32)
    scaled *= 1 / 127.5
    scaled -= 1
    return np.ascontiguousarray(scaled.transpose(2, 0, 1))

"""Turns a trained picture encoder into the files that are shipped; their format is told in `models.export.clip`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.encoders.embedder import Embed
from models.export.int8_weights import keep_weights_in_int8
from models.store import GRAPH, SERVING
from models.vision.clip_texts import PROJECTION
from models.vision.pixels import PictureFit, pixels

if TYPE_CHECKING:
    from PIL.Image import Image

    from models.training.clip_network import ClipNetwork

KINDS_FILE = "kinds.json"
PROBE = "The settings dialog of a program with an error message in it."
SIDE = 192
"""What serving fits a picture to. It is learned at 128 pixels and found again better at more: things look larger in a
part of a screen than in the whole (Touvron et al. 2019).
"""

PICTURE: dict[str, Any] = {
    "fit": "letterbox", "height": SIDE, "width": SIDE, "ground": [128, 128, 128], "resample": "bilinear",
    "scale": 1.0, "mean": [127.0, 127.0, 127.0], "std": [128.0, 128.0, 128.0],
}  # fmt: skip


def load_network(weights: Path) -> "ClipNetwork":
    """The network with trained weights, ready to be exported."""
    from models.training.clip import load_start
    from models.training.clip_network import ClipNetwork

    network = ClipNetwork()
    load_start(network, weights)
    return network.eval()


def export_clip(weights: Path, embed: Embed, output: Path, kinds: dict[str, object] | None = None) -> None:
    """Writes `model.onnx` (weights in int8), `projection.onnx` and `serving.json` from trained weights."""
    import torch

    network = load_network(weights)
    network.pictures.fold()
    output.mkdir(parents=True, exist_ok=True)
    whole = output / "whole.onnx"
    _export(network.pictures, torch.zeros(1, 3, SIDE, SIDE), "pixel_values", "image_embeds", whole)
    keep_weights_in_int8(whole, output / GRAPH)
    whole.unlink()
    _export(network.texts, torch.zeros(1, len(embed([PROBE])[0])), "embeddings", "text_embeds", output / PROJECTION)
    serving = {
        "dimension": network.pictures.project.out_features,
        "picture": PICTURE,
        "text": {
            "kind": "embedder", "model": "embedder", "probe": PROBE,
            "probe_vector": [round(float(number), 6) for number in embed([PROBE])[0]],
        },
        "logit_scale": float(network.scale.detach().exp()[0]),
        "logit_bias": 0.0,
    }  # fmt: skip
    if kinds is not None:
        serving["kinds"] = kinds
    (output / SERVING).write_text(json.dumps(serving) + "\n", encoding="utf-8")


def _export(module: Any, sample: Any, given: str, gives: str, file: Path) -> None:
    import torch

    from models.export.quiet import quietly

    with quietly():
        torch.onnx.export(
            module, (sample,), str(file), input_names=[given], output_names=[gives], opset_version=17, dynamo=False,
            dynamic_axes={given: {0: "n"}, gives: {0: "n"}},
        )  # fmt: skip


def embed_with(session: Any, images: "Sequence[Image]") -> NDArray[np.float32]:
    """Unit vectors of pictures by an exported graph, fitted as serving fits them."""
    fit = PictureFit.of(PICTURE)
    vectors = [session.run(None, {"pixel_values": pixels(image, fit)[None]})[0][0] for image in images]
    stacked = np.stack(vectors)
    unit: NDArray[np.float32] = stacked / np.linalg.norm(stacked, axis=1, keepdims=True)
    return unit

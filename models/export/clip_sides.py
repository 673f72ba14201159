"""The two graphs of a CLIP-style model, exported through Optimum: what a picture is to the model, and what a text is.

Optimum exports such a model whole, and both sides would run for every picture; its configurations for one side leave
the projection into the common space out. So each side is described here, with a forward of its own.
"""

from pathlib import Path
from typing import Any

import torch
from optimum.exporters.onnx import export
from optimum.exporters.onnx.config import TextEncoderOnnxConfig, VisionOnnxConfig
from optimum.exporters.onnx.model_patcher import ModelPatcher
from optimum.utils import NormalizedTextConfig, NormalizedVisionConfig
from torch import Tensor

from models.export import OPSET

# By the kind of model: what its text side takes. SigLIP's has no mask, since it attends to the padding.
TEXT_INPUTS = {
    "clip": ("input_ids", "attention_mask"),
    "metaclip_2": ("input_ids", "attention_mask"),
    "siglip": ("input_ids",),
}


class PicturePatcher(ModelPatcher):  # type: ignore[misc]
    """Gives the model the forward of its picture side, while it is exported."""

    def __init__(self, config: Any, model: Any, model_kwargs: dict[str, Any] | None = None) -> None:
        super().__init__(config, model, model_kwargs)

        def forward(pixel_values: Tensor) -> dict[str, Tensor]:
            return {"image_embeds": model.get_image_features(pixel_values=pixel_values)}

        self.patched_forward = forward


class TextPatcher(ModelPatcher):  # type: ignore[misc]
    """Gives the model the forward of its text side, while it is exported."""

    def __init__(self, config: Any, model: Any, model_kwargs: dict[str, Any] | None = None) -> None:
        super().__init__(config, model, model_kwargs)

        def forward(input_ids: Tensor, attention_mask: Tensor | None = None) -> dict[str, Tensor]:
            return {"text_embeds": model.get_text_features(input_ids=input_ids, attention_mask=attention_mask)}

        self.patched_forward = forward


class PictureConfig(VisionOnnxConfig):  # type: ignore[misc]
    """Optimum's description of the picture side."""

    NORMALIZED_CONFIG_CLASS = NormalizedVisionConfig
    _MODEL_PATCHER = PicturePatcher

    @property
    def inputs(self) -> dict[str, dict[int, str]]:
        """Pictures of one size."""
        return {"pixel_values": {0: "pictures"}}

    @property
    def outputs(self) -> dict[str, dict[int, str]]:
        """Their vectors."""
        return {"image_embeds": {0: "pictures"}}


class TextConfig(TextEncoderOnnxConfig):  # type: ignore[misc]
    """Optimum's description of the text side."""

    NORMALIZED_CONFIG_CLASS = NormalizedTextConfig
    _MODEL_PATCHER = TextPatcher

    text_inputs: tuple[str, ...]

    @property
    def inputs(self) -> dict[str, dict[int, str]]:
        """Texts, padded to one length."""
        return {name: {0: "texts", 1: "tokens"} for name in self.text_inputs}

    @property
    def outputs(self) -> dict[str, dict[int, str]]:
        """Their vectors."""
        return {"text_embeds": {0: "texts"}}


def export_pictures(model: Any, graph: Path) -> None:
    """Writes the picture side."""
    config = PictureConfig(model.config.vision_config, task="feature-extraction")
    with torch.no_grad():
        export(model, config, graph, opset=OPSET)


def export_texts(model: Any, graph: Path) -> None:
    """Writes the text side."""
    config = TextConfig(model.config.text_config, task="feature-extraction")
    config.text_inputs = TEXT_INPUTS[model.config.model_type]
    with torch.no_grad():
        export(model, config, graph, opset=OPSET)


def picture_dimension(model: Any) -> int:
    """How many numbers a picture's vector has."""
    vision = model.config.vision_config
    with torch.no_grad():
        picture = torch.zeros(1, vision.num_channels, vision.image_size, vision.image_size)
        return int(model.get_image_features(pixel_values=picture).shape[1])

"""Exports a CLIP-style model: pictures and texts to unit vectors that can be compared with each other.

What a session opens (`models.vision.clip.Clip`), a packaged model of this project (`models/assets/clip/`,
`asset:clip`) and one built from a hub or a folder alike, is a folder of these files:

`model.onnx`
    The image side. Input `pixel_values` float32 [n, 3, height, width], output `image_embeds` float32 [n, dimension],
    of any length: `Clip` normalizes it. The batch is dynamic, height and width may be fixed.
`projection.onnx` (where `text.kind` is "embedder")
    The text side over the embedder's unit vectors. Input `embeddings` float32 [n, 384], output `text_embeds`
    float32 [n, dimension], of any length.
`text.onnx` and `tokenizer.json` (where `text.kind` is "tokens")
    A text side of its own. Input `input_ids` int64 [n, tokens], and `attention_mask` int64 where the graph has it;
    output `text_embeds` float32 [n, dimension].
`serving.json`
    What must be known to serve it:

    {"dimension": 256,
     "picture": {"fit": "letterbox",          how a picture is fitted (`models.vision.pixels`):
                                              "letterbox": scaled, up or down, until its longer side is that of the
                                                square, and laid in the middle of `ground` (odd pixels: one more on the
                                                right or below)
                                              "squash": scaled to height x width, whatever its shape
                                              "crop": scaled until its shorter side is `shortest`, then the middle
                                                height x width is taken (black where it is smaller)
                 "height": 256, "width": 256,
                 "shortest": 256,             for "crop" alone
                 "ground": [128, 128, 128],   for "letterbox" alone; 0..255
                 "resample": "bilinear",      Pillow's filter: nearest, box, bilinear, hamming, bicubic or lanczos
                 "scale": 0.00392156862745098,   what a byte is multiplied with
                 "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},   after the scaling
     "text": {"kind": "embedder",
              "model": "embedder",            the name of the model in the store that the projection was trained on
              "probe": "a sentence",          what tells that embedder from another one of the same size: the sentence
              "probe_vector": [384 numbers]}  and its unit vector there (cosine at least .97 for the same one)
       or    {"kind": "tokens", "max_tokens": 77, "pad_id": 0, "pad_token": "<pad>",
              "padding": "none"},             or "full": to `max_tokens`, whatever the text
     "logit_scale": 30.0, "logit_bias": 0.0,  a picture's score for a text is scale * cosine + bias; zero-shot takes
                                              the softmax of the scores
     "kinds": {…}}                            optional: what `models.vision.kinds` fitted for this model (`Clip.kinds`)

Only what the recipe names under [weights.sha256] is placed; MODEL_CARD.md lies beside and is not.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.checkpoints.pretrained import check_whole
from models.errors import DesksideError, RecipeInvalid, WeightsUnavailable, first_line
from models.progress import Progress, Step
from models.store import GRAPH, SERVING
from models.vision.clip_texts import TEXT_GRAPH

if TYPE_CHECKING:
    from transformers import PretrainedConfig, PreTrainedModel

LONGEST_REASON = 200


def export_clip(name: str, title: str, weights: Path, output: Path, progress: Progress) -> None:
    """Writes both graphs (fp32), `tokenizer.json` and `serving.json` of a CLIP or SigLIP model into `output`.

    Raises WeightsUnavailable where a file is missing or damaged, and RecipeInvalid where the model is of another kind.
    """
    from models.export.clip_inputs import picture_table, write_tokenizer
    from models.export.clip_sides import export_pictures, export_texts, picture_dimension

    doing = f"Exporting the {name} to ONNX"
    progress(Step(doing, 0, 4))
    with _readable(title, weights):
        config = _config(title, weights)
        # What is read in a moment is checked before the weights are.
        picture = picture_table(title, weights, config.vision_config.image_size)
        text = write_tokenizer(weights, config, output)
        model = _model(title, weights)
    progress(Step(doing, 1, 4))
    export_pictures(model, output / GRAPH)
    progress(Step(doing, 2, 4))
    export_texts(model, output / TEXT_GRAPH)
    progress(Step(doing, 3, 4))
    serving = {"dimension": picture_dimension(model), "picture": picture, "text": text, **_logits(model)}
    (output / SERVING).write_text(json.dumps(serving, indent=2) + "\n", encoding="utf-8")
    progress(Step(doing, 4, 4))


def _config(title: str, weights: Path) -> "PretrainedConfig":
    from transformers import AutoConfig

    from models.export.clip_sides import TEXT_INPUTS

    if not (weights / "config.json").is_file():
        raise WeightsUnavailable(f"{title} has no config.json.", "Correct `source` in the recipe.")
    kind = json.loads((weights / "config.json").read_text(encoding="utf-8")).get("model_type")
    if kind in TEXT_INPUTS:
        config: PretrainedConfig = AutoConfig.from_pretrained(weights, trust_remote_code=False)
        return config
    raise RecipeInvalid(
        f"A model of the kind “{kind}” has no picture and text side that can be exported.",
        f"Name one of the kinds {', '.join(sorted(TEXT_INPUTS))} in the recipe (SigLIP 2 without NaFlex is a siglip).",
    )


def _model(title: str, weights: Path) -> "PreTrainedModel":
    """The model in fp32, every one of its numbers read from the files."""
    import torch
    from transformers import AutoModel

    if not any(weights.glob("*.safetensors")):
        raise WeightsUnavailable(
            f"{title} has no weights as safetensors, and pickled ones run code when they are opened.",
            "Name a revision or a folder that has model.safetensors.",
        )
    model, loading = AutoModel.from_pretrained(
        weights, use_safetensors=True, dtype=torch.float32, output_loading_info=True
    )
    check_whole(title, loading)
    model.train(False)
    result: PreTrainedModel = model
    return result


def _logits(model: "PreTrainedModel") -> dict[str, float]:
    bias = getattr(model, "logit_bias", None)
    scale: Any = model.logit_scale
    return {"logit_scale": float(scale.exp()), "logit_bias": 0.0 if bias is None else float(bias)}


@contextmanager
def _readable(title: str, weights: Path) -> Iterator[None]:
    """Turns what the libraries raise for files that they cannot read into WeightsUnavailable."""
    try:
        yield
    except DesksideError:
        raise
    except Exception as error:  # each library has errors of its own, and the tokenizers' are bare exceptions
        reason = first_line(error).replace(f"{weights}/", "")[:LONGEST_REASON]
        raise WeightsUnavailable(
            f"{title} cannot be read as a CLIP-style model: {reason}.",
            "Fetch it again, or correct `source` in the recipe.",
        ) from error

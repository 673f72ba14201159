"""What a CLIP-style model takes: how its pictures are fitted, and which tokenizer cuts its texts."""

import re
import string
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import RecipeInvalid, WeightsUnavailable
from models.store import TOKENIZER

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PretrainedConfig

SENTENCEPIECE = "spiece.model"


def picture_table(title: str, weights: Path, image_size: int) -> dict[str, Any]:
    """The table `picture` of `serving.json`, from the model's own image processor.

    Raises WeightsUnavailable where there is none, and RecipeInvalid where `models.vision.pixels` can't do what it does.
    """
    from PIL.Image import Resampling
    from transformers import AutoImageProcessor

    if not any((weights / name).is_file() for name in ("preprocessor_config.json", "processor_config.json")):
        raise WeightsUnavailable(
            f"{title} has no preprocessor_config.json, so nobody knows how its pictures are prepared.",
            "Take the file from where the model was published, and put it beside the weights.",
        )
    processor = AutoImageProcessor.from_pretrained(weights, use_fast=False)  # type: ignore[no-untyped-call]
    fitted = _fit(processor)
    if (fitted["height"], fitted["width"]) != (image_size, image_size):
        raise RecipeInvalid(
            f"The image processor of {title} makes pictures of {fitted['width']}x{fitted['height']} pixels, "
            f"and the model takes {image_size}x{image_size}.",
            "Take preprocessor_config.json and config.json from the same model.",
        )
    normalized = processor.do_normalize
    return {
        **fitted,
        "resample": Resampling(processor.resample).name.lower(),
        "scale": float(processor.rescale_factor) if processor.do_rescale else 1.0,
        "mean": _three(processor.image_mean) if normalized else [0.0] * 3,
        "std": _three(processor.image_std) if normalized else [1.0] * 3,
    }


def _fit(processor: Any) -> dict[str, Any]:
    size = dict(processor.size)
    crops = getattr(processor, "do_center_crop", False)
    if processor.do_resize and "shortest_edge" in size and crops:
        crop = dict(processor.crop_size)
        return {"fit": "crop", "shortest": size["shortest_edge"], "height": crop["height"], "width": crop["width"]}
    if processor.do_resize and {"height", "width"} <= size.keys() and not crops:
        return {"fit": "squash", "height": size["height"], "width": size["width"]}
    raise RecipeInvalid(
        f"An image processor that resizes to {size} {'and crops' if crops else 'without a crop'} is not known here.",
        "Name a model whose processor scales and crops as CLIP's does, or scales as SigLIP's does.",
    )


def _three(values: Any) -> list[float]:
    return [float(value) for value in values] if isinstance(values, list | tuple) else [float(values)] * 3


def write_tokenizer(weights: Path, config: "PretrainedConfig", output: Path) -> dict[str, Any]:
    """Writes `tokenizer.json` into `output` and returns the table `text` of `serving.json`."""
    tokenizer, pad_token = _tokenizer(weights, config)
    pad_id = tokenizer.token_to_id(pad_token) if pad_token else None
    if pad_id is None:
        pad_id = config.text_config.pad_token_id or 0
        pad_token = tokenizer.id_to_token(pad_id)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(output / TOKENIZER))
    return {
        "kind": "tokens",
        "max_tokens": config.text_config.max_position_embeddings,
        # SigLIP reads its vector from the last place, and learned to with always as many tokens.
        "padding": "full" if config.model_type == "siglip" else "none",
        "pad_id": pad_id,
        "pad_token": pad_token,
    }


def _tokenizer(weights: Path, config: "PretrainedConfig") -> "tuple[Tokenizer, str | None]":
    """The tokenizer, and the token that it pads with if it says so."""
    from tokenizers import Tokenizer, normalizers
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    is_siglip, is_gemma = config.model_type == "siglip", "Gemma" in _tokenizer_class(weights)
    if is_siglip and not is_gemma and not (weights / TOKENIZER).is_file():
        return _from_sentencepiece(weights / SENTENCEPIECE), "</s>"
    # Transformers' own class for SigLIP needs SentencePiece, and says the same as the file tokenizer.json.
    opener = PreTrainedTokenizerFast if is_siglip and not is_gemma else AutoTokenizer
    opened = opener.from_pretrained(weights, trust_remote_code=False)
    backend: Tokenizer = opened.backend_tokenizer
    if is_siglip and is_gemma:
        # SigLIP 2 was trained on lower case, and its tokenizer leaves that to the caller:
        # https://github.com/huggingface/transformers/pull/43101
        steps = [normalizers.Lowercase(), *([backend.normalizer] if backend.normalizer else [])]
        backend.normalizer = normalizers.Sequence(steps)
    return backend, opened.pad_token


def _tokenizer_class(weights: Path) -> str:
    from transformers.models.auto.tokenization_auto import get_tokenizer_config

    return str(get_tokenizer_config(weights).get("tokenizer_class") or "")


def _from_sentencepiece(path: Path) -> "Tokenizer":
    """SigLIP's tokenizer from the file that Transformers saves it in: lower case, no punctuation, then pieces.

    Transformers cannot convert it, and its own needs SentencePiece, which nothing else here does.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers.convert_slow_tokenizer import import_protobuf

    proto = import_protobuf().ModelProto.FromString(path.read_bytes())  # type: ignore[no-untyped-call]
    pieces = [(piece.piece, piece.score) for piece in proto.pieces]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=proto.trainer_spec.unk_id))
    table = proto.normalizer_spec.precompiled_charsmap
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Lowercase(),
            normalizers.Replace(Regex(f"[{re.escape(string.punctuation)}]"), ""),
            *([normalizers.Precompiled(table)] if table else []),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    end = tokenizer.token_to_id("</s>")
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", end)])
    return tokenizer

"""The families of decoders and readers that can be exported, seen from a configuration before one weight is read."""

from typing import Any

from models.errors import RecipeInvalid

# What the lean forward computes: rotary positions, RMS normalization before each part, gated MLP, grouped query heads.
DECODERS = ("llama", "mistral", "qwen2", "qwen3")
# Encoders with a head on the first token, which reads both texts; a decoder's reads the last one, wherever that is.
CROSS_ENCODERS = ("bert", "distilbert", "roberta", "xlm-roberta", "camembert", "mpnet", "electra")
# Rotary positions whose frequencies are the same at every length of text, so that one table of angles holds them.
FIXED_ROTARY = ("default", "linear", "llama3", "yarn")

HEADS_IN = 16
"""ONNX Runtime's attention with rotary positions takes heads in multiples of it, and says so with the first answer."""


def check_decoder_family(config: Any) -> None:
    """Raises RecipeInvalid where the decoder of this Transformers configuration cannot be exported."""
    if config.model_type not in DECODERS:
        raise RecipeInvalid(
            f"A decoder of the kind “{config.model_type}” cannot be exported yet.",
            f"Name one of the kinds {', '.join(DECODERS)} in the recipe.",
        )
    if head_size(config) % HEADS_IN:
        raise RecipeInvalid(
            f"The decoder's heads have {head_size(config)} numbers, and only multiples of {HEADS_IN} can be served.",
            "Name another model: with 64 or 128, as nearly all have.",
        )
    scaling = getattr(config, "rope_scaling", None) or {}
    rotary = scaling.get("rope_type", scaling.get("type", "default"))
    if rotary not in FIXED_ROTARY:
        raise RecipeInvalid(
            f"The decoder scales its rotary positions by the kind “{rotary}”, which depends on the length of the text.",
            f"Name a model that scales them by {', '.join(FIXED_ROTARY[1:])}, or not at all.",
        )


def check_cross_encoder_family(config: Any) -> None:
    """Raises RecipeInvalid where a model of this Transformers configuration cannot serve as a reader."""
    if config.model_type not in CROSS_ENCODERS:
        raise RecipeInvalid(
            f"A cross-encoder of the kind “{config.model_type}” cannot be exported yet.",
            f"Name one of the kinds {', '.join(CROSS_ENCODERS)} in the recipe.",
        )


def sliding_window(config: Any, layer: int) -> int | None:
    """How many tokens a layer looks back over, its own included; None where it sees the whole text."""
    window: int | None = getattr(config, "sliding_window", None)
    kinds = getattr(config, "layer_types", None)
    if kinds is not None and kinds[layer] != "sliding_attention":
        return None
    # Llama's configuration may carry the key, but its attention never reads it.
    return None if config.model_type == "llama" else window


def head_size(config: Any) -> int:
    """The numbers in one head's query: Qwen3 and some Mistrals choose it apart from the hidden size."""
    size: int = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return size


def end_tokens(config: Any, generation: Any = None) -> list[int]:
    """The tokens that end an answer, the configuration's first, then those that only the generation's names."""
    ends: list[int] = []
    for named in (config.eos_token_id, getattr(generation, "eos_token_id", None)):
        ends += [token for token in (named if isinstance(named, list) else [named]) if token is not None]
    return list(dict.fromkeys(ends))

"""Looks for what makes an encoder a reader: a trained head that scores two texts, and a tokenizer that joins them."""

from pathlib import Path
from typing import Any

from models.checkpoints.pretrained import weight_files
from models.encoders.cross_encoder import PairTemplate
from models.errors import RecipeInvalid

CLASSIFIER = "ForSequenceClassification"
"""How the names of Transformers' classes with such a head end."""
MOST_LABELS = 2
# These are told which of the two texts a token is of; the others' type ids are not fed.
TOLD_THE_TEXT = ("bert", "electra")
NAME_ANOTHER = (
    "Name a cross-encoder: a model that was trained to rank passages for a question (often called reranker or "
    "cross-encoder), with one label, or two of which the second says that it fits."
)


def check_head(title: str, config: Any, weights: Path) -> None:
    """Raises RecipeInvalid where the files hold no head that scores a pair: Transformers would make up a random one."""
    made_as = config.architectures or [CLASSIFIER]
    if not any(kind.endswith(CLASSIFIER) for kind in made_as) or not _head(config) <= _names(weights):
        raise RecipeInvalid(
            f"{title} is no cross-encoder: its weights have no head that scores a question with a passage.",
            NAME_ANOTHER,
        )
    if not 1 <= config.num_labels <= MOST_LABELS:
        raise RecipeInvalid(
            f"{title} sorts texts into {config.num_labels} kinds, and a reader gives one score.", NAME_ANOTHER
        )


def check_pairs(title: str, config: Any, tokenizer: Any) -> None:
    """Raises RecipeInvalid where the tokenizer joins two texts in a way that the model cannot have learned."""
    backend = tokenizer.backend_tokenizer
    backend.no_padding()
    backend.no_truncation()
    try:
        template = PairTemplate.of(backend)
    except ValueError as error:
        raise _joins_nothing(title) from error
    if not template.opening or not template.between:
        raise _joins_nothing(title)
    kinds = 1 + max(template.types)
    if config.model_type in TOLD_THE_TEXT and kinds > config.type_vocab_size:
        raise RecipeInvalid(
            f"The tokenizer of {title} tells {kinds} texts apart, and its weights {config.type_vocab_size}.",
            "Name weights and a tokenizer that were made for each other.",
        )


def _joins_nothing(title: str) -> RecipeInvalid:
    return RecipeInvalid(
        f"The tokenizer of {title} puts no token between a question and a passage.",
        "Put the tokenizer.json beside the weights that the model was trained with.",
    )


def _head(config: Any) -> set[str]:
    """The names of the weights behind the encoder. No weight is made."""
    import torch
    from transformers import AutoModelForSequenceClassification

    with torch.device("meta"):
        model: Any = AutoModelForSequenceClassification.from_config(config)  # type: ignore[no-untyped-call]
    return {name for name, _ in model.named_parameters() if not name.startswith(f"{model.base_model_prefix}.")}


def _names(weights: Path) -> set[str]:
    from safetensors import safe_open

    names: set[str] = set()
    for path in weight_files(weights):
        with safe_open(path, framework="np") as file:
            names.update(file.keys())
    return names

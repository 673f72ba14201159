"""Prunes a recipe's weights and keeps what comes of it beside the weights it came from, to be tuned or exported."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.calibration_text import calibration_rows, calibration_texts
from models.checkpoints.adapter import PRUNING, base_hash
from models.checkpoints.newer import is_newer
from models.checkpoints.pretrained import (
    generation_settings,
    load_decoder,
    parameter_count,
    read_config,
    save_tokenizer,
)
from models.errors import RecipeInvalid
from models.export.checks import FP32_BYTES, check_room
from models.export.quiet import quietly
from models.progress import Progress
from models.prune.sources import dropped_neurons, texts_identity, texts_to_keep
from models.recipes.recipe import Pruning
from models.store import TOKENIZER
from models.whole_files import made_whole

if TYPE_CHECKING:
    from transformers import PreTrainedModel

# Part of what a pruned model is kept under: raise it when the same choices start to give another one.
FORMAT = 1


def pruned_weights(name: str, prune: Pruning, weights: Path, cache: Path, progress: Progress) -> Path:
    """The folder in `cache` with the pruned model and its tokenizer, made unless it is there; `name` is for people.

    Raises RecipeInvalid before any work where more is asked for than the model has, and DiskFull where what is left of
    the model may not fit.
    """
    config = read_config(weights)
    check_pruning(prune, config)

    def make(folder: Path) -> None:
        with quietly():
            check_room(f"Pruning the {name}", FP32_BYTES * parameter_count(config), folder)
            _prune(name, prune, weights, folder, progress)

    return made_whole(cache / f"pruned-{_identity(prune, weights)}", make)


def check_pruning(prune: Pruning, config: Any) -> None:
    """Raises RecipeInvalid where the table asks for layers, neurons or tokens that the model does not have."""
    limits = [
        (prune.layers_of(0), config.num_hidden_layers, "layers"),
        (prune.ffn or 0, config.intermediate_size, "ffn"),
    ]
    if isinstance(prune.vocabulary, int):
        limits.append((prune.vocabulary, config.vocab_size, "vocabulary"))
    for wanted, most, key in limits:
        if wanted > most:
            raise RecipeInvalid(
                f"The recipe keeps more than there is: prune.{key} reaches {wanted}, and the model has {most}.",
                f"Write {most} or less.",
            )
    if isinstance(prune.layers, tuple) and prune.layers[-1] >= config.num_hidden_layers:
        last = config.num_hidden_layers - 1
        raise RecipeInvalid(
            f"The recipe keeps layer {prune.layers[-1]}, and the model has {last + 1} layers, numbered from 0.",
            f"Name layers up to {last} as prune.layers.",
        )
    neurons_to_keep(prune, config)


def _identity(prune: Pruning, weights: Path) -> str:
    choices = prune.model_dump(exclude={"calibration", "keep", "dropped"})
    # What was pruned before such a folder was read as what it is has other positions.
    made_as = [FORMAT, "Transformers 5"] if is_newer(weights) else [FORMAT]
    content = json.dumps([*made_as, base_hash(weights), choices, texts_identity(prune)])
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _prune(name: str, prune: Pruning, weights: Path, output: Path, progress: Progress) -> None:
    from tokenizers import Tokenizer

    from models.prune.vocabulary import keep_rows, rewrite_tokenizer

    texts = calibration_texts(prune.place)
    save_tokenizer(weights, output)
    whole = (output / TOKENIZER).read_text(encoding="utf-8")
    rows = calibration_rows(texts, Tokenizer.from_str(whole), prune.tokens)
    # Before the weights are read and measured: what is to be kept may not fit.
    chosen = _choose_tokens(prune, weights, whole, [*texts, *_templates(output)])
    model = load_decoder(name, weights, progress)
    before = model.num_parameters()
    done: dict[str, Any] = {"base": base_hash(weights)}
    if prune.layers is not None:
        done["layers"] = _prune_layers(model, prune.layers, rows, progress)
    if prune.ffn is not None:
        from models.prune.width import prune_width

        done["neurons"] = prune_width(model, rows, prune.ffn, progress, neurons_to_keep(prune, model.config))
    if chosen is not None:
        smaller, done["tokens"] = chosen
        keep_rows(model, done["tokens"])
        rewrite_tokenizer(output, smaller, done["tokens"])
    model.generation_config = _special_tokens_alone(model)
    model.save_pretrained(output)
    done["parameters"] = {"before": before, "after": model.num_parameters()}
    (output / PRUNING).write_text(json.dumps(done) + "\n", encoding="utf-8")


def neurons_to_keep(prune: Pruning, config: Any) -> list[list[int]] | None:
    """The neurons that stay in each layer where the recipe names those that go; None where it is measured which."""
    dropped = dropped_neurons(prune)
    if dropped is None:
        return None
    neurons = range(config.intermediate_size)
    kept = [sorted(set(neurons) - set(layer)) for layer in dropped]
    layers = prune.layers_of(config.num_hidden_layers)
    if len(kept) != layers or any(len(layer) != prune.ffn for layer in kept):
        raise RecipeInvalid(
            f"The neurons to drop are not those of {layers} layers that keep {prune.ffn} each.",
            "Take `dropped` out of the recipe, and it is measured which matter least.",
        )
    return kept


def _prune_layers(model: "PreTrainedModel", layers: int | Sequence[int], rows: Any, progress: Progress) -> list[int]:
    from models.prune.depth import block_influence, keep_layers, most_influential

    kept = most_influential(block_influence(model, rows, progress), layers) if isinstance(layers, int) else list(layers)
    keep_layers(model, kept)
    return kept


def _choose_tokens(prune: Pruning, weights: Path, whole: str, texts: Sequence[str]) -> tuple[str, list[int]] | None:
    """The smaller tokenizer and the old number of each token that it keeps; None where the recipe keeps all.

    Raises RecipeInvalid where what must stay does not fit.
    """
    from models.prune.vocabulary import named_tokens, pruned_tokenizer, token_counts

    if prune.vocabulary is None:
        return None
    settings = [read_config(weights), generation_settings(weights)]
    kept = [*named_tokens(settings, whole), *token_counts(whole, texts_to_keep(prune))]
    return pruned_tokenizer(whole, token_counts(whole, texts), prune.vocabulary, kept)


def _special_tokens_alone(model: "PreTrainedModel") -> Any:
    """The tokens that begin and end a text: of the rest nothing is served, and Transformers may refuse to save it."""
    from transformers import GenerationConfig

    names = ("bos_token_id", "eos_token_id", "pad_token_id")
    kept = {name: getattr(model.generation_config, name, None) for name in names}
    return GenerationConfig(**kept)  # type: ignore[no-untyped-call]


def _templates(tokenizer: Path) -> list[str]:
    """What the model's own chat template writes around every text."""
    template = tokenizer / "chat_template.jinja"
    return [template.read_text(encoding="utf-8")] if template.exists() else []

"""LoRA adapters (arXiv 2106.09685): a small folder of changes to a model, written after tuning, merged before export.

Only safetensors are read: pickled weights run code when they are opened.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.checkpoints.pretrained import weight_files
from models.checkpoints.weights import sha256_of
from models.errors import RecipeInvalid
from models.whole_files import full_disk_told, whole_file

if TYPE_CHECKING:
    from peft import PeftModel
    from transformers import PreTrainedModel

CONFIG = "adapter_config.json"
WEIGHTS = "adapter_model.safetensors"
PRUNING = "pruning.json"
"""Stands in the folder of a pruned model: the hash of its base, and which layers, neurons and tokens were kept."""
BASE = "base_sha256"
"""The key under which the file's metadata names what the adapter was trained on."""

_LAYER = "base_model.model."
_RETRY = "Name an adapter in the recipe that was tuned on these weights, or take the table [adapter] out."


def merge_adapter(model: "PreTrainedModel", folder: Path, base: Path) -> "PreTrainedModel":
    """The model with the adapter's changes in its own matrices; `base` is the folder that its weights came from.

    Raises RecipeInvalid where the adapter was made for other weights, or is not one.
    """
    merged: PreTrainedModel = open_adapter(model, folder, base).merge_and_unload()
    return merged


def check_adapter(folder: Path) -> None:
    """Raises RecipeInvalid where the files are no adapter that is read, whatever the weights: before those are."""
    _config(folder)
    _header(folder)


def open_adapter(model: "PreTrainedModel", folder: Path, base: Path, trainable: bool = False) -> "PeftModel":
    """The model with the adapter beside its matrices; raises RecipeInvalid where they do not fit each other."""
    from peft import PeftModel

    _check(model, folder, base)
    return PeftModel.from_pretrained(model, str(folder), is_trainable=trainable)


def save_adapter(model: "PeftModel", base: Path, title: str, output: Path) -> None:
    """Writes the adapter in bfloat16, half the size of what was trained and no worse; the file appears last."""
    import torch
    from peft import get_peft_model_state_dict
    from safetensors.torch import save_file

    output.mkdir(parents=True, exist_ok=True)
    config = model.peft_config["default"].to_dict()
    config |= {"base_model_name_or_path": title, "inference_mode": True, "revision": None}
    config["target_modules"] = sorted(config["target_modules"])
    kept = {key: value for key, value in config.items() if value is not None}
    (output / CONFIG).write_text(json.dumps(kept, indent=2, sort_keys=True, default=str) + "\n", encoding="utf-8")
    tensors = get_peft_model_state_dict(model, save_embedding_layers=False)
    halved = {name: tensor.detach().to(torch.bfloat16).contiguous() for name, tensor in tensors.items()}
    with whole_file(output / WEIGHTS) as partial, full_disk_told(output):
        save_file(halved, partial, metadata={BASE: base_hash(base)})


def base_hash(base: Path) -> str:
    """The hash of a model's weights, one for all its files.

    Of a pruned model it is that of what it was made from and what was kept: the numbers that it got in making up for
    what was dropped are not the same to the last bit on every machine.
    """
    if (base / PRUNING).is_file():
        return sha256_of(base / PRUNING)
    hashes = [sha256_of(path) for path in weight_files(base)]
    return hashes[0] if len(hashes) == 1 else " ".join(hashes)


def kept_tokens(pruned: Path) -> list[int] | None:
    """The whole model's numbers of a pruned one's tokens, in their order; None where none was dropped."""
    if not (pruned / PRUNING).is_file():
        return None
    kept: list[int] | None = json.loads((pruned / PRUNING).read_text(encoding="utf-8")).get("tokens")
    return kept


def _check(model: "PreTrainedModel", folder: Path, base: Path) -> None:
    config = _config(folder)
    made_for, shapes = _header(folder)
    if made_for is not None and made_for != base_hash(base):
        raise RecipeInvalid(f"The adapter {folder.name} was tuned on other weights than the recipe's.", _RETRY)
    modules = dict(model.named_modules())
    for name, shape in shapes.items():
        layer, _, part = name.removeprefix(_LAYER).partition(".lora_")
        matrix = getattr(modules.get(layer), "weight", None)
        if part not in ("A.weight", "B.weight") or matrix is None:
            raise RecipeInvalid(f"The adapter {folder.name} changes “{name}”, which the model does not have.", _RETRY)
        fits = (config["r"], matrix.shape[1]) if part == "A.weight" else (matrix.shape[0], config["r"])
        if shape != fits:
            raise RecipeInvalid(
                f"The adapter {folder.name} does not fit the model: “{name}” is {shape}, and {fits} is needed.", _RETRY
            )


def _header(folder: Path) -> tuple[str | None, dict[str, tuple[int, ...]]]:
    """The hash of the weights that the adapter was tuned on, where it says so, and the shape of each of its tensors."""
    from safetensors import SafetensorError, safe_open

    if not (folder / WEIGHTS).is_file():
        raise RecipeInvalid(f"The adapter {folder.name} has no {WEIGHTS}.", "Save it as safetensors, not pickled.")
    try:
        with safe_open(folder / WEIGHTS, framework="np") as file:
            shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
            return (file.metadata() or {}).get(BASE), shapes
    except (SafetensorError, OSError) as error:
        raise RecipeInvalid(
            f"{WEIGHTS} of {folder.name} cannot be read: {error}.", "Fetch or tune it again."
        ) from error


def _config(folder: Path) -> dict[str, Any]:
    try:
        config: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        kind, rank = config["peft_type"], config["r"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RecipeInvalid(f"{folder} holds no adapter: {CONFIG} is missing or wrong.", _RETRY) from error
    if kind != "LORA" or not isinstance(rank, int) or config.get("megatron_config"):
        raise RecipeInvalid(f"The adapter {folder.name} is of the kind {kind}, which is not merged.", "Use LoRA.")
    return config

"""Looks at the files of a model's weights: what is missing, cut off or never read fails in seconds."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.checkpoints.adapter import CONFIG as ADAPTER
from models.checkpoints.pretrained import weight_files
from models.errors import RecipeInvalid, WeightsUnavailable

if TYPE_CHECKING:
    from gguf import GGUFReader

WHOLE, INDEX = "model.safetensors", "model.safetensors.index.json"
"""What Transformers opens."""
# As llama.cpp calls the parts that it splits a file into.
PART = re.compile(r"-\d{5}-of-(?P<parts>\d{5})\.gguf$")


def check_files(title: str, weights: Path) -> None:
    """Raises WeightsUnavailable or RecipeInvalid where the numbers are not whole, or not of one model that is read."""
    files = weight_files(weights)
    if not files:
        raise WeightsUnavailable(
            f"{weights} holds no weights that can be read.",
            "They must be *.safetensors or a *.gguf; pickled ones (*.bin, *.pt, *.pth) are never opened. Name a GGUF "
            "on the hub with its file: hub:ORG/NAME@REVISION#FILE.gguf.",
        )
    ggufs = sorted(path.name for path in weights.glob("*.gguf"))
    if ggufs:
        _check_one_whole_gguf(weights, ggufs)
    else:
        _check_no_adapter(weights)
        if not (weights / WHOLE).is_file():
            _check_parts(title, weights, {path.name for path in files})
    for path in files:
        if path.suffix == ".gguf":
            _check_gguf(title, _opened_gguf(path))
        else:
            _check_safetensors(path)


def _check_one_whole_gguf(weights: Path, ggufs: Sequence[str]) -> None:
    """Raises WeightsUnavailable where a GGUF is one part of several, or one of several models."""
    for name in ggufs:
        if (part := PART.search(name)) and int(part["parts"]) > 1:
            raise _in_parts(name)
    if len(ggufs) > 1 or any(weights.glob("*.safetensors")):
        raise WeightsUnavailable(
            f"{weights} holds more than one model, {ggufs[0]} among them.",
            f"Name the file itself, as file:FOLDER/{ggufs[0]} or hub:ORG/NAME@REVISION#{ggufs[0]}, or keep the "
            "safetensors in a folder of their own.",
        )


def _check_no_adapter(weights: Path) -> None:
    """Raises WeightsUnavailable for an adapter's folder: Transformers would fetch and take the model that it names."""
    if (weights / ADAPTER).is_file():
        raise WeightsUnavailable(
            f"{weights} holds a LoRA adapter, as its {ADAPTER} says, and no model of its own.",
            f"Name the model's weights in [weights] and this folder in [adapter]; if the adapter is merged, take "
            f"{ADAPTER} out of the folder.",
        )


def _check_parts(title: str, weights: Path, there: set[str]) -> None:
    """Raises WeightsUnavailable where not all of the files are there that the list of them names, or no list is."""
    if not (weights / INDEX).is_file():
        raise WeightsUnavailable(
            f"{weights} has neither {WHOLE} nor {INDEX}, which lists its parts.",
            "Fetch it beside the weights; files with other names are not looked for.",
        )
    named = set(read_json(weights / INDEX).get("weight_map", {}).values())
    if missing := sorted(named - there):
        raise WeightsUnavailable(f"{missing[0]} of {title} is missing.", "Fetch the weights again.")


def read_json(path: Path) -> dict[str, Any]:
    """The table in a file beside the weights; empty where it holds something else."""
    content = _content(path)
    return content if isinstance(content, dict) else {}


def read_list(path: Path) -> list[dict[str, Any]]:
    """The tables of a list in a file beside the weights."""
    content = _content(path)
    return [entry for entry in content if isinstance(entry, dict)] if isinstance(content, list) else []


def _content(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsUnavailable(f"{path.name} cannot be read.", "Fetch it again.") from error


def _check_safetensors(path: Path) -> None:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np"):
            pass
    except (SafetensorError, OSError) as error:
        raise _cut_off(path) from error


def _opened_gguf(path: Path) -> "GGUFReader":
    from gguf import GGMLQuantizationType, GGUFReader

    try:
        return GGUFReader(path)
    except (ValueError, IndexError, KeyError, OSError, OverflowError) as error:
        if GGMLQuantizationType.__name__ in str(error):
            raise WeightsUnavailable(
                f"{path.name} keeps its numbers in a way that is not known here.",
                "Name a file of the same model in one of the usual ways, such as Q8_0 or Q4_K_M.",
            ) from error
        raise _cut_off(path) from error


def _check_gguf(title: str, reader: "GGUFReader") -> None:
    """Transformers reads no scaling of rotary positions from a GGUF: such a model would be wrong without a word."""
    parts = reader.fields.get("split.count")
    if parts is not None and int(parts.contents()) > 1:
        raise _in_parts(title)
    scaled = any(tensor.name.startswith("rope_freqs") for tensor in reader.tensors)
    for name, field in reader.fields.items():
        scaled = scaled or (name.endswith(".rope.scaling.type") and field.contents() != "none")
    if scaled:
        raise RecipeInvalid(
            f"The GGUF of {title} scales its rotary positions, which is lost when it is read.",
            "Name the same model as safetensors.",
        )


def _in_parts(name: str) -> WeightsUnavailable:
    return WeightsUnavailable(
        f"{name} is one part of a model that is split into several files.",
        "Put them together first (`llama-gguf-split --merge FIRST.gguf WHOLE.gguf`), and name the whole file.",
    )


def _cut_off(path: Path) -> WeightsUnavailable:
    # The hub's cache and the folder of a single GGUF have links to the files: while those are there nothing is fetched.
    return WeightsUnavailable(
        f"{path.name} is cut off or damaged.",
        f"Remove {path.resolve()}, fetch it again, and compare its size and hash.",
    )

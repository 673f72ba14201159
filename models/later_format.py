"""What Transformers 5 writes into a model's folder in other words than the release before it, which reads it here.

The release before passes over what it does not know: it would count every position from the family's usual base.
"""

import json
from pathlib import Path
from typing import Any

TOKENIZER_CONFIG = "tokenizer_config.json"


def rotary_as_before(config: Any) -> None:
    """Puts the base of the rotary positions and their scaling where they were: `rope_parameters` holds both since."""
    rotary = getattr(config, "rope_parameters", None)
    if not isinstance(rotary, dict) or "rope_theta" not in rotary:
        return
    scaling = {key: value for key, value in rotary.items() if key != "rope_theta"}
    config.rope_theta = rotary["rope_theta"]
    config.rope_scaling = None if scaling.get("rope_type", "default") == "default" else scaling
    del config.rope_parameters


def is_later(weights: Path) -> bool:
    """Whether a model's folder says of its positions what the release before does not see."""
    config = _read(weights / "config.json")
    return config.get("rope_parameters") is not None and config.get("rope_theta") is None


def has_later_class(weights: Path) -> bool:
    """Whether the tokenizer names the class that Transformers 5 has for those that are whole in `tokenizer.json`."""
    return _tokenizer_config(weights).get("tokenizer_class") == "TokenizersBackend"


def special_tokens_as_before(weights: Path) -> dict[str, Any]:
    """What to tell the tokenizer's class of special tokens without a role, which are a list under another key since."""
    listed = _tokenizer_config(weights).get("extra_special_tokens")
    if not isinstance(listed, list):
        return {}
    names = [token["content"] if isinstance(token, dict) else token for token in listed]
    return {"extra_special_tokens": {}, "additional_special_tokens": names}


def _tokenizer_config(weights: Path) -> dict[str, Any]:
    """The tokenizer's configuration; empty where it cannot be read, which is told by whoever opens the tokenizer."""
    return _read(weights / TOKENIZER_CONFIG)


def _read(file: Path) -> dict[str, Any]:
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return config if isinstance(config, dict) else {}

"""Reads with Transformers 4 what Transformers 5 writes into a model's folder under other keys.

Transformers 4 ignores a key that it does not know: it would count every position from the family's usual base.
"""

import json
from pathlib import Path
from typing import Any

TOKENIZER_CONFIG = "tokenizer_config.json"


def restore_rotary_keys(config: Any) -> None:
    """Moves the rotary base and scaling out of `rope_parameters`, where they are since, to their former keys."""
    rotary = getattr(config, "rope_parameters", None)
    if not isinstance(rotary, dict) or "rope_theta" not in rotary:
        return
    scaling = {key: value for key, value in rotary.items() if key != "rope_theta"}
    config.rope_theta = rotary["rope_theta"]
    config.rope_scaling = None if scaling.get("rope_type", "default") == "default" else scaling
    del config.rope_parameters


def is_newer(weights: Path) -> bool:
    """Whether a model's folder says of its positions what the release before does not see."""
    config = _read(weights / "config.json")
    return config.get("rope_parameters") is not None and config.get("rope_theta") is None


def names_newer_tokenizer(weights: Path) -> bool:
    """Whether the tokenizer names the class of Transformers 5 for those that are whole in `tokenizer.json`."""
    return _tokenizer_config(weights).get("tokenizer_class") == "TokenizersBackend"


def older_special_tokens(weights: Path) -> dict[str, Any]:
    """The special tokens without a role, by the key that Transformers 4 has for them, which is another since."""
    listed = _tokenizer_config(weights).get("extra_special_tokens")
    if not isinstance(listed, list):
        return {}
    names = [token["content"] if isinstance(token, dict) else token for token in listed]
    return {"extra_special_tokens": {}, "additional_special_tokens": names}


def _tokenizer_config(weights: Path) -> dict[str, Any]:
    """The tokenizer's configuration; empty where it cannot be read: who opens the tokenizer raises that."""
    return _read(weights / TOKENIZER_CONFIG)


def _read(file: Path) -> dict[str, Any]:
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return config if isinstance(config, dict) else {}

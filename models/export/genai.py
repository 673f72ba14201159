"""Writes the file in which onnxruntime-genai reads what a decoder's graph is called and how it is shaped."""

import json
from pathlib import Path
from typing import Any

from models.export.families import head_size
from models.store import GRAPH

GENAI_CONFIG = "genai_config.json"


def write_genai_config(folder: Path, config: Any, context_tokens: int, ends: list[int]) -> None:
    """Writes `genai_config.json` beside the graph of a model with this Transformers configuration.

    `ends` are the tokens that end a text.
    """
    decoder = {
        "session_options": {"log_id": "writer", "provider_options": []},
        "filename": GRAPH,
        "head_size": head_size(config),
        "hidden_size": config.hidden_size,
        "num_attention_heads": config.num_attention_heads,
        "num_hidden_layers": config.num_hidden_layers,
        "num_key_value_heads": config.num_key_value_heads,
        "inputs": {
            "input_ids": "input_ids",
            "attention_mask": "attention_mask",
            "past_key_names": "past_key_values.%d.key",
            "past_value_names": "past_key_values.%d.value",
        },
        "outputs": {
            "logits": "logits",
            "present_key_names": "present.%d.key",
            "present_value_names": "present.%d.value",
        },
    }
    model = {
        "type": config.model_type,
        "context_length": context_tokens,
        "vocab_size": config.vocab_size,
        # Qwen begins its texts with no token; genai wants a number there, and never uses it.
        "bos_token_id": ends[0] if config.bos_token_id is None else config.bos_token_id,
        "eos_token_id": ends,
        "pad_token_id": config.pad_token_id if config.pad_token_id is not None else ends[0],
        "decoder": decoder,
    }
    # One buffer for the whole cache: without it every token copies all keys and values.
    search = {"do_sample": False, "num_beams": 1, "max_length": context_tokens, "past_present_share_buffer": True}
    content = json.dumps({"model": model, "search": search}, indent=2)
    (folder / GENAI_CONFIG).write_text(content + "\n", encoding="utf-8")

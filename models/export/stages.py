"""The stages of a build that depend on what kind of model it is: export, and the files a session needs beside."""

import json
import shutil
from pathlib import Path
from typing import Any

from models.export.genai import GENAI_CONFIG
from models.export.quiet import quietly
from models.progress import Progress, Step
from models.recipe import DecoderExport, EncoderExport, Recipe
from models.store import SERVING


def export_model(recipe: Recipe, weights: Path, output: Path, progress: Progress) -> None:
    """Writes the fp32 graph, the tokenizer and the configuration into `output`."""
    progress(Step(f"Exporting the {recipe.name} to ONNX"))
    with quietly():
        if isinstance(recipe.export, DecoderExport):
            from models.export.decoder import export_decoder

            export_decoder(recipe.name, recipe.export, weights, output, progress)
        elif isinstance(recipe.export, EncoderExport):
            from models.export.encoder import export_encoder

            export_encoder(recipe.name, recipe.export, weights, output, progress)


def package_model(recipe: Recipe, exported: Path, quantized: Path, output: Path, progress: Progress) -> None:
    """Puts into `output` exactly what a session opens: the graph, the tokenizer and what must be known to serve it."""
    doing = f"Packaging the {recipe.name}"
    files = [*quantized.iterdir(), exported / "tokenizer.json"]
    if isinstance(recipe.export, DecoderExport):
        files.append(exported / GENAI_CONFIG)
        serving = _decoder_serving(exported)
    elif isinstance(recipe.export, EncoderExport):
        serving = _encoder_serving(recipe.export, exported)
    else:
        raise TypeError("a finished model is placed, not packaged")
    for done, path in enumerate(files):
        progress(Step(doing, done, len(files)))
        shutil.copyfile(path, output / path.name)
    (output / SERVING).write_text(json.dumps(serving, indent=2) + "\n", encoding="utf-8")
    progress(Step(doing, len(files), len(files)))


def _encoder_serving(choices: EncoderExport, exported: Path) -> dict[str, Any]:
    config = _read(exported / "config.json")
    return {"max_tokens": choices.max_tokens, "dimension": config["hidden_size"], "pooling": choices.pooling}


def _decoder_serving(exported: Path) -> dict[str, Any]:
    genai, tokenizer = _read(exported / GENAI_CONFIG)["model"], _read(exported / "tokenizer_config.json")
    # Transformers writes the template beside the tokenizer since 4.51, inside its configuration before.
    template = exported / "chat_template.jinja"
    special = {key: _content(tokenizer.get(key)) for key in ("bos_token", "eos_token", "pad_token", "unk_token")}
    return {
        "context_tokens": genai["context_length"],
        "end_tokens": genai["eos_token_id"],
        "chat_template": template.read_text("utf-8") if template.exists() else tokenizer["chat_template"],
        "special_tokens": {key: token for key, token in special.items() if token},
    }


def _content(token: str | dict[str, Any] | None) -> str | None:
    return token["content"] if isinstance(token, dict) else token


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content

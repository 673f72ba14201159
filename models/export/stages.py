"""The stages of a build that depend on what kind of model it is: export, and the files a session needs beside."""

import json
import shutil
from pathlib import Path
from typing import Any

from models.checkpoints.pretrained import chat_layout
from models.export.centre import centre
from models.export.genai import GENAI_CONFIG
from models.export.quiet import quietly
from models.progress import Progress, Step
from models.recipes.exports import ClipExport, CrossEncoderExport, DecoderExport, EncoderExport
from models.recipes.recipe import Recipe
from models.store import SERVING, TOKENIZER


def export_model(recipe: Recipe, weights: Path, output: Path, progress: Progress, adapter: Path | None = None) -> None:
    """Writes the fp32 graph, the tokenizer and the configuration into `output`; an adapter is merged first."""
    progress(Step(f"Exporting the {recipe.name} to ONNX"))
    with quietly():
        if isinstance(recipe.export, DecoderExport):
            from models.export.decoder import export_decoder

            export_decoder(recipe.name, recipe.export, weights, output, progress, adapter)
        elif isinstance(recipe.export, EncoderExport | CrossEncoderExport):
            from models.export.encoder import export_encoder

            export_encoder(recipe.name, recipe.export, weights, output, progress, adapter)
        elif isinstance(recipe.export, ClipExport):
            from models.export.clip import export_clip

            export_clip(recipe.name, recipe.weights.title, weights, output, progress)


def package_model(recipe: Recipe, exported: Path, quantized: Path, output: Path, progress: Progress) -> None:
    """Puts into `output` exactly what a session opens: the graph, the tokenizer and what must be known to serve it."""
    doing = f"Packaging the {recipe.name}"
    files = [*quantized.iterdir()]
    if isinstance(recipe.export, DecoderExport):
        files.append(exported / GENAI_CONFIG)
        serving = _decoder_serving(recipe, exported)
    elif isinstance(recipe.export, EncoderExport):
        serving = _encoder_serving(recipe.export, exported)
    elif isinstance(recipe.export, CrossEncoderExport):
        serving = recipe.export.model_dump()
    elif isinstance(recipe.export, ClipExport):
        serving = _read(exported / SERVING)
    else:
        raise TypeError("a finished model is placed, not packaged")
    for done, path in enumerate(files):
        progress(Step(doing, done, len(files)))
        shutil.copyfile(path, output / path.name)
    (output / TOKENIZER).write_text(_compact(exported / TOKENIZER), encoding="utf-8")
    (output / SERVING).write_text(json.dumps(serving, indent=2) + "\n", encoding="utf-8")
    if isinstance(recipe.export, EncoderExport) and recipe.export.centred:
        centre(recipe, output)
    progress(Step(doing, len(files), len(files)))


def _compact(tokenizer: Path) -> str:
    """The same JSON without the white space that is a third of a tokenizer's file."""
    return json.dumps(_read(tokenizer), ensure_ascii=False, separators=(",", ":")) + "\n"


def _encoder_serving(choices: EncoderExport, exported: Path) -> dict[str, Any]:
    config = _read(exported / "config.json")
    # DistilBERT calls it dim.
    dimension = config["hidden_size"] if "hidden_size" in config else config["dim"]
    serving = {"max_tokens": choices.max_tokens, "dimension": dimension, "pooling": choices.pooling}
    return serving | ({"prefix": choices.prefix} if choices.prefix else {})


def _decoder_serving(recipe: Recipe, exported: Path) -> dict[str, Any]:
    genai = _read(exported / GENAI_CONFIG)["model"]
    limits = {"context_tokens": genai["context_length"], "end_tokens": genai["eos_token_id"]}
    return {**limits, **({} if recipe.phrases is None else {"phrases": recipe.phrases}), **chat_layout(exported)}


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content

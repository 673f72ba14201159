"""The stages of a build that depend on what kind of model it is: export, and the files a session needs beside."""

import json
import shutil
from pathlib import Path

from models.export.quiet import quietly
from models.progress import Progress, Step
from models.recipe import EncoderExport, Recipe
from models.store import SERVING

GRAPH = "model.onnx"


def export_model(recipe: Recipe, weights: Path, output: Path, progress: Progress) -> None:
    """Writes the fp32 graph, the tokenizer and the configuration into `output`."""
    from models.export.encoder import export_encoder

    with quietly():
        export_encoder(recipe.name, recipe.export, weights, output, progress)


def package_model(
    recipe: Recipe, recipe_hash: str, exported: Path, quantized: Path, output: Path, progress: Progress
) -> None:
    """Puts into `output` exactly what a session opens: the graph, the tokenizer and what must be known to serve it."""
    progress(Step(f"Packaging the {recipe.name}", 0, 2))
    for path in quantized.iterdir():
        shutil.copyfile(path, output / path.name)
    progress(Step(f"Packaging the {recipe.name}", 1, 2))
    shutil.copyfile(exported / "tokenizer.json", output / "tokenizer.json")
    config = json.loads((exported / "config.json").read_text(encoding="utf-8"))
    serving = _encoder_serving(recipe.export, config, recipe_hash)
    (output / SERVING).write_text(json.dumps(serving, indent=2) + "\n", encoding="utf-8")
    progress(Step(f"Packaging the {recipe.name}", 2, 2))


def _encoder_serving(choices: EncoderExport, config: dict[str, object], recipe_hash: str) -> dict[str, object]:
    return {
        "max_tokens": choices.max_tokens,
        "dimension": config["hidden_size"],
        "pooling": choices.pooling,
        "labels": config.get("id2label"),
    }

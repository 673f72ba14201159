"""Measures the stages of a writer: each is built as it would be served, and run in a process of its own."""

import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from models.build import WEIGHTS, base_weights, build_model, hash_of
from models.checkpoints.pretrained import parameter_count, read_config, save_tokenizer
from models.checkpoints.weights import fetch_weights
from models.errors import ModelCorrupt, UsageError
from models.machine import usable_cores
from models.progress import Progress, Step
from models.recipes.exports import DecoderExport
from models.recipes.recipe import Recipe, Unquantized
from models.report.rows import Shape, Stage, StageRow, stage_recipe
from models.store import TOKENIZER, BuiltModel, ModelStore

FP32_BITS = 32.0


def build_stage(recipe: Recipe, stage: Stage, store: ModelStore, progress: Progress) -> BuiltModel:
    """The writer as it is after a stage, built into the store under a name of its own.

    Raises UsageError where the recipe has no such stage.
    """
    made_from = _recipe_of(stage, recipe)
    return build_model(made_from, store, progress)


def measure_stage(
    recipe: Recipe, stage: Stage, model: BuiltModel, store: ModelStore, threads: int | None, progress: Progress
) -> StageRow:
    """The row of a stage that was built; a minute or two on an idle machine, and without meaning on a busy one."""
    made_from = _recipe_of(stage, recipe)
    used = threads or usable_cores()
    progress(Step(f"Measuring the {recipe.name}, {stage}"))
    figures = benchmark_in_process(model, used)
    weights = base_weights(made_from, store, progress)
    # A token of another tokenizer is another piece of the text: what the whole text costs, by the base's tokens.
    a_base_token = figures["text_tokens"] / (_base_tokens(recipe, store, progress) or figures["text_tokens"])
    return StageRow(
        stage=stage,
        parameters=parameter_count(read_config(weights)),
        bytes=model.bytes,
        memory_mb=figures["memory_mb"],
        prefill_tok_s=figures["prefill_tok_s"],
        decode_tok_s=figures["decode_tok_s"],
        perplexity=round(math.exp(figures["log_loss"] * a_base_token), 3),
        model=hash_of(made_from),
        threads=used,
        shape=_shape(made_from, weights, model),
    )


def _recipe_of(stage: Stage, recipe: Recipe) -> Recipe:
    """The recipe that makes a stage and nothing after it; raises UsageError where there is no such stage."""
    made_from = stage_recipe(recipe, stage)
    if made_from is None or not isinstance(recipe.export, DecoderExport):
        table = "adapter" if stage == "tuned" else "prune"
        raise UsageError(
            f"The recipe {recipe.name} has no stage “{stage}”.", f"Give it a table [{table}], or name another stage."
        )
    return made_from


def benchmark_in_process(model: BuiltModel, threads: int) -> dict[str, Any]:
    """The figures of `models.report.benchmark`, of a model in a process of its own; ModelCorrupt where it fails."""
    command = [sys.executable, "-m", "models.report.benchmark", str(model.path), str(threads)]
    # This package is found from wherever it was found here.
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    try:
        figures: dict[str, Any] = json.loads(run.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError) as error:
        last = next((line for line in reversed(run.stderr.splitlines()) if line.strip()), "it ended without a word")
        raise ModelCorrupt(
            f"The model “{model.name}” could not be measured: {last}.", f"Run `deskside models build {model.name}`."
        ) from error
    return figures


def _base_tokens(recipe: Recipe, store: ModelStore, progress: Progress) -> int | None:
    """The scored text's tokens in the tokenizer before pruning; None where no stage has another."""
    if recipe.prune is None or recipe.prune.vocabulary is None:
        return None
    from tokenizers import Tokenizer

    from models.export.quiet import quietly
    from models.report.benchmark import scored_text

    with tempfile.TemporaryDirectory() as folder, quietly():
        save_tokenizer(fetch_weights(recipe.weights, store.folder / WEIGHTS, progress), Path(folder))
        tokenizer = Tokenizer.from_file(f"{folder}/{TOKENIZER}")
    return len(tokenizer.encode(scored_text(), add_special_tokens=False).ids)


def _shape(recipe: Recipe, weights: Path, model: BuiltModel) -> Shape:
    from models.export.families import head_size

    config = read_config(weights)
    bits = FP32_BITS
    if not isinstance(recipe.quantize, Unquantized):
        # Tables and scales are part of what a weight takes; what the graph is besides is next to nothing.
        bits = 8 * sum(file.stat().st_size for file in model.path.glob("*.onnx*")) / parameter_count(config)
    return Shape(
        layers=config.num_hidden_layers,
        hidden=config.hidden_size,
        ffn=config.intermediate_size,
        heads=config.num_attention_heads,
        key_heads=config.num_key_value_heads,
        head_size=head_size(config),
        vocabulary=config.vocab_size,
        tied=bool(config.tie_word_embeddings),
        bits=round(bits, 2),
    )

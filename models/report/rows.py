"""The rows of a models report: one for each stage of a writer, with what was measured of it and nothing else."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from models.build import hash_of
from models.recipes.recipe import Recipe, Unquantized
from models.whole_files import whole_file

Stage = Literal["base", "pruned", "tuned", "quantized"]
STAGES: tuple[Stage, ...] = get_args(Stage)
REPORT = "report.json"


@dataclass(frozen=True)
class Shape:
    """What a decoder's size and speed depend on; `bits` are those of a weight on the disk, scales included."""

    layers: int
    hidden: int
    ffn: int
    heads: int
    key_heads: int
    head_size: int
    vocabulary: int
    tied: bool
    bits: float


@dataclass(frozen=True)
class StageRow:
    """What was measured of one stage; None where it was not, or where the recipe has no such stage.

    `memory_mb` is the most a process held that read 1,024 tokens and wrote 96. `perplexity` is per token of the base's
    tokenizer, so that stages with fewer tokens compare. `model` is the hash of the stage's recipe.
    """

    stage: Stage
    parameters: int | None = None
    bytes: int | None = None
    memory_mb: float | None = None
    prefill_tok_s: float | None = None
    decode_tok_s: float | None = None
    perplexity: float | None = None
    answer_f1: float | None = None
    model: str | None = None
    threads: int | None = None
    shape: Shape | None = None

    def as_json(self) -> dict[str, Any]:
        """The figures that other tools read."""
        private = ("model", "threads", "shape")
        return {key: value for key, value in asdict(self).items() if key not in private}


@dataclass(frozen=True)
class Figure:
    """A figure of a row for people: what it is called, what it is divided by, and how it is written."""

    name: str
    title: str
    unit: float
    form: str

    def text(self, row: StageRow) -> str:
        """The row's figure with its unit; a dash where it was not measured."""
        value = getattr(row, self.name)
        return "–" if value is None else self.form.format(value / self.unit)


FIGURES = (
    Figure("parameters", "parameters", 1e6, "{:,.1f} M"),
    Figure("bytes", "disk", 1e6, "{:,.0f} MB"),
    Figure("memory_mb", "memory", 1.0, "{:,.0f} MB"),
    Figure("prefill_tok_s", "reads tok/s", 1.0, "{:,.0f}"),
    Figure("decode_tok_s", "writes tok/s", 1.0, "{:,.0f}"),
    Figure("perplexity", "perplexity", 1.0, "{:.2f}"),
    Figure("answer_f1", "answer F1", 1.0, "{:.3f}"),
)


def stage_recipe(recipe: Recipe, stage: Stage) -> Recipe | None:
    """The recipe of the writer as it is after a stage; None where the recipe has no such stage."""
    if stage == "quantized":
        return recipe
    if (stage == "pruned" and recipe.prune is None) or (stage == "tuned" and recipe.adapter is None):
        return None
    changes: dict[str, Any] = {"name": f"{recipe.name}-{stage}", "quantize": Unquantized(kind="none")}
    if stage == "base":
        changes["prune"] = None
    if stage != "tuned":
        changes["adapter"] = None
    return recipe.model_copy(update=changes)


def rows_in(file: Path) -> list[StageRow]:
    """The rows that a file has, of whatever recipe; anything else in it is ignored."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    rows = content if isinstance(content, list) else []
    return [_row(row) for row in rows if isinstance(row, dict) and row.get("stage") in STAGES and row.get("model")]


def read_rows(file: Path, recipe: Recipe) -> list[StageRow]:
    """A row a stage, in their order; one that was measured of another recipe counts as not measured."""
    kept = {row.stage: row for row in rows_in(file)}
    rows = []
    for stage in STAGES:
        row, made_from = kept.get(stage), stage_recipe(recipe, stage)
        is_current = row is not None and made_from is not None and row.model == hash_of(made_from)
        rows.append(row if row is not None and is_current else StageRow(stage))
    return rows


def write_row(file: Path, row: StageRow) -> None:
    """Puts one row into the file, which is never half-written; an F1 stays for as long as the model does."""
    kept = {old.stage: old for old in rows_in(file)}
    before = kept.get(row.stage)
    if before is not None and before.model == row.model and row.answer_f1 is None:
        row = replace(row, answer_f1=before.answer_f1)
    kept[row.stage] = row
    content = [asdict(kept[stage]) for stage in STAGES if stage in kept]
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(file) as partial:
        partial.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def unmeasured(rows: Sequence[StageRow], recipe: Recipe) -> list[Stage]:
    """The stages of the recipe that were never measured."""
    return [row.stage for row in rows if row.model is None and stage_recipe(recipe, row.stage) is not None]


def _row(content: dict[str, Any]) -> StageRow:
    known: dict[str, Any] = {field.name: content.get(field.name) for field in fields(StageRow)}
    known |= {figure.name: None for figure in FIGURES if not isinstance(known[figure.name], int | float)}
    shape = known["shape"]
    is_whole = isinstance(shape, dict) and shape.keys() == {field.name for field in fields(Shape)}
    known["shape"] = Shape(**shape) if is_whole else None
    return StageRow(**known)

"""The report shows what was measured and nothing else, and plans larger models from it."""

import json
import math
import statistics
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM

from models.build import base_weights, hash_of
from models.errors import UsageError
from models.progress import silent
from models.recipes.recipe import Recipe
from models.report.benchmark import scored_text
from models.report.measure import build_stage, measure_stage
from models.report.plan import (
    MISTRAL_7B,
    NothingMeasured,
    fit_machine,
    matrix_numbers,
    operations,
    plan_model,
    plan_models,
)
from models.report.plot import QUALITIES, Axis, plots_of, write_plot
from models.report.rows import STAGES, Shape, StageRow, read_rows, rows_in, stage_recipe, unmeasured, write_row
from models.sessions import load_tokenizer
from models.store import ModelStore
from tests.models.tiny_decoders import WORDS, by_pytorch, saved, tiny_tokenizer, writer_recipe

KEYS = ["stage", "parameters", "bytes", "memory_mb", "prefill_tok_s", "decode_tok_s", "perplexity", "answer_f1"]
PRUNE = '[prune]\nlayers = 2\nvocabulary = 320\ncalibration = "file:texts.txt"\ntokens = 1024'
SMOLLM = Shape(30, 576, 1536, 9, 3, 64, 49_152, tied=True, bits=32.0)
EIGHT_BITS = replace(SMOLLM, bits=8.5)


def tiny_recipe(folder: Path, more: str = PRUNE) -> Recipe:
    if not (folder / "weights").exists():
        saved(folder / "weights", "llama", tiny_tokenizer(512, WORDS * 5 + "networks passwords reopening firewalled"))
        (folder / "texts.txt").write_text(WORDS * 40)
    return writer_recipe(folder, 'kind = "blocks"\nbits = 8\nblock = 32', more)


def on_a_machine(shape: Shape, bandwidth: float, overhead: float, throughput: float, stage: str) -> StageRow:
    """What would be measured where the plan's formulas hold exactly."""
    numbers = matrix_numbers(shape) * shape.bits / 8
    return StageRow(
        stage=stage,  # type: ignore[arg-type]
        parameters=matrix_numbers(shape),
        bytes=round(numbers),
        memory_mb=200 + numbers / 1e6 + 2 * 4 * 30 * 3 * 64 * (1024 + 96) / 1e6,
        prefill_tok_s=throughput / operations(shape, 1024),
        decode_tok_s=1 / (numbers / bandwidth + shape.layers * overhead),
        model="x",
        shape=shape,
    )


def test_nothing_is_shown_that_was_not_measured(tmp_path: Path) -> None:
    recipe = tiny_recipe(tmp_path)
    rows = read_rows(tmp_path / "report.json", recipe)
    assert [list(row.as_json()) for row in rows] == [KEYS] * 4
    assert [row.stage for row in rows] == list(STAGES)
    assert all(value is None for row in rows for key, value in row.as_json().items() if key != "stage")
    # There is no adapter in the recipe, so there is nothing to measure of that stage.
    assert unmeasured(rows, recipe) == ["base", "pruned", "quantized"]


def test_a_stage_is_measured_as_it_is_served(tmp_path: Path) -> None:
    recipe, store, file = tiny_recipe(tmp_path), ModelStore(tmp_path / "models"), tmp_path / "models" / "report.json"
    for stage in ("base", "pruned"):
        model = build_stage(recipe, stage, store, silent)
        write_row(file, measure_stage(recipe, stage, model, store, 1, silent))
    base, pruned, tuned, quantized = read_rows(file, recipe)
    assert tuned == StageRow("tuned")
    assert quantized == StageRow("quantized")
    assert base.parameters == AutoModelForCausalLM.from_pretrained(tmp_path / "weights").num_parameters()
    assert base.bytes == store.find("tiny-base").bytes
    assert pruned.parameters is not None and pruned.parameters < base.parameters
    assert pruned.shape is not None and (pruned.shape.layers, pruned.shape.vocabulary) == (2, 320)
    assert base.prefill_tok_s and base.prefill_tok_s > 0
    assert base.memory_mb and 30 < base.memory_mb < 2_000
    # By PyTorch, over the same text in parts as long as the context, a token of the base's at a time.
    served = load_tokenizer(store.find("tiny-pruned"))
    ids = served.encode(scored_text(), add_special_tokens=False).ids
    decoder, losses = AutoModelForCausalLM.from_pretrained(base_weights(recipe, store)), []
    for at in range(0, len(ids), 128):
        part = ids[at : at + 128]
        logits = torch.tensor(by_pytorch(decoder, part))
        losses += torch.nn.functional.cross_entropy(logits[:-1], torch.tensor(part[1:]), reduction="none").tolist()
    whole = load_tokenizer(store.find("tiny-base"))
    in_base = len(whole.encode(scored_text(), add_special_tokens=False).ids)
    assert pruned.perplexity == pytest.approx(math.exp(statistics.mean(losses) * len(ids) / in_base), rel=0.01)


def test_figures_of_another_recipe_are_not_shown(tmp_path: Path) -> None:
    recipe, file = tiny_recipe(tmp_path), tmp_path / "report.json"
    made_from = stage_recipe(recipe, "pruned")
    assert made_from is not None
    write_row(file, StageRow("pruned", perplexity=12.0, model=hash_of(made_from)))
    assert read_rows(file, recipe)[1].perplexity == 12.0
    (tmp_path / "texts.txt").write_text(WORDS * 41)
    assert read_rows(file, recipe)[1].perplexity is None
    assert read_rows(file, tiny_recipe(tmp_path, more=""))[1].perplexity is None


def test_an_f1_stays_until_the_model_changes(tmp_path: Path) -> None:
    recipe, file = tiny_recipe(tmp_path), tmp_path / "report.json"
    write_row(file, StageRow("quantized", answer_f1=0.5, model=hash_of(recipe)))
    write_row(file, StageRow("quantized", perplexity=9.0, model=hash_of(recipe)))
    assert read_rows(file, recipe)[3] == StageRow("quantized", answer_f1=0.5, perplexity=9.0, model=hash_of(recipe))
    write_row(file, StageRow("quantized", perplexity=9.0, model="other"))
    assert json.loads(file.read_text())[0]["answer_f1"] is None


@pytest.mark.parametrize("content", ["", "{", "{}", "[1]", '[{"stage": "moon", "model": "x"}]', '[{"stage": "base"}]'])
def test_a_file_that_is_none_of_ours_is_no_report(tmp_path: Path, content: str) -> None:
    (tmp_path / "report.json").write_text(content)
    assert read_rows(tmp_path / "report.json", tiny_recipe(tmp_path))[0] == StageRow("base")


def test_a_stage_that_the_recipe_lacks_cannot_be_measured(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no stage “tuned”.*\[adapter\]"):
        build_stage(tiny_recipe(tmp_path), "tuned", ModelStore(tmp_path / "models"), silent)


def test_the_stages_are_the_recipe_step_by_step(tmp_path: Path) -> None:
    recipe = tiny_recipe(tmp_path)
    base, pruned = stage_recipe(recipe, "base"), stage_recipe(recipe, "pruned")
    assert base is not None and (base.name, base.prune, base.quantize.kind) == ("tiny-base", None, "none")
    assert pruned is not None and (pruned.prune, pruned.quantize.kind) == (recipe.prune, "none")
    assert stage_recipe(recipe, "quantized") == recipe


def test_the_parameters_of_known_models_come_out() -> None:
    assert matrix_numbers(SMOLLM) == pytest.approx(134.5e6, rel=0.001)
    mistral = plan_model("x", Shape(**MISTRAL_7B, bits=8.5), fit_machine([on_a_machine(SMOLLM, 2e10, 0, 1e12, "base")]))  # type: ignore[arg-type]
    assert mistral.parameters == pytest.approx(7.248e9, rel=0.001)


def test_a_plan_finds_the_machine_behind_the_rows() -> None:
    rows = [
        on_a_machine(shape, 2e10, 5e-5, 4e11, stage) for shape, stage in ((SMOLLM, "base"), (EIGHT_BITS, "quantized"))
    ]
    machine = fit_machine(rows)
    assert machine.bytes_a_second == pytest.approx(2e10, rel=1e-6)
    assert machine.seconds_a_layer == pytest.approx(5e-5, rel=1e-6)
    assert machine.operations_a_second == pytest.approx(4e11, rel=1e-6)
    assert machine.process_mb == pytest.approx(200, abs=0.1)
    eight, four = plan_models(machine)
    assert eight.decode_tok_s == pytest.approx(1 / (7.11e9 * 8.5 / 8 / 2e10 + 32 * 5e-5), rel=0.01)
    assert four.bytes < eight.bytes
    assert four.decode_tok_s > eight.decode_tok_s
    assert 7_500 < eight.memory_mb < 9_000  # 7.7 GB of weights, half a GB of cache, the process


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", "[1, null]", '[{"bytes": 1}]', '[{"stage": 1}]', '{"stage": "base"}']
)
def test_a_report_that_cannot_be_read_has_no_rows(tmp_path: Path, content: str) -> None:
    file = tmp_path / "report.json"
    file.write_text(content, encoding="utf-8")
    assert rows_in(file) == []


def test_a_figure_that_is_no_number_is_not_measured(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text('[{"stage": "base", "model": "x", "bytes": "many", "answer_f1": 1}]', encoding="utf-8")
    assert rows_in(file) == [StageRow("base", answer_f1=1, model="x")]


def test_one_row_is_enough_for_a_plan_without_the_layers_own_time() -> None:
    machine = fit_machine([StageRow("base"), on_a_machine(EIGHT_BITS, 2e10, 0, 4e11, "quantized")])
    assert (machine.seconds_a_layer, machine.measured) == (0.0, ("quantized",))
    assert machine.bytes_a_second == pytest.approx(2e10, rel=1e-6)


def test_a_plan_needs_something_measured() -> None:
    with pytest.raises(NothingMeasured, match=r"Nothing is measured yet.*--measure quantized"):
        fit_machine([StageRow("base"), StageRow("quantized", perplexity=13.0)])


def test_the_plot_has_a_point_for_each_measured_stage(tmp_path: Path) -> None:
    rows = [replace(on_a_machine(SMOLLM, 2e10, 0, 4e11, "base"), perplexity=13.3), StageRow("tuned")]
    rows.append(replace(on_a_machine(EIGHT_BITS, 2e10, 0, 4e11, "quantized"), perplexity=13.4, answer_f1=0.4))
    drawn = [plot for quality in QUALITIES for plot in plots_of(rows, quality)]
    assert [plot.count("<circle") for plot in drawn] == [1] * 4 + [2] * 4
    assert all((">base<" in plot, ">quantized<" in plot) == (n >= 4, True) for n, plot in enumerate(drawn))
    write_plot(rows, "SmolLM2 <1>", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert "SmolLM2 &lt;1&gt;" in page
    assert "http" not in page and "<script" not in page


@pytest.mark.parametrize("quality", QUALITIES)
def test_a_plot_of_nothing_is_empty(quality: Axis) -> None:
    assert not list(plots_of([StageRow("base")], quality))

"""What each way to keep a matrix costs is measured, and the choice of what goes into 4 bits keeps to its budget."""

import json
import math
import tomllib
from pathlib import Path

import onnx
import pytest

from models.build import build_model
from models.errors import RecipeInvalid, UsageError
from models.progress import Step, silent
from models.quantization.budget import choose, in_ranges, nats, table
from models.quantization.sensitivity import KINDS, SMALL, WAYS, Cost, measured_sensitivity, stored_bytes
from models.recipes.recipe import Kept, MatrixQuantization, load_recipe
from models.store import ModelStore
from tests.models.tiny_decoders import WORDS, saved, writer_recipe

TABLE = 'kind = "matrices"\ncalibration = "file:text.jsonl"\ntokens = 1024\nrounding = "gptq"\n'


def with_text(folder: Path, pages: int = 400) -> Path:
    saved(folder / "weights")
    lines = [json.dumps({"text": f"# Page {number}\n\n{WORDS}"}) for number in range(pages)]
    (folder / "text.jsonl").write_text("\n".join(lines))
    return folder


@pytest.mark.slow
def test_every_kind_is_measured_in_every_way_and_the_bytes_are_those_of_the_built_model(tmp_path: Path) -> None:
    recipe = writer_recipe(with_text(tmp_path), TABLE)
    store = ModelStore(tmp_path / "models")
    (store.folder / ".sensitivity" / "left by one that was killed").mkdir(parents=True)
    assert isinstance(recipe.quantize, MatrixQuantization)
    steps: list[Step] = []
    with measured_sensitivity(recipe, recipe.quantize, store, steps.append) as measured:
        with pytest.raises(UsageError, match="Another"), measured_sensitivity(recipe, recipe.quantize, store, silent):
            pass
        costs = measured.costs(["down_proj"])
        together = measured.together(recipe.quantize)
    assert {(cost.name, cost.kept) for cost in costs} == {(kind, how) for kind in KINDS for how in WAYS} | {
        (f"down_proj.{layer}", SMALL) for layer in range(3)
    }
    found = {(cost.name, cost.kept): cost for cost in costs}
    for kind in KINDS:
        assert 0 < found[kind, "int8-blocks-64"].divergence < found[kind, "int4-blocks-64"].divergence
    layers = [found[f"down_proj.{layer}", SMALL] for layer in range(3)]
    assert all(0 < layer.divergence < 2 * found["down_proj", SMALL].divergence for layer in layers)
    assert sum(layer.bytes for layer in layers) == found["down_proj", SMALL].bytes
    assert together.divergence > found["gate_up", "int8"].divergence
    graph = onnx.load(build_model(recipe, store).path / "model.onnx")
    kept = {t.name: len(t.raw_data) for t in graph.graph.initializer}
    for kind, how in (("qkv", "int8"), ("down_proj", "int8-blocks-64")):
        assert found[kind, how].bytes == sum(size for name, size in kept.items() if name.startswith(f"{kind}."))
    assert not (store.folder / ".sensitivity").exists()
    assert [step for step in steps if step.doing.startswith("Measuring down_proj.2") and step.total == 23]


@pytest.mark.slow
def test_a_single_file_of_text_is_enough_to_hold_some_of_it_out(tmp_path: Path) -> None:
    saved(tmp_path / "weights")
    (tmp_path / "text.md").write_text("\n\n".join(f"# Page {number}\n\n{WORDS}" for number in range(400)))
    recipe = writer_recipe(tmp_path, TABLE.replace("text.jsonl", "text.md"))
    assert isinstance(recipe.quantize, MatrixQuantization)
    with measured_sensitivity(recipe, recipe.quantize, ModelStore(tmp_path / "models"), silent) as measured:
        assert measured.together(recipe.quantize).divergence > 0


def test_too_little_text_to_hold_some_out_is_told(tmp_path: Path) -> None:
    recipe = writer_recipe(with_text(tmp_path, 40), TABLE)
    assert isinstance(recipe.quantize, MatrixQuantization)
    with (
        pytest.raises(RecipeInvalid, match=r"calibration text has \d+ tokens"),
        measured_sensitivity(recipe, recipe.quantize, ModelStore(tmp_path / "models"), silent),
    ):
        pass


def test_a_matrix_takes_the_bytes_that_its_blocks_scales_and_zeros_take() -> None:
    assert stored_bytes(576, 10, "fp32") == 10 * 576 * 4
    assert stored_bytes(576, 10, "int8") == 10 * (576 + 4) + 4
    assert stored_bytes(576, 10, "int8-blocks-64") == 10 * (576 + 9 * 4)
    assert stored_bytes(576, 10, "int4-blocks-64") == 10 * (288 + 9 * 4 + 5)
    assert stored_bytes(80, 10, "int4-blocks-32") == 10 * (48 + 3 * 4 + 2)


def cost(name: str, kept: Kept, size: int, divergence: float) -> Cost:
    return Cost(name, kept, size, divergence, divergence)


NOW = MatrixQuantization(kind="matrices")
COSTS = [
    *(cost(kind, "int8", 100, 0.001) for kind in ("qkv", "o_proj", "gate_up")),
    *(cost(kind, "int8-blocks-64", 100, 0.001) for kind in ("down_proj", "head")),
    cost("qkv", SMALL, 60, 0.031),
    cost("gate_up", SMALL, 60, 0.008),
    cost("gate_up", "int4-blocks-64", 50, 0.020),
    cost("head", SMALL, 120, 0.001),
    cost("down_proj", SMALL, 64, 0.001),
    *(cost(f"down_proj.{layer}", SMALL, 16, divergence) for layer, divergence in enumerate((0.01, 0.002, 0.003, 0.1))),
]


@pytest.mark.parametrize("most", [0.005, 0.0075, 0.012, 0.0205, 0.06, 1.0])
def test_a_choice_never_costs_more_than_the_budget_and_a_larger_one_saves_more(most: float) -> None:
    chosen = choose(COSTS, NOW, 4, most, None)
    assert chosen.divergence <= most
    assert chosen.saved >= choose(COSTS, NOW, 4, most / 2, None).saved


def test_a_choice_begins_where_a_byte_costs_least_and_ends_with_what_was_wanted() -> None:
    assert choose(COSTS, NOW, 4, None, 1).quantize.gate_up == SMALL
    chosen = choose(COSTS, NOW, 4, None, 55)
    assert chosen.saved == 58
    assert chosen.quantize.layers == {"down_proj.1-2": SMALL}
    assert chosen.quantize.head == "int8-blocks-64"
    assert chosen.quantize.down_proj == "int8-blocks-64"


def test_a_layer_that_the_recipe_names_stays_as_it_says() -> None:
    now = NOW.model_copy(update={"layers": {"down_proj.1": "fp32"}})
    chosen = choose(COSTS, now, 4, None, 10_000)
    assert chosen.quantize.in_layers["down_proj.1"] == "fp32"
    assert chosen.quantize.in_layers["down_proj.2"] == SMALL


def test_what_the_recipe_keeps_in_four_bits_already_is_not_saved_again() -> None:
    layers = len(COSTS) - [cost.name for cost in COSTS].index("down_proj.0")
    of_kinds = [cost for cost in COSTS if "." not in cost.name]
    now = NOW.model_copy(update={"layers": {"down_proj.0": SMALL, "down_proj.3": SMALL}})
    chosen = choose(of_kinds, now, layers, None, 10_000)
    assert chosen.quantize.down_proj == SMALL
    assert chosen.saved == (100 - 64) // 2 + (100 - 60) + (100 - 60), "half of down_proj, gate_up and qkv"
    every = choose(COSTS, now, layers, 1.0, 0)
    assert every.divergence == pytest.approx(4 * 0.001 + 0.0005 + 0.01 + 0.1), "what is named costs what it cost"


def test_neighbouring_layers_are_one_line() -> None:
    named: dict[str, Kept] = {f"down_proj.{layer}": SMALL for layer in (4, 0, 1, 2, 11)}
    named |= {"down_proj.3": "fp32", "qkv.10": SMALL}
    assert in_ranges(named) == {
        "qkv.10": SMALL,
        "down_proj.0-2": SMALL,
        "down_proj.3": "fp32",
        "down_proj.4": SMALL,
        "down_proj.11": SMALL,
    }


def test_the_table_can_be_put_into_a_recipe(tmp_path: Path) -> None:
    choices = MatrixQuantization(
        kind="matrices", smooth=False, tokens=2_048, rounding="gptq", layers={"down_proj.1-2": SMALL}
    )
    assert MatrixQuantization.model_validate(tomllib.loads(table(choices))["quantize"]) == choices
    (tmp_path / "weights").mkdir()
    assert writer_recipe(tmp_path, table(choices).removeprefix("[quantize]")).quantize == choices


def test_the_packaged_recipe_s_table_is_the_one_that_is_printed_for_it() -> None:
    choices = load_recipe("writer").quantize
    if isinstance(choices, MatrixQuantization):
        assert MatrixQuantization.model_validate(tomllib.loads(table(choices))["quantize"]) == choices


@pytest.mark.parametrize(("budget", "expected"), [("2%", math.log(1.02)), ("0.02nats", 0.02), ("0.5 nats", 0.5)])
def test_a_budget_is_percent_of_perplexity_or_nats(budget: str, expected: float) -> None:
    assert nats(budget) == pytest.approx(expected)


@pytest.mark.parametrize("budget", ["2", "-1%", "%", "two percent", "nan nats", "1e3%"])
def test_any_other_budget_is_refused(budget: str) -> None:
    with pytest.raises(UsageError, match="is not a budget"):
        nats(budget)

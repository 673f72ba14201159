"""`deskside models sensitivity`: costs as a table or JSON, a choice within a budget, and what cannot be measured."""

import json
import tomllib
from pathlib import Path

import pytest

from models.quantization.sensitivity import KINDS
from models.recipes.recipe import MatrixQuantization
from tests.bot.cli.conftest import Invoke
from tests.models.tiny_decoders import WORDS, saved, writer_recipe

TABLE = 'kind = "matrices"\ncalibration = "file:text.jsonl"\ntokens = 1024\n'


def test_what_cannot_be_measured_is_said_before_anything_is_fetched(tmp_path: Path, invoke: Invoke) -> None:
    home = tmp_path / "home"
    assert "not one of a writer" in invoke(home, "models", "sensitivity", "embedder").stderr
    run = invoke(home, "models", "sensitivity", "--budget", "little")
    assert run.exit_code == 2
    assert "“little” is not a budget" in run.stderr
    assert not list(home.rglob("*.gguf"))


@pytest.mark.slow
def test_costs_are_shown_and_the_chosen_table_is_one_for_a_recipe(tmp_path: Path, invoke: Invoke) -> None:
    saved(tmp_path / "weights")
    lines = [json.dumps({"text": f"# Page {number}\n\n{WORDS}"}) for number in range(400)]
    (tmp_path / "text.jsonl").write_text("\n".join(lines))
    writer_recipe(tmp_path, TABLE)
    asked = ("models", "sensitivity", tmp_path / "tiny.toml", "--bytes")
    run = invoke(tmp_path / "home", *asked, "1000")
    assert run.exit_code == 0, run.stderr
    costs, _, chosen = run.stdout.partition("[quantize]")
    assert len(costs.strip().splitlines()) == 20
    choices = MatrixQuantization.model_validate(tomllib.loads(f"[quantize]{chosen}")["quantize"])
    assert any(getattr(choices, kind).startswith("int4") for kind in KINDS)
    run = invoke(tmp_path / "home", *asked, "1000000000", "--json")
    found = json.loads(run.stdout)
    assert set(found["costs"][0]) == {"name", "kept", "bytes", "divergence", "loss"}
    assert found["choice"]["saved"] < 1_000_000_000
    assert MatrixQuantization.model_validate(found["choice"]["quantize"]).gate_up.startswith("int4")

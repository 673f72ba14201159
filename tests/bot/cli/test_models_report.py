"""`deskside models report` and `texts`: figures that were measured, or how to measure them; the documents' own text."""

import json
from pathlib import Path

import pytest

from bot import locations
from models.build import build_model, hash_of
from models.calibration_text import calibration_texts
from models.errors import ModelCorrupt
from models.progress import Progress, silent
from models.recipes.recipe import Recipe, load_recipe
from models.report.plan import matrix_numbers
from models.report.rows import Shape, StageRow, write_row
from models.store import BuiltModel, ModelStore, write_manifest
from tests.bot.cli.conftest import Invoke
from tests.bot.conftest import with_own_models
from tests.models.tiny_decoders import WORDS, saved, writer_recipe

KEYS = ["stage", "parameters", "bytes", "memory_mb", "prefill_tok_s", "decode_tok_s", "perplexity", "answer_f1"]
SHAPE = Shape(30, 576, 1536, 9, 3, 64, 49_152, tied=True, bits=8.5)
ROW = StageRow("quantized", matrix_numbers(SHAPE), 147_000_000, 420.0, 600.0, 90.0, 13.4, 0.5, None, 2, SHAPE)


def plain_recipe(folder: Path) -> Path:
    """A writer's recipe that neither prunes nor tunes."""
    file = folder / "plain.toml"
    weights = 'title = "Plain"\nsource = "file:nowhere"'
    export = 'kind = "decoder"\ncontext_tokens = 4096'
    quantize = 'kind = "none"'
    file.write_text(
        f'name = "plain"\nrole = "writer"\n[weights]\n{weights}\n[export]\n{export}\n[quantize]\n{quantize}\n'
    )
    return file


def measured_home(folder: Path) -> Path:
    """A home in which the last stage of the writer was measured."""
    row = StageRow(**{**vars(ROW), "model": hash_of(load_recipe("writer"))})
    write_row(locations.models_folder(folder) / "report.json", row)
    return folder


def test_nothing_measured_is_four_rows_of_null_and_a_command(tmp_path: Path, invoke: Invoke) -> None:
    run = invoke(tmp_path / "home", "models", "report", "--json")
    rows = json.loads(run.stdout)
    assert [row["stage"] for row in rows] == ["base", "pruned", "tuned", "quantized"]
    assert all(list(row) == KEYS and not any(row[key] for key in KEYS[1:]) for row in rows)
    shown = invoke(tmp_path / "home", "models", "report")
    assert "–" in shown.stdout
    assert "deskside models report --measure base --answers LABELLED_SET" in shown.stderr
    plain = invoke(tmp_path / "home", "models", "report", "--recipe", plain_recipe(tmp_path))
    assert f"models report --recipe {tmp_path / 'plain.toml'} --measure base" in plain.stderr
    assert "--measure pruned" not in plain.stderr
    unplanned = invoke(tmp_path / "home", "models", "report", "--plan", "--recipe", plain_recipe(tmp_path))
    assert f"models report --recipe {tmp_path / 'plain.toml'} --measure base --measure quantized" in unplanned.stderr


def test_what_was_measured_is_shown_planned_from_and_plotted(tmp_path: Path, invoke: Invoke) -> None:
    home = measured_home(tmp_path / "home")
    row = json.loads(invoke(home, "models", "report", "--json").stdout)[3]
    assert (row["decode_tok_s"], row["perplexity"], row["answer_f1"]) == (90.0, 13.4, 0.5)
    assert "13.40" in invoke(home, "models", "report").stdout
    plan = json.loads(invoke(home, "models", "report", "--plan", "--json").stdout)
    assert [model["model"] for model in plan["models"]] == ["Mistral 7B, 8 bits", "Mistral 7B, 4 bits"]
    assert "Mistral 7B, 4 bits: 4.6 GB on disk" in invoke(home, "models", "report", "--plan").stdout
    assert invoke(home, "models", "report", "--plot", tmp_path / "plot.html").exit_code == 0
    assert "quantized" in (tmp_path / "plot.html").read_text()


def test_the_table_is_no_wider_than_a_terminal(tmp_path: Path, invoke: Invoke) -> None:
    home = tmp_path / "home"
    row = StageRow(
        "quantized", 1_234_567_890, 1_234_000_000, 12_345.0, 12_345.0, 1_234.0, 123.45, 0.523, None, 2, SHAPE
    )
    row = StageRow(**{**vars(row), "model": hash_of(load_recipe("writer"))})
    write_row(locations.models_folder(home) / "report.json", row)
    lines = invoke(home, "models", "report").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    above, below, *_, quantized = lines
    end = above.index("writes") + len("writes")
    assert below[:end].endswith("tok/s") and quantized[:end].endswith("1,234")


def test_a_plan_without_a_measurement_says_how_to_measure(tmp_path: Path, invoke: Invoke) -> None:
    run = invoke(tmp_path / "home", "models", "report", "--plan")
    assert (run.exit_code, run.stdout) == (1, "")
    assert "deskside models report --measure base --measure quantized" in run.stderr


def test_what_cannot_be_measured_is_said_at_once(tmp_path: Path, invoke: Invoke) -> None:
    home = tmp_path / "home"
    assert (
        "no stage “tuned”"
        in invoke(home, "models", "report", "--measure", "tuned", "--recipe", plain_recipe(tmp_path)).stderr
    )
    assert "not one of a writer" in invoke(home, "models", "report", "--recipe", "embedder").stderr
    assert "--answers is for measuring" in invoke(home, "models", "report", "--answers", tmp_path).stderr
    assert "--limit is for --answers" in invoke(home, "models", "report", "-n", "3").stderr
    unwritable = invoke(home, "models", "report", "--plot", tmp_path / "nowhere" / "plot.html")
    assert "cannot be written" in unwritable.stderr and unwritable.exit_code != 0


def test_the_documents_become_calibration_text(home: Path, tmp_path: Path, invoke: Invoke) -> None:
    file = tmp_path / "texts.jsonl"
    run = invoke(home, "models", "texts", file)
    assert run.stdout.endswith(" documents.\n")
    texts = calibration_texts(file)
    assert any("printer" in text for text in texts)
    assert "not the name of a .jsonl file" in invoke(home, "models", "texts", tmp_path / "texts.txt").stderr


def test_a_home_without_documents_gives_no_text(tmp_path: Path, invoke: Invoke, read_only_home: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    locations.models_folder(empty).symlink_to(locations.models_folder(read_only_home).resolve())
    run = invoke(empty, "models", "texts", tmp_path / "texts.jsonl")
    assert "no document to take text from" in run.stderr
    assert not (tmp_path / "texts.jsonl").exists()


@pytest.mark.parametrize("was_there", [False, True])
def test_a_stage_that_could_not_be_measured_leaves_no_model(
    tmp_path: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch, was_there: bool
) -> None:
    home = tmp_path / "home"
    folder = locations.models_folder(home) / "plain-base"

    def build_stage(recipe: Recipe, stage: str, store: ModelStore, progress: Progress) -> BuiltModel:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.onnx").write_bytes(b"a large graph")
        write_manifest(folder, recipe.role, "hash")
        return store.find(folder.name)

    def measure_stage(*_: object) -> StageRow:
        raise ModelCorrupt("The model “plain-base” could not be measured.", "Build it again.")

    if was_there:
        build_stage(load_recipe("writer"), "base", ModelStore(folder.parent), silent)
    monkeypatch.setattr("models.report.measure.build_stage", build_stage)
    monkeypatch.setattr("models.report.measure.measure_stage", measure_stage)
    run = invoke(home, "models", "report", "--recipe", plain_recipe(tmp_path), "--measure", "base")
    assert run.exit_code == 1 and "could not be measured" in run.stderr
    assert folder.exists() == was_there


@pytest.mark.slow
def test_a_stage_is_built_measured_and_asked_and_leaves_only_its_figures(
    home: Path, built_models: Path, tmp_path: Path, invoke: Invoke
) -> None:
    models = locations.models_folder(with_own_models(home, built_models))
    saved(tmp_path / "weights", "llama", max_position_embeddings=2048)
    (tmp_path / "texts.txt").write_text(WORDS * 40)
    prune = '[prune]\nlayers = 2\ncalibration = "file:texts.txt"\ntokens = 1024'
    recipe = writer_recipe(tmp_path, 'kind = "none"', prune)
    file = tmp_path / "tiny.toml"
    file.write_text(file.read_text().replace("context_tokens = 128", "context_tokens = 2048"))
    asked = tmp_path / "set"
    asked.mkdir()
    page = {"id": "printers", "title": "Printers", "text": "# Posters\n\nThe poster printer stands on floor 3."}
    question = {"id": "1", "text": "Where does the poster printer stand?", "answer": "It stands on floor 3."}
    (asked / "corpus.jsonl").write_text(json.dumps(page))
    (asked / "queries.jsonl").write_text(json.dumps(question))
    (asked / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\tprinters\t1\n")
    run = invoke(home, "models", "report", "--recipe", file, "--measure", "pruned", "--answers", asked, "--json")
    assert run.exit_code == 0, run.stderr
    base, pruned, *_ = json.loads(run.stdout)
    assert base["parameters"] is None
    assert None not in pruned.values()
    assert pruned["answer_f1"] > 0.3
    assert not (models / f"{recipe.name}-pruned").exists()


def test_a_built_writer_is_measured_here(tmp_path: Path, invoke: Invoke) -> None:
    saved(tmp_path / "weights")
    store = ModelStore(locations.models_folder(tmp_path / "home"))
    build_model(writer_recipe(tmp_path, 'kind = "none"'), store)
    run = invoke(tmp_path / "home", "models", "bench", "tiny", "--json")
    found = json.loads(run.stdout)
    assert list(found) == ["name", "threads", "prefill_tok_s", "decode_tok_s", "memory_mb"]
    assert found["prefill_tok_s"] > 0 and 30 < found["memory_mb"] < 2_000
    shown = invoke(tmp_path / "home", "models", "bench", "tiny").stdout.splitlines()
    assert [line.split()[0] for line in shown] == ["tiny", "reads", "writes", "memory"]


def test_what_is_no_writer_here_is_not_measured(
    tmp_path: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "not built yet" in invoke(tmp_path / "home", "models", "bench").stderr
    folder = locations.models_folder(tmp_path / "home") / "other"
    folder.mkdir(parents=True)
    write_manifest(folder, "embedder", "hash")
    assert "was built as the embedder" in invoke(tmp_path / "home", "models", "bench", "other").stderr
    monkeypatch.setenv("DESKSIDE_LLM", "openai:http://localhost:1#m")
    run = invoke(tmp_path / "home", "models", "bench")
    assert run.exit_code == 2
    assert "does not run here" in run.stderr

"""A writer that is tuned learns the answers, goes on where it was interrupted, and is exported as it was tuned."""

import gzip
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from models.build import hash_of
from models.checkpoints.adapter import CONFIG, WEIGHTS, merge_adapter, open_adapter
from models.checkpoints.pretrained import end_token, load_decoder, save_tokenizer
from models.errors import RecipeInvalid, TrainingDataInvalid
from models.export.decoder import export_decoder_model
from models.export.quiet import quietly
from models.progress import Step, silent
from models.prune.width import prune_width
from models.recipes.exports import DecoderExport
from models.recipes.recipe import load_recipe
from models.training.tuning import tune_writer
from models.training.tuning_loss import Example, Teacher, loss_of
from models.training.tuning_rows import TuningRow, load_tuning_rows, write_tuning_rows
from models.training.tuning_run import TuningPlan
from models.writing.chat_template import Message
from tests.models.export.test_decoder_export import Graph, by_pytorch

PLAN = TuningPlan(rank=4, rate=2e-2, rows_per_step=4, passes=4, check_steps=5, checkpoint_minutes=0.0, threads=1)
# As a tokenizer from SmolLM2's GGUF names them: the end it names is not the one that the model stops at.
CONTROL = {"bos_token": "<|im_start|>", "eos_token": "<|im_start|>"}
ROWS = [
    TuningRow((Message("system", "Copy."), Message("user", f"Notes: {word} {n}.")), f"{word} {n}.", f"page {n % 10}")
    for n in range(12)
    for word in ("ports", "leave", "badge")
]


@pytest.fixture(scope="module")
def tiny_writer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random Llama of two layers, with a tokenizer of characters and a chat template."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny-writer")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = {token: n for n, token in enumerate(["<|im_start|>", "<|im_end|>", *alphabet])}
    tokenizer = Tokenizer(models.BPE(words, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **CONTROL)
    fast.chat_template = (
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    fast.save_pretrained(folder)
    torch.manual_seed(0)
    sizes = {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "vocab_size": len(words)}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 256}
    config = LlamaConfig(**sizes, **heads, initializer_range=0.2, bos_token_id=0, eos_token_id=1)
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def tuned(tiny_writer: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The work folder of a whole run, with the adapter in it."""
    work = tmp_path_factory.mktemp("work")
    tune_writer(ROWS, tiny_writer, work, work / "adapter", PLAN, title="Tiny")
    return work


def tensors(adapter: Path) -> dict[str, torch.Tensor]:
    return load_file(adapter / WEIGHTS)


def test_the_loss_on_rows_that_were_never_learned_falls(tuned: Path) -> None:
    curve = [json.loads(line) for line in (tuned / "curve.jsonl").read_text().splitlines()]
    figures = json.loads((tuned / "figures.json").read_text())
    assert figures["held_out_loss"] < 0.8 * curve[0]["held_out"]
    assert figures["rows"]["held_out"] >= 2
    assert figures["held_out_loss"] == min(line["held_out"] for line in curve)


def test_an_interrupted_run_ends_as_if_it_had_not_been(tiny_writer: Path, tuned: Path, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(step: Step) -> None:
        if step.doing.startswith("Tuning") and step.done == 7:
            raise Stopped

    with pytest.raises(Stopped):
        tune_writer(ROWS, tiny_writer, tmp_path, tmp_path / "adapter", PLAN, stop, title="Tiny")
    assert not (tmp_path / "adapter").exists()
    tune_writer(ROWS, tiny_writer, tmp_path, tmp_path / "adapter", PLAN, title="Tiny")
    for file in (WEIGHTS, CONFIG):
        assert (tmp_path / "adapter" / file).read_bytes() == (tuned / "adapter" / file).read_bytes()


def test_an_answer_ends_with_the_token_that_serving_stops_at(tiny_writer: Path) -> None:
    ends = json.loads((tiny_writer / "config.json").read_text())["eos_token_id"]
    named = json.loads((tiny_writer / "tokenizer_config.json").read_text())["eos_token"]
    assert named == "<|im_start|>"
    assert end_token(tiny_writer) == ends == 1


def test_a_run_does_not_go_on_with_other_rows(tiny_writer: Path, tuned: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingDataInvalid, match="other rows"):
        tune_writer(ROWS[:-1], tiny_writer, tuned, tmp_path, PLAN)


def test_a_run_does_not_go_on_with_other_weights(tiny_writer: Path, tuned: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(tiny_writer, other)
    model = load_decoder("other", tiny_writer, silent)
    model.get_input_embeddings().weight.data *= 1.01
    model.save_pretrained(other)
    with pytest.raises(TrainingDataInvalid, match="on other rows or weights"):
        tune_writer(ROWS, other, tuned, tmp_path / "out", PLAN)
    with pytest.raises(TrainingDataInvalid, match="on other rows or weights"):
        tune_writer(ROWS, tiny_writer, tuned, tmp_path / "out", PLAN, start=tuned / "adapter")


def test_rows_that_teach_nothing_are_told_before_any_work(tiny_writer: Path, tmp_path: Path) -> None:
    texts = [TuningRow((), "", "page", f"Text {number}.") for number in range(3)]
    with pytest.raises(TrainingDataInvalid, match="3 of the rows are text alone"):
        tune_writer([*ROWS, *texts], tiny_writer, tmp_path / "work", tmp_path / "out", PLAN)
    with pytest.raises(TrainingDataInvalid, match="36 of the 36 rows take more than 20 tokens each"):
        tune_writer(ROWS, tiny_writer, tmp_path / "work", tmp_path / "out", replace(PLAN, longest=20))


def test_a_loss_that_is_no_number_ends_the_run(tiny_writer: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingDataInvalid, match="The loss is no number any more"):
        tune_writer(ROWS, tiny_writer, tmp_path / "work", tmp_path / "out", replace(PLAN, rate=1e30))


def test_the_time_that_is_left_is_told_from_the_first_step_on(tiny_writer: Path, tmp_path: Path) -> None:
    told: list[Step] = []
    plan = replace(PLAN, minutes=60.0, passes=1)
    tune_writer(ROWS, tiny_writer, tmp_path / "work", tmp_path / "adapter", plan, told.append, title="Tiny")
    left = [step.doing.rpartition(", ")[2] for step in told if "minutes left" in step.doing]
    assert left and all(int(minutes.split()[0]) <= 60 for minutes in left)


def test_a_run_whose_time_is_over_ends_with_an_adapter(tiny_writer: Path, tmp_path: Path) -> None:
    plan = replace(PLAN, minutes=0.001)
    figures = tune_writer(ROWS, tiny_writer, tmp_path, tmp_path / "adapter", plan)
    assert figures["steps"] < 10
    assert tensors(tmp_path / "adapter")


def test_an_adapter_is_tuned_further_from_where_it_was(tiny_writer: Path, tuned: Path, tmp_path: Path) -> None:
    plan = replace(PLAN, passes=1, rate=1e-6)
    figures = tune_writer(ROWS, tiny_writer, tmp_path, tmp_path / "adapter", plan, start=tuned / "adapter")
    before = json.loads((tuned / "figures.json").read_text())
    assert figures["held_out_loss"] == pytest.approx(before["held_out_loss"], rel=0.05)


def test_the_exported_graph_computes_what_the_tuned_model_does(tiny_writer: Path, tuned: Path, tmp_path: Path) -> None:
    ids = np.random.default_rng(1).integers(0, 250, 30).tolist()
    base = load_decoder("tiny", tiny_writer, silent)
    before = by_pytorch(base, ids)
    expected = by_pytorch(open_adapter(base, tuned / "adapter", tiny_writer).eval(), ids)
    merged = merge_adapter(load_decoder("tiny", tiny_writer, silent), tuned / "adapter", tiny_writer)
    with quietly():
        choices = DecoderExport(kind="decoder", context_tokens=128)
        export_decoder_model("tiny", choices, merged, tmp_path, silent)
    np.testing.assert_allclose(Graph(tmp_path / "model.onnx").logits(ids, [20] + [1] * 10), expected, atol=1e-3)
    assert np.abs(expected - before).max() > 0.1


@pytest.mark.parametrize(
    ("count", "problem"), [(0, "There are 0 rows"), (3, "There are 3 rows"), (19, "There are 19 rows")]
)
def test_too_few_rows_are_told_before_any_work(tmp_path: Path, count: int, problem: str) -> None:
    with pytest.raises(TrainingDataInvalid, match=problem):
        tune_writer(ROWS[:count], tmp_path / "no-weights", tmp_path / "work", tmp_path / "out")
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"messages": [{"role": "user", "content": "a"}]}',
        '{"messages": [{"role": "user"}], "answer": "b"}',
        '{"messages": [{"role": "boss", "content": "a"}], "answer": "b"}',
        '{"messages": [{"role": "user", "content": 1}], "answer": "b"}',
        '{"text": "a", "group": 5}',
    ],
)
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "rows.jsonl"
    write_tuning_rows(ROWS[:2], file)
    file.write_text(f"{file.read_text()}{line}\n")
    with pytest.raises(TrainingDataInvalid, match=r"Line 3 of rows\.jsonl"):
        load_tuning_rows(file)


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_rows_are_read_as_they_were_written(tmp_path: Path, name: str) -> None:
    rows = [*ROWS, TuningRow((Message("user", "One\u2028two\u2029three\x85four?"),), "All\u2028four.")]
    write_tuning_rows(rows, tmp_path / name)
    assert load_tuning_rows(tmp_path / name) == rows


def test_rows_with_the_mark_of_a_windows_editor_are_read_and_a_damaged_archive_is_told(tmp_path: Path) -> None:
    write_tuning_rows(ROWS, tmp_path / "rows.jsonl")
    (tmp_path / "rows.jsonl").write_text((tmp_path / "rows.jsonl").read_text(), encoding="utf-8-sig")
    assert load_tuning_rows(tmp_path / "rows.jsonl") == list(ROWS)
    packed = gzip.compress((tmp_path / "rows.jsonl").read_bytes())
    (tmp_path / "rows.jsonl.gz").write_bytes(packed[:20] + bytes(20) + packed[40:])
    with pytest.raises(TrainingDataInvalid, match="cannot be read"):
        load_tuning_rows(tmp_path / "rows.jsonl.gz")


@pytest.mark.parametrize("damage", ["other base", "rank", "shape", "layer", "pickle", "kind", "config", "not tensors"])
def test_an_adapter_that_does_not_fit_is_told(tiny_writer: Path, tuned: Path, tmp_path: Path, damage: str) -> None:
    config = json.loads((tuned / "adapter" / CONFIG).read_text())
    weights = tensors(tuned / "adapter")
    name = next(name for name in weights if "lora_A" in name)
    metadata = {"base_sha256": "0" * 64} if damage == "other base" else None
    if damage == "rank":
        config["r"] = 8
    if damage == "shape":
        weights[name] = weights[name][:, :-1].contiguous()
    if damage == "layer":
        weights[name.replace("layers.0", "layers.9")] = weights.pop(name)
    if damage == "kind":
        config["peft_type"] = "IA3"
    save_file(weights, tmp_path / WEIGHTS, metadata=metadata)
    (tmp_path / CONFIG).write_text("{" if damage == "config" else json.dumps(config))
    if damage == "pickle":
        (tmp_path / WEIGHTS).rename(tmp_path / "adapter_model.bin")
    if damage == "not tensors":
        (tmp_path / WEIGHTS).write_bytes(b"tensors")
    with pytest.raises(RecipeInvalid):
        merge_adapter(load_decoder("tiny", tiny_writer, silent), tmp_path, tiny_writer)


def recipe_of(folder: Path, adapter: str) -> str:
    path = folder / "mine.toml"
    path.write_text(
        'name = "mine"\nrole = "writer"\n[weights]\ntitle = "Mine"\nsource = "file:weights"\n'
        '[export]\nkind = "decoder"\ncontext_tokens = 128\n[quantize]\nkind = "none"\n' + adapter
    )
    return str(path)


def test_another_adapter_is_another_model(tmp_path: Path) -> None:
    for name in ("weights", "one"):
        (tmp_path / name).mkdir()
    (tmp_path / "one" / WEIGHTS).write_text("first")
    without = hash_of(load_recipe(recipe_of(tmp_path, "")))
    table = '[adapter]\ntitle = "One"\nsource = "file:one"\n'
    first = hash_of(load_recipe(recipe_of(tmp_path, table)))
    (tmp_path / "one" / WEIGHTS).write_text("second")
    assert len({without, first, hash_of(load_recipe(recipe_of(tmp_path, table)))}) == 3
    adapter = load_recipe(recipe_of(tmp_path, table)).adapter
    assert adapter is not None and adapter.source == f"file:{tmp_path / 'one'}"


def test_a_model_that_sees_takes_no_adapter(tmp_path: Path) -> None:
    path = Path(recipe_of(tmp_path, '[adapter]\ntitle = "One"\nsource = "file:one"\n'))
    clip = path.read_text().replace('"decoder"\ncontext_tokens = 128', '"clip"')
    path.write_text(clip.replace('role = "writer"', 'role = "clip"'))
    with pytest.raises(RecipeInvalid, match="only a decoder or an encoder takes an adapter"):
        load_recipe(str(path))


@pytest.fixture(scope="module")
def pruned(tiny_writer: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny writer with two thirds of its neurons."""
    folder = tmp_path_factory.mktemp("pruned")
    model = load_decoder("tiny", tiny_writer, silent)
    chance = torch.Generator().manual_seed(1)
    prune_width(model, torch.randint(2, 200, (8, 64), generator=chance), 64, silent)
    model.save_pretrained(folder)
    save_tokenizer(tiny_writer, folder)
    return folder


def test_a_pruned_writer_is_healed_towards_what_it_was_made_from(
    tiny_writer: Path, pruned: Path, tmp_path: Path
) -> None:
    texts = [
        TuningRow((), "", f"page {n % 10}", f"Leave of {n} days is asked for at the badge desk.") for n in range(30)
    ]
    plan = replace(PLAN, rate=5e-3, passes=6)
    figures = tune_writer(texts, pruned, tmp_path, tmp_path / "adapter", plan, whole=tiny_writer)
    curve = [json.loads(line) for line in (tmp_path / "curve.jsonl").read_text().splitlines()]
    assert figures["held_out_loss"] < 0.8 * curve[0]["divergence"]
    assert "answer" not in curve[0]


def test_the_whole_model_diverges_from_itself_by_nothing(tiny_writer: Path) -> None:
    model = load_decoder("tiny", tiny_writer, silent)
    batch = [Example(tuple(range(2, 40)), 5), Example(tuple(range(50, 60)), 0)]
    with torch.no_grad():
        loss = loss_of(model, batch, Teacher(load_decoder("tiny", tiny_writer, silent), range(model.config.vocab_size)))
    assert float(loss.divergence) == pytest.approx(0, abs=1e-3)
    assert (loss.tokens, loss.answer_tokens) == (37 + 9, 5)


def test_a_teacher_is_asked_for_the_tokens_that_are_left(tiny_writer: Path) -> None:
    whole = load_decoder("tiny", tiny_writer, silent)
    left = [0, 1, *range(100, 140)]
    ids = torch.tensor([[0, 5, 9, 30]])
    given = Teacher(whole, left).logits(ids, torch.ones_like(ids), torch.ones_like(ids, dtype=torch.bool))
    with torch.no_grad():
        wanted = load_decoder("tiny", tiny_writer, silent)(torch.tensor(left)[ids]).logits[0][:, left]
    assert torch.allclose(given, wanted, atol=0.1)


def test_rows_of_text_alone_are_kept_as_they_are(tmp_path: Path) -> None:
    rows = [*ROWS, TuningRow((), "", "page", "Badges are renewed at the desk.")]
    write_tuning_rows(rows, tmp_path / "rows.jsonl.gz")
    assert load_tuning_rows(tmp_path / "rows.jsonl.gz") == rows

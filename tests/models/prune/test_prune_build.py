"""A recipe's table [prune] makes a smaller model that is served, in a stage of its own that resumes like the others."""

import json
import resource
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from transformers import AutoModelForCausalLM, AutoTokenizer

from models.build import base_weights, build_model, hash_of
from models.calibration_text import calibration_texts
from models.errors import DesksideError, DiskFull, RecipeInvalid, WeightsUnavailable
from models.recipes.recipe import Recipe
from models.sessions import load_tokenizer
from models.store import ModelStore
from models.writing.chat_template import Message
from models.writing.writer import Writer
from tests.models.builds import PowerCut, build_watched
from tests.models.tiny_decoders import WORDS, Graph, by_pytorch, saved, tiny_tokenizer, writer_recipe

pytestmark = pytest.mark.slow

PRUNE = '[prune]\nlayers = 2\nffn = 64\nvocabulary = 320\ncalibration = "file:texts"\ntokens = 1024'
ASKED = [Message("user", "The tunnel shows an error: Größe 😀")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a tiny model and texts to calibrate on."""
    saved(tmp_path / "weights", "qwen2", tiny_tokenizer(512, WORDS * 5 + "networks passwords reopening firewalled"))
    (tmp_path / "texts").mkdir()
    for number in range(12):
        (tmp_path / "texts" / f"{number}.md").write_text(f"# Page {number}\n\n{WORDS * 5}")
    return tmp_path


def pruned_recipe(folder: Path, prune: str = PRUNE, quantize: str = 'kind = "none"', more: str = "") -> Recipe:
    return writer_recipe(folder, quantize, f"{prune}\n{more}")


def test_the_built_model_is_the_pruned_one_and_writes(folder: Path) -> None:
    store, recipe = ModelStore(folder / "models"), pruned_recipe(folder)
    built = build_model(recipe, store)
    weights = base_weights(recipe, store)
    model = AutoModelForCausalLM.from_pretrained(weights)
    config = model.config
    assert (config.num_hidden_layers, config.intermediate_size, config.vocab_size) == (2, 64, 320)
    tokenizer = load_tokenizer(built)
    assert tokenizer.get_vocab_size() == 320
    assert built.serving()["end_tokens"] == [tokenizer.token_to_id("<|im_end|>")]
    writer = Writer.open(built, 1)
    ids = writer.chat.prompt(ASKED)
    logits = Graph(built.path / "model.onnx").logits(ids, [len(ids)], -1)
    np.testing.assert_allclose(logits, by_pytorch(model, ids)[-1:], atol=1e-3)
    expected = ids.copy()
    for _ in range(8):
        expected.append(int(by_pytorch(model, expected)[-1].argmax()))
    written = list(writer.tokens(ids, 8))
    assert written == expected[len(ids) :][: len(written)]
    assert tokenizer.decode(ids, skip_special_tokens=False) == AutoTokenizer.from_pretrained(
        folder / "weights"
    ).apply_chat_template([{"role": "user", "content": ASKED[0].content}], tokenize=False, add_generation_prompt=True)


def test_a_pruned_and_quantized_model_is_served(folder: Path) -> None:
    recipe = pruned_recipe(folder, quantize='kind = "blocks"\nbits = 8\nblock = 32')
    writer = Writer.open(build_model(recipe, ModelStore(folder / "models")), 1)
    text = "".join(writer.write(ASKED, 8))
    assert "".join(writer.write(ASKED, 8)) == text


@pytest.mark.parametrize(
    ("cut_at", "not_repeated"),
    [("Pruning", []), ("Exporting", ["Measuring", "Pruning"]), ("Quantizing", ["Measuring", "Pruning", "Exporting"])],
)
def test_an_interrupted_build_goes_on_at_its_stage(folder: Path, cut_at: str, not_repeated: list[str]) -> None:
    store, recipe = ModelStore(folder / "models"), pruned_recipe(folder)
    with pytest.raises(PowerCut):
        build_watched(recipe, store, cut_at)
    assert store.built() == []
    again = [doing.split()[0] for doing in build_watched(recipe, store)]
    assert cut_at in again
    assert not set(not_repeated) & set(again)
    assert store.find("tiny")


def test_other_text_or_another_choice_is_another_model(folder: Path) -> None:
    before = hash_of(pruned_recipe(folder))
    assert hash_of(pruned_recipe(folder)) == before
    assert hash_of(pruned_recipe(folder, PRUNE.replace("64", "128"))) != before
    assert hash_of(pruned_recipe(folder, "")) != before
    (folder / "texts" / "0.md").write_text("other text")
    assert hash_of(pruned_recipe(folder)) != before


def test_texts_to_keep_are_given_as_text_or_as_a_place(folder: Path) -> None:
    store, rare = ModelStore(folder / "models"), "reopening firewalled"
    whole = AutoTokenizer.from_pretrained(folder / "weights")
    used = PRUNE.replace("320", '"used"')
    (folder / "names.txt").write_text(rare)
    before = hash_of(pruned_recipe(folder, f'{used}\nkeep = ["file:names.txt"]'))
    for keep, stays in (("", False), (f'keep = ["{rare}"]', True), ('keep = ["file:names.txt"]', True)):
        tokenizer = AutoTokenizer.from_pretrained(base_weights(pruned_recipe(folder, f"{used}\n{keep}"), store))
        assert (tokenizer.tokenize(rare) == whole.tokenize(rare)) == stays
    (folder / "names.txt").write_text("other names")
    assert hash_of(pruned_recipe(folder, f'{used}\nkeep = ["file:names.txt"]')) != before


def test_settings_of_generation_that_contradict_each_other_are_left_behind(folder: Path) -> None:
    settings = {"eos_token_id": [2, 0], "do_sample": False, "temperature": 0.5}
    (folder / "weights" / "generation_config.json").write_text(json.dumps(settings))
    built = build_model(pruned_recipe(folder), ModelStore(folder / "models"))
    assert built.serving()["end_tokens"] == [2, 0]


def test_named_layers_are_kept(folder: Path) -> None:
    recipe = pruned_recipe(folder, PRUNE.replace("layers = 2", "layers = [0, 2]"))
    choices = json.loads((base_weights(recipe, ModelStore(folder / "models")) / "pruning.json").read_text())
    assert choices["layers"] == [0, 2]
    assert choices["parameters"]["after"] < choices["parameters"]["before"]


def test_neurons_to_drop_are_those_of_the_layers_that_stay(folder: Path) -> None:
    prune = f'{PRUNE}\ndropped = "file:dropped-neurons.json"'
    (folder / "dropped-neurons.json").write_text(json.dumps([list(range(64)), list(range(64, 128))]))
    choices = json.loads(
        (base_weights(pruned_recipe(folder, prune), ModelStore(folder / "models")) / "pruning.json").read_text()
    )
    assert choices["neurons"] == [list(range(64, 128)), list(range(64))]
    (folder / "dropped-neurons.json").write_text(json.dumps([list(range(64))] * 3))
    with pytest.raises(RecipeInvalid, match="not those of 2 layers"):
        base_weights(pruned_recipe(folder, prune), ModelStore(folder / "models"))


def test_an_adapter_is_one_for_the_pruned_weights(folder: Path) -> None:
    from peft import LoraConfig, get_peft_model

    from models.checkpoints.adapter import save_adapter

    store = ModelStore(folder / "models")
    base = base_weights(pruned_recipe(folder), store)
    config = LoraConfig(r=4, target_modules="all-linear", task_type="CAUSAL_LM", init_lora_weights=False)
    tuned = get_peft_model(AutoModelForCausalLM.from_pretrained(base), config)
    save_adapter(tuned, base, "Tiny", folder / "adapter")
    table = '[adapter]\ntitle = "Tuned"\nsource = "file:adapter"'
    built = build_model(pruned_recipe(folder, more=table), store)
    ids = Writer.open(built, 1).chat.prompt(ASKED)
    logits = Graph(built.path / "model.onnx").logits(ids, [len(ids)], -1)
    np.testing.assert_allclose(logits, by_pytorch(tuned.eval(), ids)[-1:], atol=0.05)
    with pytest.raises(RecipeInvalid, match="tuned on other weights"):
        build_model(pruned_recipe(folder, "", more=table), store)


@pytest.mark.parametrize(
    ("before", "after", "match"),
    [
        ("layers = 2", "layers = 4", "prune.layers reaches 4, and the model has 3"),
        (
            "layers = 2",
            "layers = [1, 3]",
            "keeps layer 3, and the model has 3 layers, numbered from 0. Name layers up to 2",
        ),
        ("layers = 2", "layers = [0, 1, 2, 3]", "prune.layers reaches 4, and the model has 3"),
        ("ffn = 64", "ffn = 192", "prune.ffn reaches 192, and the model has 128"),
        ("vocabulary = 320", "vocabulary = 600", "prune.vocabulary reaches 600, and the model has 512"),
        ("vocabulary = 320", "vocabulary = 100", "259 tokens must stay"),
        ("vocabulary = 320", 'vocabulary = 300\nkeep = ["file:texts"]', "tokens must stay with those of `keep`"),
        ("ffn = 64", "ffn = 65", "prune.ffn.*multiple of 64"),
        ("layers = 2", "layers = [2, 1]", "prune.layers.*in their order"),
        ("layers = 2", "layer = 2", "a key that nothing reads: “prune.layer”"),
        ("layers = 2\nffn = 64\nvocabulary = 320\n", "", "must have one of layers, ffn and vocabulary"),
        ('calibration = "file:texts"\n', "", "lacks the key “prune.calibration”"),
        ("file:texts", "file:elsewhere", "no calibration text in"),
    ],
)
def test_what_cannot_be_pruned_is_said_before_any_work(folder: Path, before: str, after: str, match: str) -> None:
    seen: list[str] = []
    with pytest.raises(RecipeInvalid, match=match):
        recipe = pruned_recipe(folder, PRUNE.replace(before, after))
        build_model(recipe, ModelStore(folder / "models"), lambda step: seen.append(step.doing))
    assert not [doing for doing in seen if doing.startswith(("Reading", "Measuring", "Pruning"))]
    assert ModelStore(folder / "models").built() == []


@pytest.mark.parametrize(
    ("files", "error", "match"),
    [
        ({}, WeightsUnavailable, "There is no folder .*adapter with the weights of Tuned"),
        (
            {"adapter_config.json": '{"peft_type": "IA3", "r": 4}'},
            RecipeInvalid,
            "of the kind IA3, which is not merged",
        ),
        ({"adapter_config.json": '{"peft_type": "LORA", "r": 4}'}, RecipeInvalid, "has no adapter_model.safetensors"),
    ],
)
def test_an_adapter_that_is_none_is_told_before_anything_is_pruned(
    folder: Path, files: dict[str, str], error: type[DesksideError], match: str
) -> None:
    for name, content in files.items():
        (folder / "adapter").mkdir(exist_ok=True)
        (folder / "adapter" / name).write_text(content)
    seen: list[str] = []
    recipe = pruned_recipe(folder, more='[adapter]\ntitle = "Tuned"\nsource = "file:adapter"')
    with pytest.raises(error, match=match):
        build_model(recipe, ModelStore(folder / "models"), lambda step: seen.append(step.doing))
    assert seen == []


def test_a_disk_without_room_for_what_is_left_is_told_before_it_is_measured(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr("models.export.checks.shutil.disk_usage", lambda _: SimpleNamespace(free=100_000))
    with pytest.raises(DiskFull, match=r"Pruning the tiny takes 0\.0 GB, and the disk of"):
        build_model(pruned_recipe(folder), ModelStore(folder / "models"), lambda step: seen.append(step.doing))
    assert seen == ["Checking the tiny's weights"]


def test_a_file_that_may_not_be_so_large_is_told_and_built_once_it_may(folder: Path) -> None:
    """On a FAT disk no file is larger than 4 GB; here it is a limit of the process."""
    store, recipe = ModelStore(folder / "models"), pruned_recipe(folder)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(DiskFull, match="A file of “tiny” is larger than a file may be"):
            build_model(recipe, store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert store.built() == []
    build_model(recipe, store).verify()


def test_an_encoder_is_not_pruned(folder: Path) -> None:
    path = folder / "tiny.toml"
    path.write_text(
        'name = "tiny"\nrole = "embedder"\n[weights]\ntitle = "T"\nsource = "file:weights"\n'
        f'[export]\nkind = "encoder"\nmax_tokens = 32\n[quantize]\nkind = "none"\n{PRUNE}\n'
    )
    from models.recipes.recipe import load_recipe

    with pytest.raises(RecipeInvalid, match="only a decoder is pruned"):
        load_recipe(str(path))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("A firewall blocks.", "has 4 tokens, and at least 1024 are needed"),
        ("防火墙阻止了隧道所需要的端口。" * 200, "tokenizer was not made for its language"),
    ],
)
def test_text_that_shows_nothing_is_refused(folder: Path, text: str, match: str) -> None:
    for file in (folder / "texts").iterdir():
        file.unlink()
    (folder / "texts" / "only.txt").write_text(text, encoding="utf-8")
    with pytest.raises(RecipeInvalid, match=match):
        build_model(pruned_recipe(folder), ModelStore(folder / "models"))


def test_a_text_with_separators_of_its_own_is_one_line_of_json(tmp_path: Path) -> None:
    texts = ["One\u2028two\u2029three\x85four.", "Another."]
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    (tmp_path / "texts.jsonl").write_text(lines, encoding="utf-8")
    assert calibration_texts(tmp_path / "texts.jsonl") == texts


def test_a_line_of_json_whose_text_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text('{"text": "One."}\n{"text": null}\n', encoding="utf-8")
    with pytest.raises(RecipeInvalid, match=r"texts\.jsonl cannot be read"):
        calibration_texts(tmp_path / "texts.jsonl")


def test_lines_of_json_are_text_too(folder: Path) -> None:
    lines = [json.dumps(WORDS * 5), json.dumps({"text": WORDS * 5})] * 6
    (folder / "texts.jsonl").write_text("\n".join(lines))
    recipe = pruned_recipe(folder, PRUNE.replace("file:texts", "file:texts.jsonl"))
    assert build_model(recipe, ModelStore(folder / "models")).name == "tiny"
    (folder / "texts.jsonl").write_text('{"words": 3}')
    with pytest.raises(RecipeInvalid, match=r"texts\.jsonl cannot be read"):
        hash_of(recipe)

"""Folders of weights as people really have them become the model that they hold, or are refused in a sentence."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.build import base_weights, build_model
from models.errors import MemoryShort, RecipeInvalid, WeightsUnavailable
from models.recipes.recipe import Recipe, load_recipe
from models.sessions import load_tokenizer
from models.store import BuiltModel, ModelStore
from tests.models.tiny_decoders import (
    IDS,
    LLAMA3,
    MEMORY,
    TEMPLATE,
    Graph,
    by_pytorch,
    refused,
    saved,
    tiny_decoder,
    tiny_tokenizer,
    write_gguf,
    writer_recipe,
)

YARN = {"rope_type": "yarn", "factor": 4.0}


def changed(file: Path, **values: Any) -> None:
    """Changes what a JSON file says; None takes a key out."""
    content = json.loads(file.read_text()) | values
    file.write_text(json.dumps({key: value for key, value in content.items() if value is not None}))


def built(folder: Path) -> BuiltModel:
    return build_model(writer_recipe(folder, 'kind = "none"'), ModelStore(folder / "models"))


@pytest.mark.parametrize("scaling", [{"rope_type": "default"}, LLAMA3 | MEMORY, YARN | MEMORY])
@pytest.mark.parametrize("family", ["llama", "qwen3"])
def test_a_folder_of_transformers_5_has_the_positions_that_it_says(
    tmp_path: Path, family: str, scaling: dict[str, Any]
) -> None:
    """The release before has no eyes for `rope_parameters`, and would take the usual base."""
    scaled = {} if scaling["rope_type"] == "default" else {"rope_scaling": scaling}
    choices = {"rope_theta": 500.0, "head_dim": 16, **scaled}
    weights = saved(tmp_path / "weights", family, **choices)
    rotary = {"rope_theta": 500.0, **scaling}
    changed(weights / "config.json", rope_theta=None, rope_scaling=None, rope_parameters=rotary)
    logits = Graph(built(tmp_path).path / "model.onnx").logits(IDS, [60])
    np.testing.assert_allclose(logits, by_pytorch(tiny_decoder(family, **choices), IDS), atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("kind", ["TokenizersBackend", "PreTrainedTokenizerFast"])
def test_a_tokenizer_of_transformers_5_is_read(tmp_path: Path, kind: str) -> None:
    weights = saved(tmp_path / "weights")
    listed = ["<|im_start|>", {"content": "<|im_end|>", "special": True}]
    changed(
        weights / "tokenizer_config.json",
        tokenizer_class=kind,
        backend="tokenizers",
        is_local=True,
        extra_special_tokens=listed,
        added_tokens_decoder=None,
        additional_special_tokens=None,
    )
    (weights / "special_tokens_map.json").unlink()
    model = built(tmp_path)
    text = "<|im_start|>The tunnel, error 809."
    assert load_tokenizer(model).encode(text).ids == tiny_tokenizer().encode(text)
    assert model.serving()["special_tokens"].items() >= {("eos_token", "<|im_end|>")}


def test_a_tokenizer_in_the_form_before_tokenizer_json_is_told_what_it_lacks(tmp_path: Path) -> None:
    weights = saved(tmp_path / "weights")
    (weights / "tokenizer.json").unlink()
    (weights / "tokenizer.model").write_bytes(b"pieces")
    changed(weights / "tokenizer_config.json", tokenizer_class="LlamaTokenizer")
    error = refused(tmp_path, RecipeInvalid, r"cannot be read: it has a tokenizer\.model alone\.")
    assert "tokenizer.json" in error.next_step


def test_a_folder_without_a_tokenizer_is_told_so_in_words(tmp_path: Path) -> None:
    weights = saved(tmp_path / "weights")
    for file in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"):
        (weights / file).unlink(missing_ok=True)
    refused(tmp_path, RecipeInvalid, r"The tokenizer of Tiny cannot be read: there is none\.")


def test_a_file_that_is_cut_off_in_the_hubs_cache_is_named_where_it_lies(tmp_path: Path) -> None:
    """The cache has links: a new download finds the file that one leads to, and takes it for whole."""
    file = saved(tmp_path / "weights") / "model.safetensors"
    blob = tmp_path / "blobs" / "0123abcd"
    blob.parent.mkdir()
    blob.write_bytes(file.read_bytes()[:50_000])
    file.unlink()
    file.symlink_to(blob)
    error = refused(tmp_path, WeightsUnavailable, "model.safetensors is cut off or damaged")
    assert f"Remove {blob.resolve()}, fetch it again" in error.next_step


def test_weights_in_several_files_are_put_together(tmp_path: Path) -> None:
    weights = saved(tmp_path / "weights")
    whole = tiny_decoder("llama")
    (weights / "model.safetensors").unlink()
    whole.save_pretrained(weights, max_shard_size="100KB")
    assert len(list(weights.glob("model-*.safetensors"))) > 2
    np.testing.assert_allclose(
        Graph(built(tmp_path).path / "model.onnx").logits(IDS, [60]), by_pytorch(whole, IDS), atol=1e-3
    )


def test_a_part_of_the_weights_or_the_list_of_parts_that_is_missing_is_named(tmp_path: Path) -> None:
    weights = saved(tmp_path / "weights")
    (weights / "model.safetensors").unlink()
    tiny_decoder("llama").save_pretrained(weights, max_shard_size="100KB")
    part = sorted(weights.glob("model-*.safetensors"))[1]
    part.rename(tmp_path / part.name)
    refused(tmp_path, WeightsUnavailable, f"{part.name} of Tiny is missing")
    (tmp_path / part.name).rename(part)
    (weights / "model.safetensors.index.json").unlink()
    refused(tmp_path, WeightsUnavailable, r"neither model\.safetensors nor model\.safetensors\.index\.json")


def test_weights_in_one_file_do_without_the_parts_that_an_old_list_names(tmp_path: Path) -> None:
    weights = saved(tmp_path / "weights")
    (weights / "model.safetensors.index.json").write_text('{"weight_map": {"lm_head.weight": "gone.safetensors"}}')
    assert built(tmp_path).name == "tiny"


def test_a_head_that_nothing_says_is_tied_is_not_made_up(tmp_path: Path) -> None:
    weights = saved(tmp_path / "weights", tie_word_embeddings=True)
    changed(weights / "config.json", tie_word_embeddings=None)
    with pytest.raises(WeightsUnavailable, match=r"lack 1 of its parts, “lm_head\.weight”"):
        built(tmp_path)


@pytest.mark.parametrize(
    ("key", "value", "how"),
    [
        ("quantization_config", {"quant_method": "gptq", "bits": 4}, r" \(gptq\)"),
        ("quantization_config", {"quant_method": "awq", "bits": 4}, r" \(awq\)"),
        ("quantization_config", {"quant_method": "bitsandbytes", "load_in_4bit": True}, r" \(bitsandbytes\)"),
        ("quantization_config", {"quant_method": "fp8"}, r" \(fp8\)"),
        ("compression_config", {"quant_method": "compressed-tensors"}, r" \(compressed-tensors\)"),
        ("quantization", {"group_size": 64, "bits": 4}, ""),
    ],
)
def test_weights_that_are_quantized_already_are_refused(tmp_path: Path, key: str, value: object, how: str) -> None:
    changed(saved(tmp_path / "weights") / "config.json", **{key: value})
    refused(tmp_path, RecipeInvalid, rf"The weights of Tiny are quantized already{how}\. Name the same model")


def test_an_adapter_is_not_taken_for_the_model_that_it_names(tmp_path: Path) -> None:
    """Transformers would go to the hub for the other model, whatever lies in the folder."""
    weights = saved(tmp_path / "weights")
    (weights / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": "org/other"}))
    refused(tmp_path, WeightsUnavailable, r"holds a LoRA adapter.*\[adapter\]")


def test_code_that_comes_with_weights_is_not_offered_to_be_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(text: str = "") -> str:
        asked.append(text)
        return "n"

    monkeypatch.setattr("builtins.input", ask)
    weights = saved(tmp_path / "weights")
    changed(weights / "config.json", model_type="hal9000", auto_map={"AutoConfig": "hal.HalConfig"})
    (weights / "hal.py").write_text("raise SystemExit('run')\n")
    refused(tmp_path, RecipeInvalid, "of the kind “hal9000” is not one that can be exported")
    assert asked == []


def test_weights_of_another_shape_than_their_configuration_are_refused(tmp_path: Path) -> None:
    changed(saved(tmp_path / "weights") / "config.json", intermediate_size=64)
    with pytest.raises(WeightsUnavailable, match="have other shapes than its configuration says"):
        built(tmp_path)


def test_a_model_that_is_larger_than_all_memory_is_refused_before_it_is_read(tmp_path: Path) -> None:
    changed(saved(tmp_path / "weights") / "config.json", intermediate_size=10**12)
    refused(tmp_path, MemoryShort, r"takes more than \d+\.\d GB of memory, and there are \d+\.\d GB")


def test_one_of_several_chat_templates_is_the_one_for_conversations(tmp_path: Path) -> None:
    weights = saved(tmp_path / "weights")
    (weights / "chat_template.jinja").unlink()
    listed = [{"name": "tool_use", "template": "{{ tools }}"}, {"name": "default", "template": TEMPLATE}]
    changed(weights / "tokenizer_config.json", chat_template=listed)
    assert built(tmp_path).serving()["chat_template"] == TEMPLATE


def test_a_writer_that_does_not_phrase_answers_says_so_beside_its_graph(tmp_path: Path) -> None:
    saved(tmp_path / "weights")
    recipe = writer_recipe(tmp_path, 'kind = "none"').model_copy(update={"phrases": False})
    assert "phrases" not in built(tmp_path).serving()
    assert build_model(recipe, ModelStore(tmp_path / "models")).serving()["phrases"] is False


def test_what_the_chat_template_ends_an_answer_with_ends_it(tmp_path: Path) -> None:
    """A model tuned on another layout than its base often keeps the configuration of the base."""
    weights = saved(tmp_path / "weights", eos_token_id=0)
    assert built(tmp_path).serving()["end_tokens"] == [0, 2]
    (weights / "generation_config.json").unlink()
    (weights / "config.json").write_text((weights / "config.json").read_text().replace('id": 0', 'id": null'))
    assert built(tmp_path).serving()["end_tokens"] == [2]
    (weights / "chat_template.jinja").write_text("{% for message in messages %}{{ message.content }}\n{% endfor %}")
    refused(tmp_path, RecipeInvalid, "Nothing says which token ends an answer of Tiny")


def with_source(folder: Path, source: str) -> Recipe:
    writer_recipe(folder, 'kind = "none"')
    recipe = folder / "tiny.toml"
    recipe.write_text(recipe.read_text().replace("file:weights", f"file:{source}"))
    return load_recipe(str(recipe))


def gguf(folder: Path, name: str = "tiny.gguf", **choices: Any) -> Path:
    write_gguf(folder / name, tiny_decoder("llama", head_dim=16, **choices), tiny_tokenizer())
    return folder / name


def test_a_gguf_in_the_hubs_cache_is_read_through_its_link(tmp_path: Path) -> None:
    blob = gguf(tmp_path / "blobs").rename(tmp_path / "blobs" / "c0ffee")
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / "tiny.gguf").symlink_to(blob)
    recipe = with_source(tmp_path, "snapshots/tiny.gguf")
    assert recipe.weights.source == f"file:{tmp_path}/snapshots/tiny.gguf"
    assert [path.name for path in base_weights(recipe, ModelStore(tmp_path / "models")).iterdir()] == ["tiny.gguf"]


def one_part(folder: Path) -> None:
    gguf(folder, "tiny-00001-of-00003.gguf")


def two_parts(folder: Path) -> None:
    gguf(folder, "tiny-00001-of-00002.gguf")
    gguf(folder, "tiny-00002-of-00002.gguf")


def a_part_with_another_name(folder: Path) -> None:
    import gguf as library

    writer = library.GGUFWriter(folder / "tiny.gguf", "llama")
    writer.add_uint16("split.count", 3)
    writer.add_tensor("token_embd.weight", np.zeros((4, 4), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@pytest.mark.parametrize("make", [one_part, two_parts, a_part_with_another_name])
def test_a_gguf_in_parts_is_told_from_several_models(tmp_path: Path, make: Callable[[Path], None]) -> None:
    (tmp_path / "weights").mkdir()
    make(tmp_path / "weights")
    error = refused(tmp_path, WeightsUnavailable, "is one part of a model that is split")
    assert "--merge" in error.next_step


def test_a_gguf_with_a_way_to_keep_numbers_that_nobody_knows_is_not_called_damaged(tmp_path: Path) -> None:
    file = gguf(tmp_path / "weights")
    content = bytearray(file.read_bytes())
    name = b"output_norm.weight"
    # Behind a tensor's name stand the number of its dimensions, the one that it has, and how its numbers are kept.
    at = content.index(name) + len(name) + 4 + 8
    content[at : at + 4] = struct.pack("<I", 99)
    file.write_bytes(content)
    refused(tmp_path, WeightsUnavailable, "keeps its numbers in a way that is not known here")


def test_a_gguf_that_does_not_say_what_it_is_is_refused(tmp_path: Path) -> None:
    file = gguf(tmp_path / "weights")
    file.write_bytes(file.read_bytes().replace(b"general.architecture", b"general.architectuer"))
    refused(tmp_path, RecipeInvalid, "The model Tiny is not one that can be exported")


def test_numbers_of_a_gguf_that_have_no_place_are_not_left_out_without_a_word(tmp_path: Path) -> None:
    gguf(tmp_path / "weights", attention_bias=True)
    with pytest.raises(WeightsUnavailable, match=r"has no place for 12 of its weights, as “blk\.0\.attn_"):
        built(tmp_path)

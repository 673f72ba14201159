"""A decoder is quantized matrix by matrix: close to fp32, smoothed without a change, every token for itself."""

import errno
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray

from models.build import build_model, hash_of
from models.errors import RecipeInvalid
from models.export.decoder import export_decoder_model
from models.export.quiet import quietly
from models.progress import silent
from models.quantization.activations import measure_activations
from models.quantization.blocks import quantize_in_blocks, save_graph
from models.quantization.decoder import quantize_matrices
from models.quantization.neurons import order_neurons
from models.quantization.onnx_decoder import OnnxDecoder
from models.quantization.rounding import Blocks, round_to_blocks, round_to_int8
from models.quantization.smoothing import smooth
from models.recipes.exports import DecoderExport
from models.recipes.recipe import BlockQuantization, MatrixQuantization
from models.store import ModelStore
from tests.models.tiny_decoders import FAMILIES, WORDS, Graph, by_pytorch, refused, saved, tiny_decoder, writer_recipe

CHOICES = DecoderExport(kind="decoder", context_tokens=128)
IDS = np.random.default_rng(2).integers(3, 512, 40).tolist()
ROWS = [np.random.default_rng(seed).integers(3, 512, 60) for seed in range(8)]
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "llama, tied": ("llama", {"tie_word_embeddings": True}),
    "llama, biases": ("llama", {"attention_bias": True, "mlp_bias": True}),
    "mistral, wide heads": ("mistral", {"head_dim": 32, "sliding_window": 16}),
    "qwen2, biases": ("qwen2", {}),
    "qwen2, one key head": ("qwen2", {"num_key_value_heads": 1}),
    "qwen3, norms of heads": ("qwen3", {"head_dim": 32}),
    "qwen3, as many key heads": ("qwen3", {"head_dim": 16, "num_key_value_heads": 4, "attention_bias": True}),
}


def exported(folder: Path, family: str = "llama", **choices: Any) -> Path:
    folder.mkdir(exist_ok=True)
    with quietly():
        export_decoder_model("tiny", CHOICES, tiny_decoder(family, **choices), folder, silent)
    return folder / "model.onnx"


def quantized(graph: Path, **choices: Any) -> Path:
    made = MatrixQuantization(kind="matrices", **choices)
    decoder = OnnxDecoder(onnx.load(graph))
    measured = measure_activations(
        graph, decoder.matrices, ROWS, decoder.matrices if made.rounding == "gptq" else [], silent
    )
    quantize_matrices(decoder, made, measured, silent, "")
    output = graph.with_name("quantized.onnx")
    onnx.save(decoder.model, output)
    return output


def with_likenesses() -> Any:
    """A decoder with two layers that are the same, as merged models have, and with norms that were never trained."""
    model = tiny_decoder("llama", attention_bias=True)
    model.model.layers[1].load_state_dict(model.model.layers[0].state_dict())
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "norm" in name:
                weight.fill_(1.0)
    return model


def stored(graph: Path) -> set[str]:
    return {tensor.name for tensor in onnx.load(graph).graph.initializer}


def alike(found: NDArray[np.float32], expected: NDArray[np.float32]) -> float:
    """The mean cosine of the tokens' logits: 1 for the same, near 0 where a row, a scale or a block is wrong."""
    norms = np.linalg.norm(found, axis=1) * np.linalg.norm(expected, axis=1)
    return float(((found * expected).sum(axis=1) / norms).mean())


@pytest.mark.parametrize("case", MODELS)
def test_smoothing_changes_no_logit(tmp_path: Path, case: str) -> None:
    family, choices = MODELS[case]
    graph = exported(tmp_path, family, **choices)
    decoder = OnnxDecoder(onnx.load(graph))
    peaks = measure_activations(graph, decoder.matrices, ROWS, [], silent).peaks
    factors = smooth(decoder, peaks)
    assert len(factors) == 12
    assert all(factor.max() > 1.1 and factor.min() < 0.9 for factor in factors.values())
    onnx.save(decoder.model, tmp_path / "smoothed.onnx")
    expected, found = Graph(graph).logits(IDS, [40]), Graph(tmp_path / "smoothed.onnx").logits(IDS, [40])
    np.testing.assert_allclose(found, expected, atol=1e-3, rtol=1e-3)
    again = measure_activations(tmp_path / "smoothed.onnx", decoder.matrices, ROWS, [], silent).peaks
    for name, factor in factors.items():
        np.testing.assert_allclose(again[name], peaks[name] / factor, rtol=0.02, atol=1e-4)


@pytest.mark.parametrize("way", ["matrices", "blocks"])
def test_layers_and_norms_that_are_alike_are_quantized_each_for_itself(tmp_path: Path, way: str) -> None:
    model = with_likenesses()
    with quietly():
        export_decoder_model("tiny", CHOICES, model, tmp_path, silent)
    graph, made = tmp_path / "model.onnx", tmp_path / "quantized.onnx"
    expected = by_pytorch(model, IDS)
    np.testing.assert_allclose(Graph(graph).logits(IDS, [40]), expected, atol=1e-3)
    if way == "matrices":
        quantized(graph)
    else:
        blocks = BlockQuantization(kind="blocks", bits=8, block=32)
        quantize_in_blocks(graph, made, blocks, silent, "")
    assert not [node for node in onnx.load(made).graph.node if node.op_type == "MatMul"]
    assert alike(Graph(made).logits(IDS, [40]), expected) > 0.97


@pytest.mark.parametrize("case", MODELS)
@pytest.mark.parametrize("rounding", ["nearest", "gptq"])
def test_a_quantized_decoder_stays_close_to_pytorch(tmp_path: Path, case: str, rounding: str) -> None:
    family, choices = MODELS[case]
    graph = quantized(exported(tmp_path, family, **choices), rounding=rounding)
    assert alike(Graph(graph).logits(IDS, [40]), by_pytorch(tiny_decoder(family, **choices), IDS)) > 0.97


@pytest.mark.parametrize("how", ["int8", "int8-blocks-32", "int8-blocks-64", "int4-blocks-32", "int4-blocks-64"])
def test_each_way_to_keep_a_matrix_is_close_and_as_small_as_it_says(tmp_path: Path, how: str) -> None:
    graph = exported(tmp_path)
    kept = quantized(graph, qkv=how, o_proj=how, gate_up=how, down_proj=how, head=how, rounding="gptq")
    assert alike(Graph(kept).logits(IDS, [40]), Graph(graph).logits(IDS, [40])) > (0.8 if "int4" in how else 0.97)
    weights = [t for t in onnx.load(kept).graph.initializer if t.name.endswith((".int8", ".blocks"))]
    numbers = 3 * (64 * 128 + 64 * 64 + 64 * 256 + 128 * 64) + 64 * 512
    assert len(weights) == 13
    assert sum(len(t.raw_data) for t in weights) == numbers // (2 if "int4" in how else 1)


def test_a_layer_can_be_kept_otherwise(tmp_path: Path) -> None:
    graph = quantized(exported(tmp_path), layers={"down_proj.1-2": "fp32", "qkv.0": "int4-blocks-32"})
    names = stored(graph)
    assert {"down_proj.0.blocks", "qkv.0.blocks", "qkv.1.int8"} <= names
    assert not {"down_proj.1.blocks", "down_proj.2.blocks", "qkv.0.int8"} & names


def test_gptq_moves_the_products_with_the_calibration_text_less() -> None:
    chance = np.random.default_rng(0)
    inputs = (chance.normal(size=(400, 64)) @ chance.normal(size=(64, 64))).astype(np.float32)
    weights = chance.normal(size=(64, 32)).astype(np.float32)
    moments = inputs.T @ inputs

    def lost(rounded: NDArray[np.float32]) -> float:
        return float(np.abs(inputs @ (weights - rounded)).mean())

    nearest, in_turn = (lost(restored(round_to_blocks(weights, 4, 32, known))) for known in (None, moments))
    assert in_turn < 0.8 * nearest
    integers, scales = round_to_int8(weights)
    assert lost(integers * scales) < 0.3 * in_turn


def restored(made: Blocks) -> NDArray[np.float32]:
    numbers = (made.bytes.astype(np.float32) - made.zeros[..., None]) * made.scales[..., None]
    weights: NDArray[np.float32] = numbers.reshape(len(made.bytes), -1).T
    return weights


@pytest.mark.parametrize("shift", [-2.0, 0.0, 2.0])
def test_four_bits_lie_where_the_weights_do(shift: float) -> None:
    weights = (np.random.default_rng(0).normal(size=(96, 8)) + shift).astype(np.float32)
    weights[:32, 0] = 0
    made = round_to_blocks(weights, 4, 32)
    assert made.bytes.max() <= 15
    assert np.abs(restored(made) - weights).max() < 0.6
    np.testing.assert_array_equal(restored(made)[:32, 0], 0)


@pytest.mark.parametrize("case", MODELS)
def test_the_order_of_neurons_changes_no_logit_and_is_from_the_loudest_on(tmp_path: Path, case: str) -> None:
    family, choices = MODELS[case]
    graph = exported(tmp_path, family, **choices)
    decoder = OnnxDecoder(onnx.load(graph))
    measured = measure_activations(graph, decoder.matrices, ROWS, decoder.matrices, silent)
    read = order_neurons(decoder, measured)
    onnx.save(decoder.model, tmp_path / "ordered.onnx")
    expected, found = Graph(graph).logits(IDS, [40]), Graph(tmp_path / "ordered.onnx").logits(IDS, [40])
    np.testing.assert_allclose(found, expected, atol=1e-3, rtol=1e-3)
    again = measure_activations(tmp_path / "ordered.onnx", decoder.matrices, ROWS, decoder.matrices, silent)
    for name, moments in again.moments.items():
        np.testing.assert_allclose(read.moments[name], moments, rtol=0.02, atol=0.02 * np.abs(moments).max())
        np.testing.assert_allclose(read.peaks[name], again.peaks[name], rtol=0.02, atol=1e-4)
    assert all((np.diff(np.diag(read.moments[f"down_proj.{layer}"])) <= 0).all() for layer in range(3))


def test_a_tied_embedding_is_read_out_of_the_head_and_another_has_a_table_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.quantization.tables.SMALLEST_TABLE", 1)
    tied = {
        t.name for t in onnx.load(quantized(exported(tmp_path / "tied", tie_word_embeddings=True))).graph.initializer
    }
    own = {t.name for t in onnx.load(quantized(exported(tmp_path / "own"))).graph.initializer}
    table = "model.embed_tokens.weight"
    assert not {table, f"{table}.blocks"} & tied
    assert f"{table}.blocks" in own
    assert table not in own


@pytest.mark.parametrize("ended_by", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_measurement_that_is_cut_short_leaves_no_graph_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended_by: BaseException
) -> None:
    graph = exported(tmp_path / "model")

    def written_by_half(_model: Any, path: Path, **_: Any) -> None:
        path.write_bytes(b"half")
        raise ended_by

    with monkeypatch.context() as patched, pytest.raises(type(ended_by)):
        patched.setattr("onnx.save", written_by_half)
        measure_activations(graph, OnnxDecoder(onnx.load(graph)).matrices, ROWS, [], silent)
    assert list(graph.parent.glob(f"*{graph.name}*")) == [graph]


def test_what_a_killed_measurement_left_behind_is_no_graph_of_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = exported(tmp_path / "model")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", lambda *_, **__: None)
        measure_activations(graph, OnnxDecoder(onnx.load(graph)).matrices, ROWS, [], silent)
    assert sorted(graph.parent.glob(f"*{graph.name}*")) == [graph, graph.with_name("model.onnx.measured")]
    assert list(graph.parent.glob("*.onnx")) == [graph]


def test_a_graph_that_no_file_can_hold_has_its_weights_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = exported(tmp_path / "model")
    expected = Graph(graph).logits(IDS, [40])
    monkeypatch.setattr("models.quantization.blocks.LARGEST_SINGLE_FILE", 100_000)
    save_graph(onnx.load(graph), tmp_path / "large.onnx")
    assert (tmp_path / "large.onnx.data").stat().st_size > 100_000 > (tmp_path / "large.onnx").stat().st_size
    np.testing.assert_array_equal(Graph(tmp_path / "large.onnx").logits(IDS, [40]), expected)


class TestRowIndependence:
    """What a token gives never depends on how it was read: parts, batches and drafts cannot change an answer."""

    @pytest.fixture(scope="class")
    @staticmethod
    def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
        # Wide enough for the kernels to have a main loop and a rest.
        sizes: dict[str, Any] = {
            "hidden_size": 192,
            "intermediate_size": 320,
            "num_attention_heads": 3,
            "num_key_value_heads": 1,
        }
        return Graph(quantized(exported(tmp_path_factory.mktemp("rows"), **sizes)))

    @pytest.mark.parametrize("steps", [[1] * 40, [16, 16, 8], [39, 1], [5, 35], [7] * 5 + [5]])
    def test_logits_are_the_same_bit_for_bit_whatever_the_parts(self, graph: Graph, steps: list[int]) -> None:
        np.testing.assert_array_equal(graph.logits(IDS, steps), graph.logits(IDS, [40]))

    def test_logits_are_the_same_bit_for_bit_in_a_batch_of_texts_of_unequal_length(self, graph: Graph) -> None:
        lengths, following = [5, 17, 30], 9
        inputs = {i.name: i.shape for i in graph.session.get_inputs() if i.name.startswith("past")}
        nothing = {name: np.zeros((1, shape[1], 0, shape[3]), np.float32) for name, shape in inputs.items()}
        caches = {name: np.zeros((3, shape[1], 48, shape[3]), np.float32) for name, shape in inputs.items()}
        alone = []
        for row, length in enumerate(lengths):
            outputs = self.run(graph, [IDS[:length]], nothing, [length])
            own = {name: outputs[name.replace("past_key_values", "present")][:, :, :length] for name in inputs}
            for name in inputs:
                caches[name][row, :, :length] = own[name][0]
            alone.append(self.run(graph, [[following]], own, [length + 1])["logits"][0])
        together = self.run(graph, [[following]] * 3, caches, [length + 1 for length in lengths])["logits"]
        np.testing.assert_array_equal(together, np.stack(alone))

    @staticmethod
    def run(graph: Graph, ids: list[list[int]], caches: dict[str, Any], seen: list[int]) -> dict[str, Any]:
        mask = (np.arange(max(seen)) < np.array(seen)[:, None]).astype(np.int64)
        names = [output.name for output in graph.session.get_outputs()]
        feeds = {"input_ids": np.array(ids), "attention_mask": mask, **caches}
        return dict(zip(names, graph.session.run(None, feeds), strict=True))


def recipe_text(folder: Path, quantize: str = "") -> Path:
    """A recipe's calibration text beside it, long enough, and its weights."""
    saved(folder / "weights")
    lines = [json.dumps({"text": f"# Page {number}\n\n{WORDS}"}) for number in range(80)]
    (folder / "text.jsonl").write_text("\n".join(lines))
    return folder


TABLE = 'kind = "matrices"\ncalibration = "file:text.jsonl"\ntokens = 1024\n'


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_a_quantized_build_is_loaded_by_genai_and_gives_what_its_graph_gives(tmp_path: Path, family: str) -> None:
    genai = pytest.importorskip("onnxruntime_genai")
    recipe_text(tmp_path)
    saved(tmp_path / "weights", family)
    built = build_model(writer_recipe(tmp_path, TABLE), ModelStore(tmp_path / "models"))
    parameters = genai.GeneratorParams(genai.Model(str(built.path)))
    parameters.set_search_options(do_sample=False, max_length=60)
    generator = genai.Generator(genai.Model(str(built.path)), parameters)
    generator.append_tokens(IDS)
    expected, written = list(IDS), []
    for _ in range(8):
        generator.generate_next_token()
        written.append(int(generator.get_next_tokens()[0]))
        expected.append(int(Graph(built.path / "model.onnx").logits(expected, [len(expected)], None)[-1].argmax()))
    assert written == expected[len(IDS) :]


@pytest.mark.parametrize("name", ["lm_head.0", "down_proj", "down_proj.x", "up_proj.1"])
def test_a_matrix_that_no_decoder_has_is_told_when_the_recipe_is_read(tmp_path: Path, name: str) -> None:
    layers = f'{TABLE}layers = {{"{name}" = "fp32"}}'
    refused(recipe_text(tmp_path), RecipeInvalid, f"“{name}” is no matrix: write one of qkv", layers)


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ('down = "fp32"', "a key that nothing reads: “quantize.down”"),
        ('down_proj = "int4"', "a wrong value for “quantize.down_proj”"),
        ('embedding = "int4-blocks-32"', "a wrong value for “quantize.embedding”"),
        ('rounding = "awq"', "a wrong value for “quantize.rounding”"),
        ('layers = {"qkv.1" = "int3"}', "a wrong value for “quantize.layers.qkv.1”"),
        ("tokens = 100", "a wrong value for “quantize.tokens”"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_key(tmp_path: Path, line: str, match: str) -> None:
    with pytest.raises(RecipeInvalid, match=match):
        writer_recipe(tmp_path, f'kind = "matrices"\n{line}')


def test_a_decoder_is_not_quantized_with_one_scale_for_a_batch(tmp_path: Path) -> None:
    with pytest.raises(RecipeInvalid, match="“quantize”: one scale for a batch would let one text change another"):
        writer_recipe(tmp_path, 'kind = "dynamic-int8"')


def test_layers_that_run_backwards_name_nothing(tmp_path: Path) -> None:
    with pytest.raises(RecipeInvalid, match=r"“qkv\.3-1” is no matrix"):
        writer_recipe(tmp_path, f'{TABLE}layers = {{"qkv.3-1" = "fp32"}}')


def test_a_matrix_that_is_named_twice_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecipeInvalid, match=r"“qkv\.1” is named twice"):
        writer_recipe(tmp_path, f'{TABLE}layers = {{"qkv.0-2" = "fp32", "qkv.1" = "int8"}}')


def test_a_layer_beyond_the_last_is_told_before_the_export(tmp_path: Path) -> None:
    layers = f'{TABLE}layers = {{"qkv.2-3" = "fp32"}}'
    refused(recipe_text(tmp_path), RecipeInvalid, "“qkv.3”, and the model has 3 layers", layers)


def test_calibration_text_that_is_too_short_or_foreign_is_told_before_the_export(tmp_path: Path) -> None:
    recipe_text(tmp_path)
    (tmp_path / "text.jsonl").write_text(json.dumps({"text": WORDS}))
    refused(tmp_path, RecipeInvalid, "calibration text has .* tokens, and at least 1024", TABLE)
    (tmp_path / "text.jsonl").write_text(json.dumps({"text": "日本語の文書です。" * 400}, ensure_ascii=False))
    refused(tmp_path, RecipeInvalid, "not made for its language", TABLE)
    (tmp_path / "text.jsonl").unlink()
    refused(tmp_path, RecipeInvalid, "no calibration text", TABLE)


def test_another_calibration_text_is_another_model(tmp_path: Path) -> None:
    recipe = writer_recipe(recipe_text(tmp_path), TABLE)
    before = hash_of(recipe)
    with (tmp_path / "text.jsonl").open("a") as file:
        file.write('\n{"text": "One more."}')
    assert hash_of(recipe) != before

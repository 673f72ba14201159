"""Exports a Llama-shaped decoder through Optimum, its forward replaced by one made of ONNX Runtime's fused operators.

Optimum's plain export traces attention, masks and rotary embedding into thousands of nodes and is unusably slow.
What differs between the families (`models.export.families`) is read off the model: biases are its linear layers'
own, heads are normalized where it has norms for them, and a window is the configuration's.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from optimum.exporters.onnx import export
from optimum.exporters.onnx.model_configs import LlamaOnnxConfig
from optimum.exporters.onnx.model_patcher import ModelPatcher
from optimum.utils import NormalizedTextConfigWithGQA
from torch import Tensor, nn
from transformers import PreTrainedModel

from models.checkpoints.adapter import merge_adapter
from models.checkpoints.pretrained import ends_of_turn, load_decoder, save_tokenizer
from models.decoding.graph import LONGEST_STEP
from models.export import OPSET
from models.export.families import check_decoder_family, end_tokens, head_size, sliding_window
from models.export.genai import write_genai_config
from models.export.last_logits import choose_last_logits
from models.export.operators import group_query_attention, rms_norm, silu, skip_rms_norm
from models.export.own_weights import separate_weights
from models.export.ragged import take_texts_side_by_side
from models.progress import Progress, Step
from models.recipes.exports import DecoderExport
from models.store import GRAPH

Past = list[tuple[Tensor, Tensor]]


class FusedPatcher(ModelPatcher):  # type: ignore[misc]
    """Gives the model, while it is exported, a lean forward of fused operators; afterwards it is as it was.

    Queries, keys and values become one matrix, and so do gate and up: two wide products are faster than five.
    """

    def __init__(self, config: Any, model: PreTrainedModel, model_kwargs: dict[str, Any] | None = None) -> None:
        super().__init__(config, model, model_kwargs)
        self.patched_forward = fused_forward(model, config.layer_done)

    def __enter__(self) -> None:
        super().__enter__()
        model = self._model.model
        # More, for a step's padding and the token that nobody looks at: as many as there is room for in the cache.
        cosines, sines = rotary_tables(model, self.real_config.context_tokens + LONGEST_STEP + 1)
        model.register_buffer("cosines", cosines)
        model.register_buffer("sines", sines)
        for layer in model.layers:
            attention, mlp = layer.self_attn, layer.mlp
            attention.qkv = fuse(attention.q_proj, attention.k_proj, attention.v_proj)
            mlp.gate_up = fuse(mlp.gate_proj, mlp.up_proj)

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        model = self._model.model
        del model.cosines, model.sines
        for layer in model.layers:
            del layer.self_attn.qkv, layer.mlp.gate_up


class FusedConfig(LlamaOnnxConfig):  # type: ignore[misc]
    """Optimum's description of a decoder's inputs and outputs, without the positions: the attention counts them."""

    NORMALIZED_CONFIG_CLASS = NormalizedTextConfigWithGQA
    _MODEL_PATCHER = FusedPatcher

    context_tokens: int
    layer_done: Callable[[int], None]

    @property
    def inputs(self) -> dict[str, dict[int, str]]:
        """Token ids, attention mask and the cache."""
        inputs: dict[str, dict[int, str]] = super().inputs
        inputs.pop("position_ids", None)
        return inputs


def export_decoder(
    name: str, choices: DecoderExport, weights: Path, output: Path, progress: Progress, adapter: Path | None = None
) -> None:
    """Writes `model.onnx` (fp32), the tokenizer, `config.json` and `genai_config.json` into `output`.

    A LoRA adapter in the folder `adapter` is merged into the weights first.
    """
    model = load_decoder(name, weights, progress)
    if adapter is not None:
        model = merge_adapter(model, adapter, weights)
    save_tokenizer(weights, output)
    export_decoder_model(name, choices, model, output, progress, ends_of_turn(output))


def export_decoder_model(
    name: str,
    choices: DecoderExport,
    model: PreTrainedModel,
    output: Path,
    progress: Progress,
    more_ends: Sequence[int] = (),
) -> None:
    """The same for a model that is in memory already, without the tokenizer; `more_ends` are tokens that end an answer
    beside those that its configuration names.
    """
    check_decoder_family(model.config)
    layers = model.config.num_hidden_layers
    doing = f"Exporting the {name} to ONNX"
    config = FusedConfig(model.config, task="text-generation", use_past=True, use_past_in_inputs=True)
    config.context_tokens = min(choices.context_tokens, model.config.max_position_embeddings)
    # The exporter says nothing while it works; the layers it traces are half of the way.
    config.layer_done = lambda done: progress(Step(doing, done, 2 * layers))
    with torch.no_grad():
        # The fix would run the graph on inputs without a cache, which this graph does not take.
        export(model, config, output / GRAPH, opset=OPSET, disable_dynamic_axes_fix=True)
    separate_weights(output / GRAPH)
    choose_last_logits(output / GRAPH, model.config.vocab_size)
    take_texts_side_by_side(output / GRAPH)
    model.config.save_pretrained(output)
    ends = end_tokens(model.config, getattr(model, "generation_config", None))
    ends += [token for token in more_ends if token not in ends]
    write_genai_config(output, model.config, config.context_tokens, ends)
    progress(Step(doing, 2 * layers, 2 * layers))


def fused_forward(model: PreTrainedModel, layer_done: Callable[[int], None]) -> Callable[..., tuple[Tensor, ...]]:
    """The forward that is traced: logits, then each layer's keys and values."""
    decoder, config = model.model, model.config
    shape = config.num_attention_heads, config.num_key_value_heads, head_size(config)
    # Traced as it is, SiLU is two nodes.
    activate = silu if config.hidden_act in ("silu", "swish") else decoder.layers[0].mlp.act_fn

    def forward(input_ids: Tensor, attention_mask: Tensor, past_key_values: Past) -> tuple[Tensor, ...]:
        last_index = (attention_mask.sum(dim=1, keepdim=True) - 1).to(torch.int32)
        total_length = torch.tensor(attention_mask.shape[1], dtype=torch.int32)
        residual = decoder.embed_tokens(input_ids)
        first = decoder.layers[0].input_layernorm
        hidden = rms_norm(residual, first.weight, first.variance_epsilon)
        present: list[Tensor] = []
        for number, layer in enumerate(decoder.layers):
            attended, keys, values = group_query_attention(
                *heads_of(layer.self_attn, hidden, *shape),
                *past_key_values[number],
                last_index,
                total_length,
                decoder.cosines,
                decoder.sines,
                *shape,
                sliding_window(config, number),
            )
            present += [keys, values]
            norm = layer.post_attention_layernorm
            attended = layer.self_attn.o_proj(attended)
            hidden, residual = skip_rms_norm(residual, attended, norm.weight, norm.variance_epsilon)
            gate, up = layer.mlp.gate_up(hidden).split(config.intermediate_size, dim=-1)
            hidden = layer.mlp.down_proj(activate(gate) * up)
            is_last = number + 1 == len(decoder.layers)
            norm = decoder.norm if is_last else decoder.layers[number + 1].input_layernorm
            hidden, residual = skip_rms_norm(residual, hidden, norm.weight, norm.variance_epsilon)
            layer_done(number + 1)
        return model.lm_head(hidden), *present

    return forward


def heads_of(
    attention: nn.Module, hidden: Tensor, heads: int, key_heads: int, size: int
) -> tuple[Tensor, Tensor | None, Tensor | None]:
    """Queries, keys and values: side by side in the first, unless the family normalizes each head (Qwen3)."""
    packed: Tensor = attention.qkv(hidden)  # type: ignore[operator]
    if not hasattr(attention, "q_norm"):
        return packed, None, None
    queries, keys, values = torch.split(packed, [heads * size, key_heads * size, key_heads * size], dim=-1)
    normalized = []
    for states, norm in ((queries, attention.q_norm), (keys, attention.k_norm)):
        of_heads = states.reshape(*states.shape[:2], -1, size)
        normalized.append(rms_norm(of_heads, norm.weight, norm.variance_epsilon).flatten(-2))  # type: ignore[union-attr]
    return normalized[0], normalized[1], values


def rotary_tables(decoder: nn.Module, positions: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines of the rotary embedding (arXiv 2104.09864): (positions, head size / 2) each."""
    places = torch.arange(positions).unsqueeze(0)
    cosines, sines = decoder.rotary_emb(torch.zeros(1), places)  # type: ignore[operator]
    half = cosines.shape[-1] // 2
    return cosines[0, :, :half].contiguous(), sines[0, :, :half].contiguous()


def fuse(*parts: nn.Linear) -> nn.Linear:
    """One linear layer that gives the outputs of several side by side; the parts become views of it, to save memory."""
    has_bias = parts[0].bias is not None
    whole = nn.Linear(parts[0].in_features, sum(part.out_features for part in parts), bias=has_bias)
    whole.weight.data = torch.cat([part.weight.data for part in parts])
    if has_bias:
        whole.bias.data = torch.cat([part.bias.data for part in parts])
    start = 0
    for part in parts:
        part.weight.data = whole.weight.data[start : start + part.out_features]
        start += part.out_features
    return whole

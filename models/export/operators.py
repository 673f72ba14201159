"""ONNX Runtime's fused decoder operators, as functions that PyTorch's exporter turns into one node each.

Their `forward` gives tensors of the right shape and nothing more: they exist to be traced, never to compute.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function


class RMSNorm(Function):
    """Root-mean-square normalization (arXiv 1910.07467): ONNX Runtime's SimplifiedLayerNormalization."""

    @staticmethod
    def forward(_context: Any, hidden: Tensor, weight: Tensor, epsilon: float) -> Tensor:
        """A tensor of `hidden`'s shape."""
        return torch.empty_like(hidden)

    @staticmethod
    def symbolic(graph: Any, hidden: Any, weight: Any, epsilon: float) -> Any:
        """One node."""
        node = graph.op("SimplifiedLayerNormalization", hidden, weight, axis_i=-1, epsilon_f=epsilon, stash_type_i=1)
        return node.setType(hidden.type())


class SkipRMSNorm(Function):
    """Adds the residual and normalizes the sum; gives the normalized sum and the sum itself."""

    @staticmethod
    def forward(_context: Any, hidden: Tensor, skip: Tensor, weight: Tensor, epsilon: float) -> tuple[Tensor, Tensor]:
        """Two tensors of `hidden`'s shape."""
        return torch.empty_like(hidden), torch.empty_like(hidden)

    @staticmethod
    def symbolic(graph: Any, hidden: Any, skip: Any, weight: Any, epsilon: float) -> tuple[Any, Any]:
        """One node; its second and third output (mean and deviation) are for training, and nobody reads them."""
        name = "com.microsoft::SkipSimplifiedLayerNormalization"
        normalized, _, _, total = graph.op(name, hidden, skip, weight, epsilon_f=epsilon, outputs=4)
        return normalized.setType(hidden.type()), total.setType(hidden.type())


class SiLU(Function):
    """x * sigmoid(x) (arXiv 1702.03118): ONNX Runtime's QuickGelu with a factor of 1."""

    @staticmethod
    def forward(_context: Any, gate: Tensor) -> Tensor:
        """A tensor of `gate`'s shape."""
        return torch.empty_like(gate)

    @staticmethod
    def symbolic(graph: Any, gate: Any) -> Any:
        """One node."""
        return graph.op("com.microsoft::QuickGelu", gate, alpha_f=1.0).setType(gate.type())


class GroupQueryAttention(Function):
    """Causal attention in which several query heads share a key head (arXiv 2305.13245), rotary embedding included.

    `query` holds queries, keys and values side by side, (batch, tokens, (heads + 2 * key_heads) * head size), where
    `key` and `value` are None. With a `window`, a token sees so many tokens back (arXiv 2310.06825), itself included.
    """

    @staticmethod
    def forward(
        _context: Any,
        query: Tensor,
        key: Tensor | None,
        value: Tensor | None,
        past_key: Tensor,
        past_value: Tensor,
        last_index: Tensor,
        total_length: Tensor,
        cosines: Tensor,
        sines: Tensor,
        heads: int,
        key_heads: int,
        size: int,
        window: int | None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The heads' outputs side by side, then all keys and all values: (batch, key heads, past + tokens, size)."""
        batch, tokens, _ = query.shape
        present = past_key.new_empty(batch, key_heads, past_key.shape[2] + tokens, size)
        return query.new_empty(batch, tokens, heads * size), present, torch.empty_like(present)

    @staticmethod
    def symbolic(
        graph: Any,
        query: Any,
        key: Any,
        value: Any,
        past_key: Any,
        past_value: Any,
        last_index: Any,
        total_length: Any,
        cosines: Any,
        sines: Any,
        heads: int,
        key_heads: int,
        size: int,
        window: int | None,
    ) -> tuple[Any, Any, Any]:
        """One node, its separate key and value inputs left out where they are packed into the first."""
        if key is None:
            key = value = graph.op("prim::Constant")
            key.setType(torch._C.OptionalType.ofTensor())
        inputs = (query, key, value, past_key, past_value, last_index, total_length, cosines, sines)
        attributes = {"num_heads_i": heads, "kv_num_heads_i": key_heads, "scale_f": size**-0.5, "do_rotary_i": 1}
        if window is not None:
            attributes["local_window_size_i"] = window
        attended, keys, values = graph.op("com.microsoft::GroupQueryAttention", *inputs, **attributes, outputs=3)
        attended.setType(past_key.type().with_sizes([None, None, heads * size]))
        cache = past_key.type().with_sizes([None, key_heads, None, size])
        return attended, keys.setType(cache), values.setType(cache)


# PyTorch types `apply` loosely; under these names the traced forward reads as plain function calls.
rms_norm: Callable[..., Tensor] = RMSNorm.apply
skip_rms_norm: Callable[..., tuple[Tensor, Tensor]] = SkipRMSNorm.apply
silu: Callable[..., Tensor] = SiLU.apply
group_query_attention: Callable[..., tuple[Tensor, Tensor, Tensor]] = GroupQueryAttention.apply

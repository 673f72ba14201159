"""Takes calibration text through a decoder layer by layer, so that a layer is measured once and large ones fit."""

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from transformers import PreTrainedModel

ROWS_AT_ONCE = 8


class LayerWalk:
    """The hidden states of all rows before one layer, and a way to go on to the next."""

    def __init__(self, model: "PreTrainedModel", ids: Tensor) -> None:
        """`ids` are token numbers, (rows, tokens), without padding: every row sees the same mask and positions."""
        self._decoder: Any = model.model
        self._arguments = self._layer_arguments(ids[:1])
        with torch.no_grad():
            self.states: list[Tensor] = [self._decoder.embed_tokens(part) for part in torch.split(ids, ROWS_AT_ONCE)]

    @torch.no_grad()
    def states_behind(self, number: int) -> list[Tensor]:
        """The states behind a layer; `states` are left as they are."""
        layer: nn.Module = self._decoder.layers[number]
        outputs = [layer(states, **self._arguments[number]) for states in self.states]
        return [output[0] if isinstance(output, tuple) else output for output in outputs]

    @torch.no_grad()
    def _layer_arguments(self, row: Tensor) -> list[dict[str, Any]]:
        """Mask and positions differ between layers with a window and those without: each is asked what it gets."""
        arguments: list[dict[str, Any]] = []

        def note(_layer: nn.Module, _positional: Any, named: dict[str, Any]) -> None:
            arguments.append({key: value for key, value in named.items() if "past" not in key and "cache" not in key})

        hooks = [layer.register_forward_pre_hook(note, with_kwargs=True) for layer in self._decoder.layers]
        try:
            self._decoder(input_ids=row, use_cache=False)
        finally:
            for hook in hooks:
                hook.remove()
        return arguments

"""A decoder graph with its cache: one run takes new tokens of one text, or of several in neighbouring rows."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.decoding.arena import Arena

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

LOGITS_FROM = "logits_from"
PAST, PRESENT = "past_key_values", "present"
RAGGED, NO_TOKEN = "deskside.ragged", -1
"""What the exporter (`models.export.ragged`) calls a graph whose texts may differ in length, and pads them with."""

LONGEST_STEP = 8
"""The most new tokens of a text that are computed beside those of others."""

# What a cache may hold, as ONNX Runtime writes it.
FLOATS: dict[str, type[np.floating[Any]]] = {"tensor(float)": np.float32, "tensor(float16)": np.float16}


class DecoderGraph:
    """The session of a decoder and the keys and values of `rows` texts, `context` tokens each.

    Keys and values that come in and that go out are the same memory, so that a run copies none of them. What is
    computed for a text depends, to the last bit, on nothing but the text. Belongs to one thread at a time.
    """

    def __init__(self, session: "InferenceSession", rows: int, context: int) -> None:
        """Raises ValueError where the graph is not one that this version exports."""
        if RAGGED not in session.get_modelmeta().custom_metadata_map:
            raise ValueError("the graph was exported by another version")
        self._session = session
        past = [value for value in session.get_inputs() if value.name.startswith(PAST)]
        self._past = [(value.name, value.shape[1], value.shape[3]) for value in past]
        self._cache_type = FLOATS[past[0].type]
        # Behind a whole text there is room for the padding of a step, and for the token that nobody looks at.
        self._length = context + LONGEST_STEP + 1
        self._arena = Arena([(heads, size) for _, heads, size in self._past], rows, self._length, self._cache_type)
        self._bindings: dict[tuple[int, int], Any] = {}
        self._logits_from: dict[int, Any] = {}

    def run(self, first: int, pasts: Sequence[int], news: Sequence[Sequence[int]], wanted: int) -> NDArray[Any]:
        """Puts new tokens behind the first `pasts` ones of the rows from number `first` on, for some perhaps none.

        Gives logits, (rows, `wanted`, vocabulary), of the last tokens; rows with fewer tokens than the longest have
        padding on their right. What a row held behind its past is lost.
        """
        ids = np.full((len(news), max(len(new) for new in news)), NO_TOKEN, np.int64)
        for row, new in enumerate(news):
            ids[row, : len(new)] = new
        lengths = np.array([[past + len(new)] for past, new in zip(pasts, news, strict=True)])
        mask = (np.arange(lengths.max()) < lengths).astype(np.int64)
        binding = self._binding(first, len(ids))
        for name, value in (("input_ids", ids), ("attention_mask", mask)):
            binding.bind_input(name, "cpu", 0, np.int64, value.shape, value.ctypes.data)
        binding.bind_ortvalue_input(LOGITS_FROM, self._last(wanted))
        # ONNX Runtime's own memory: ours would be held against the one token's that the graph promises, for genai.
        binding.bind_output("logits", "cpu")
        self._session.run_with_iobinding(binding)
        logits: NDArray[Any] = binding.get_outputs()[0].numpy()
        return logits

    def release(self, row: int, first: int) -> None:
        """Frees the memory of a row's tokens from number `first` on."""
        self._arena.release(row, first)

    def _binding(self, first: int, count: int) -> Any:
        """The rows' keys and values, bound as what comes in and as what goes out."""
        if (first, count) not in self._bindings:
            binding = self._session.io_binding()
            binding.bind_output("logits", "cpu")
            for layer, (name, heads, size) in enumerate(self._past):
                shape = (count, heads, self._length, size)
                value = "cpu", 0, self._cache_type, shape, self._arena.address(layer, first)
                binding.bind_input(name, *value)
                binding.bind_output(name.replace(PAST, PRESENT), *value)
            self._bindings[first, count] = binding
        return self._bindings[first, count]

    def _last(self, wanted: int) -> Any:
        """The input that asks for the last `wanted` logits; made once, as only an `OrtValue` may be bound there."""
        from onnxruntime import OrtValue

        if wanted not in self._logits_from:
            self._logits_from[wanted] = OrtValue.ortvalue_from_numpy(np.array([-wanted], np.int64))
        return self._logits_from[wanted]

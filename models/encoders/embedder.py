"""Serves the embedder: texts in, unit vectors out. It knows nothing of what the texts are."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from models.sessions import load_tokenizer, loading, open_session
from models.store import BuiltModel
from models.unicode import storable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts in, one unit vector a text out."""

# Raise when the same graph starts to give other vectors (another pooling, another way to cut a text).
VECTOR_FORMAT = 1
# A batch is as many texts as fit this many tokens, padding included: the peak of memory, and no slower than larger.
BATCH_TOKENS = 2048
PADDING_ID = 0

CACHED_VECTORS = 4096
"""Vectors that `Embedder.embed_cached` keeps, 6 MB of 384 numbers each: the units of some hundred passages."""


class Embedder:
    """An open embedder. Its methods can be called from several threads at once."""

    def __init__(self, model: BuiltModel, session: "InferenceSession", tokenizer: "Tokenizer") -> None:
        serving = model.serving()
        self.dimension: int = serving["dimension"]
        self.max_tokens: int = serving["max_tokens"]
        self.fingerprint = f"{model.recipe_hash}-{VECTOR_FORMAT}"
        self._pooling: str = serving["pooling"]
        self._prefix: str = serving.get("prefix", "")
        self._centre = np.asarray(serving.get("centre", 0.0), dtype=np.float32)
        self._session: InferenceSession | None = session
        self._inputs = {value.name for value in session.get_inputs()}
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.max_tokens)
        self._cache: OrderedDict[bytes, NDArray[np.float32]] = OrderedDict()
        self._cache_lock = Lock()

    @classmethod
    def open(cls, model: BuiltModel, threads: int | None = None) -> Self:
        """Loads the model; `threads` is how many cores one call may use, all that this process may use by default.

        Raises ModelCorrupt when the files are not a model that ONNX Runtime can load.
        """
        with loading(model):
            return cls(model, open_session(model, threads), load_tokenizer(model))

    def is_word(self, word: str) -> bool:
        """True if the model has learned a word as one: common words of its language are, misspelt ones are not."""
        return len(self._tokenizer.encode(word, add_special_tokens=False).ids) == 1

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text, in the order of the texts: shape (len(texts), dimension).

        A text longer than `max_tokens` is represented by its beginning.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        prefixed = [self._prefix + storable(text) for text in texts]
        encodings = self._tokenizer.encode_batch_fast(prefixed)
        for batch in _batches([len(encoding.ids) for encoding in encodings]):
            vectors[batch] = self._embed_batch([encodings[index] for index in batch])
        return vectors

    def embed_cached(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same for texts that come again and again: the last `CACHED_VECTORS` vectors are cached.

        Texts are known by their hashes; none is kept.
        """
        names = [blake2b(storable(text).encode(), digest_size=16).digest() for text in texts]
        with self._cache_lock:
            known = {name: self._cache[name] for name in names if name in self._cache}
        new = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
        if new:
            known |= {name: vector.copy() for name, vector in zip(new, self.embed([*new.values()]), strict=True)}
        with self._cache_lock:
            for name in names:
                self._cache[name] = known[name]
                self._cache.move_to_end(name)
            while len(self._cache) > CACHED_VECTORS:
                self._cache.popitem(last=False)
        return np.array([known[name] for name in names], dtype=np.float32).reshape(len(names), self.dimension)

    def close(self) -> None:
        """Frees the model."""
        self._session = None
        with self._cache_lock:
            self._cache.clear()

    def _embed_batch(self, encodings: "Sequence[Encoding]") -> NDArray[np.float32]:
        if self._session is None:
            raise RuntimeError("this embedder was closed")
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.full((len(encodings), longest), PADDING_ID, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, {name: feeds[name] for name in self._inputs})[0]
        pooled = hidden[:, 0] if self._pooling == "cls" else _mean_over_tokens(hidden, mask)
        return unit_rows(unit_rows(pooled) - self._centre) if self._centre.any() else unit_rows(pooled)


def unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row as a unit vector; a row of zeros stays as it is."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    unit: NDArray[np.float32] = np.divide(vectors, lengths, dtype=np.float32)
    return unit


def _mean_over_tokens(hidden: NDArray[np.float32], mask: NDArray[np.int64]) -> NDArray[np.float32]:
    """The mean of the tokens' vectors (batch, tokens, dimension), padding left out."""
    weights = mask[:, :, None].astype(np.float32)
    mean: NDArray[np.float32] = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
    return mean


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indexes of texts of about the same length, at most BATCH_TOKENS a batch when padded to its longest."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if batch and (len(batch) + 1) * lengths[batch[0]] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch

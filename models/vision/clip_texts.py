"""The text encoder of a CLIP-style model: a tower of its own, or a projection of the embedder's vectors."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelUnfit
from models.sessions import load_tokenizer, open_session
from models.store import BuiltModel
from models.unicode import storable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

    from models.encoders.embedder import Embedder

PROJECTION = "projection.onnx"
TEXT_GRAPH = "text.onnx"
# A tokenizer's time grows with the text, and no text tower sees more than a few hundred tokens.
LONGEST_TEXT = 8_000
# Quantizing an embedder another way leaves a probe's vector at .98 and more; another model's has nothing to do with it.
SAME_EMBEDDER = 0.97


class TextEncoder(Protocol):
    """Gives a vector, of any length, for each text."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector a text: shape (len(texts), dimension)."""


class ProjectedTextEncoder:
    """A projection of the embedder's vectors into the pictures' space."""

    def __init__(self, session: "InferenceSession", embedder: "Embedder") -> None:
        self._session, self._embedder = session, embedder

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector a text: shape (len(texts), dimension)."""
        vectors: NDArray[np.float32] = self._session.run(None, {"embeddings": self._embedder.embed(texts)})[0]
        return vectors


class TowerTextEncoder:
    """A text tower of the model's own, with its tokenizer."""

    def __init__(self, session: "InferenceSession", tokenizer: "Tokenizer", choices: dict[str, Any]) -> None:
        self._session, self._tokenizer = session, tokenizer
        self._inputs = {value.name for value in session.get_inputs()}
        tokenizer.enable_truncation(choices["max_tokens"])
        tokenizer.no_padding()
        if choices["padding"] == "full":
            padding = {"pad_id": choices["pad_id"], "pad_token": choices["pad_token"]}
            tokenizer.enable_padding(length=choices["max_tokens"], **padding)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector a text: shape (len(texts), dimension)."""
        cleaned = [storable(text[:LONGEST_TEXT]) for text in texts]
        return np.vstack([self._embed_one(self._tokenizer.encode(text)) for text in cleaned])

    def _embed_one(self, encoding: "Encoding") -> NDArray[np.float32]:
        """A vector by itself: with dynamic quantization it would depend on the texts beside it."""
        feeds = {
            "input_ids": np.array([encoding.ids], dtype=np.int64),
            "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
        }
        vector: NDArray[np.float32] = self._session.run(None, {name: feeds[name] for name in self._inputs})[0]
        return vector


def open_text_encoder(model: BuiltModel, embedder: "Embedder", threads: int | None) -> TextEncoder:
    """The model's text encoder; raises ModelUnfit where it was trained over another embedder than this one."""
    choices = model.serving()["text"]
    if choices["kind"] == "tokens":
        return TowerTextEncoder(open_session(model, threads, TEXT_GRAPH), load_tokenizer(model), choices)
    if not _is_trained_over(embedder, choices):
        raise ModelUnfit(
            f"The model “{model.name}” reads texts through the embedder “{choices['model']}”, and another one is set.",
            f"Set `embedder` back to “{choices['model']}”, or name a CLIP model with a text side of its own as `clip`.",
        )
    return ProjectedTextEncoder(open_session(model, threads, PROJECTION), embedder)


def _is_trained_over(embedder: "Embedder", choices: dict[str, Any]) -> bool:
    """Whether the projection was trained on this embedder's vectors, judged by one sentence's."""
    expected = np.asarray(choices["probe_vector"], dtype=np.float32)
    if embedder.dimension != len(expected):
        return False
    return float(embedder.embed([choices["probe"]])[0] @ expected) >= SAME_EMBEDDER

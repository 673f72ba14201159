"""Reads and sees pictures: OCR for the words, CLIP for the looks, and what kind of picture it is.

Its models are loaded when the first picture comes, so that a question without one pays nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.encoders.embedder import Embedder
from models.errors import ModelMissing, ModelUnfit
from models.ocr import Line, Ocr
from models.pictures import Picture
from models.store import BuiltModel, ModelStore
from models.vision.clip import Clip, fingerprint
from models.vision.kinds import KindGuess, kind_of


@dataclass(frozen=True)
class Seen:
    """What was made out in a picture: its lines of text in reading order, its vector and its kind.

    `size` is the width and height that the lines' boxes refer to; `vector` is a unit vector of the CLIP model of the
    sight whose fingerprint is `seen_by`, and can be compared with those of no other.
    """

    digest: str
    name: str
    lines: tuple[Line, ...]
    size: tuple[int, int]
    vector: NDArray[np.float32]
    kind: KindGuess
    seen_by: str = ""

    @property
    def text(self) -> str:
        """The lines, one below the other, in reading order."""
        return "\n".join(line.text for line in self.lines)


class Sight:
    """OCR and CLIP together, not loaded yet. Its methods can be called from several threads at once."""

    def __init__(self, store: ModelStore, model: BuiltModel, embedder: Embedder, threads: int | None) -> None:
        self._store, self._model, self._embedder, self._threads = store, model, embedder, threads
        self._ocr = Ocr.open(threads)
        self.fingerprint = f"{self._ocr.fingerprint}-{fingerprint(model)}"
        self._loading = Lock()
        self._clip: Clip | None = None
        self._own_embedder: Embedder | None = None
        self._closed = False

    @classmethod
    def open(cls, store: ModelStore, clip_name: str, embedder: Embedder, threads: int | None = None) -> Self:
        """Sight with that CLIP model of the store; costs nothing before the first picture or text.

        `threads` is how many cores one call may use, all that this process may use by default. `embedder` stays the
        caller's. Raises ModelMissing or ModelCorrupt where the store does not have the model whole.
        """
        return cls(store, store.find(clip_name, "clip"), embedder, threads)

    def look(self, picture: Picture) -> Seen:
        """What is in the picture. The first call loads the models, in about two seconds."""
        clip = self._loaded_clip()
        lines = self._ocr.lines(picture)
        vector = clip.embed_pictures([picture])[0]
        kind = kind_of(picture, lines, vector, clip)
        return Seen(picture.digest, picture.name, lines, picture.image.size, vector, kind, self.fingerprint)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text, to be compared with those of pictures: shape (len(texts), dimension)."""
        return self._loaded_clip().embed_texts(texts)

    @property
    def sharpness(self) -> float:
        """What CLIP multiplies a text's and a picture's cosine by to compare texts; loads the models."""
        return self._loaded_clip().logit_scale

    def close(self) -> None:
        """Frees the models."""
        with self._loading:
            self._closed = True
            if self._clip is not None:
                self._clip.close()
            if self._own_embedder is not None:
                self._own_embedder.close()
            self._ocr.close()

    def _loaded_clip(self) -> Clip:
        with self._loading:
            if self._closed:
                raise RuntimeError("this sight was closed")
            if self._clip is None:
                self._clip = self._open_clip()
            return self._clip

    def _open_clip(self) -> Clip:
        """The model, over another embedder than the engine's where it was trained over another."""
        try:
            return Clip.open(self._model, self._embedder, self._threads)
        except ModelUnfit as unfit:
            try:
                built = self._store.find(self._model.serving()["text"]["model"])
            except ModelMissing:
                raise unfit from None
            self._own_embedder = Embedder.open(built, self._threads)
            return Clip.open(self._model, self._own_embedder, self._threads)

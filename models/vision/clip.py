"""Serves a CLIP-style model: pictures and texts to unit vectors of one space, in which likeness is a dot product.

It looks at pictures as a whole; words in them are `models.ocr`'s. What its files hold is in `models.export.clip`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from models.encoders.embedder import Embedder, unit_rows
from models.sessions import loading, open_session
from models.store import BuiltModel
from models.vision.clip_texts import TextEncoder, open_text_encoder
from models.vision.pixels import PictureFit, pixels

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from models.pictures import Picture

# Raise when the same graph starts to give other vectors (another way to fit a picture).
VECTOR_FORMAT = 1


class Clip:
    """An open CLIP-style model. Its methods can be called from several threads at once.

    `dimension` is that of its vectors. A picture's score for a text is `logit_scale` * cosine + `logit_bias`; the
    softmax over the scores says which text describes it. `kinds` is what `models.vision.kinds` fitted for this model.
    """

    def __init__(self, model: BuiltModel, session: "InferenceSession", text_encoder: TextEncoder) -> None:
        serving = model.serving()
        self.fingerprint = fingerprint(model)
        self.dimension: int = serving["dimension"]
        self.fit = PictureFit.of(serving["picture"])
        self.logit_scale, self.logit_bias = float(serving["logit_scale"]), float(serving["logit_bias"])
        self.kinds: Mapping[str, Any] = serving.get("kinds", {})
        self._session: InferenceSession | None = session
        self._text_encoder: TextEncoder | None = text_encoder

    @classmethod
    def open(cls, model: BuiltModel, embedder: Embedder, threads: int | None = None) -> Self:
        """Loads the model; `threads` is how many cores one call may use, all that this process may use by default.

        `embedder` stays the caller's: it is not closed here. Raises ModelCorrupt when the files are not a model that
        ONNX Runtime can load, and ModelUnfit when its text encoder was trained over another embedder.
        """
        with loading(model):
            return cls(model, open_session(model, threads), open_text_encoder(model, embedder, threads))

    def embed_pictures(self, pictures: "Sequence[Picture]") -> NDArray[np.float32]:
        """One unit vector a picture, in the order of the pictures: shape (len(pictures), dimension)."""
        session = self._session
        if session is None:
            raise RuntimeError("this model was closed")
        vectors = np.zeros((len(pictures), self.dimension), dtype=np.float32)
        # One at a time: no slower on a CPU, and with dynamic quantization a vector would depend on those beside it.
        for row, picture in enumerate(pictures):
            vectors[row] = session.run(None, {"pixel_values": pixels(picture.image, self.fit)[None]})[0][0]
        return unit_rows(vectors)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text, in the order of the texts: shape (len(texts), dimension).

        A long text is represented by its beginning.
        """
        encoder = self._text_encoder
        if encoder is None:
            raise RuntimeError("this model was closed")
        return unit_rows(encoder.embed(texts)) if texts else np.zeros((0, self.dimension), dtype=np.float32)

    def close(self) -> None:
        """Frees the model."""
        self._session = self._text_encoder = None


def fingerprint(model: BuiltModel) -> str:
    """What changes when the model gives pictures other vectors; the model need not be open for it."""
    return f"{model.recipe_hash}-{VECTOR_FORMAT}"

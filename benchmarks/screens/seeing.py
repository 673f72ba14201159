"""The product's eyes for the benchmarks of screens: an encoder, and OCR whose readings are kept."""

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.screens.kept_reading import KeptReading
from bot.engine_models import model_store
from bot.settings import load_settings
from models.build import build_model
from models.encoders.embedder import Embedder
from models.ocr import Line
from models.pictures import Picture
from models.progress import silent
from models.recipes.recipe import load_recipe
from models.store import BuiltModel
from models.vision.clip import Clip
from models.vision.kinds import Kind, kind_of


class Eyes:
    """An open encoder and OCR. What OCR read is kept in `work`, where one is named, by picture and reader."""

    def __init__(self, clip: Clip, embedder: Embedder, work: Path | None) -> None:
        self.clip, self.embedder = clip, embedder
        self._reading = KeptReading(work)

    @classmethod
    def open(cls, model: Path | None = None, work: Path | None = None) -> Self:
        """The packaged encoder, built if need be, or the one whose files are in the folder `model`."""
        store = model_store(load_settings())
        embedder = Embedder.open(build_model(load_recipe("embedder"), store, silent))
        if model is not None:
            built = BuiltModel("clip", "clip", model, 0, "a-folder")
        else:
            built = build_model(load_recipe("clip"), store, silent)
        return cls(Clip.open(built, embedder), embedder, work)

    def vectors(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """One unit vector a picture."""
        return self.clip.embed_pictures([Picture("", image, "") for image in images])

    def lines(self, image: Image.Image) -> tuple[Line, ...]:
        """What OCR reads in the picture."""
        return self._reading.lines(Picture("", image, _digest(image)))

    def kind(self, image: Image.Image) -> Kind | None:
        """What kind of picture it says it is; None for "don't know"."""
        picture = Picture("", image, "")
        return kind_of(picture, self.lines(image), self.vectors([image])[0], self.clip).kind


def _digest(image: Image.Image) -> str:
    buffer = BytesIO()
    image.save(buffer, "BMP")
    return sha256(buffer.getvalue()).hexdigest()[:24]

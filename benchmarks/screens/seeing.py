"""The product's eyes for the benchmarks of screens: an encoder, and OCR whose readings are kept."""

import json
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot import locations
from bot.settings import load_settings
from models.build import build_model
from models.clip import Clip
from models.embedder import Embedder
from models.kinds import Kind, kind_of
from models.ocr import Line, Ocr
from models.pictures import Picture
from models.progress import silent
from models.recipe import load_recipe
from models.store import BuiltModel, ModelStore


class Eyes:
    """An open encoder and OCR. What OCR read is kept in `work`, where one is named, by picture and reader."""

    def __init__(self, clip: Clip, embedder: Embedder, work: Path | None) -> None:
        self.clip, self.embedder = clip, embedder
        self._reader = Ocr.open()
        self._work = work
        if work is not None:
            work.mkdir(parents=True, exist_ok=True)

    @classmethod
    def open(cls, model: Path | None = None, work: Path | None = None) -> Self:
        """The packaged encoder, built if need be, or the one whose files are in the folder `model`."""
        store = ModelStore(locations.models_folder(load_settings().home))
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
        file = None
        if self._work is not None:
            file = self._work / f"{_digest(image)}-{self._reader.fingerprint}.json"
            if file.exists():
                return tuple(
                    Line(text, tuple(box), score) for text, box, score in json.loads(file.read_text(encoding="utf-8"))
                )
        lines = self._reader.lines(Picture("", image, ""))
        if file is not None:
            file.write_text(json.dumps([(line.text, line.box, line.score) for line in lines]), encoding="utf-8")
        return lines

    def kind(self, image: Image.Image) -> Kind | None:
        """What kind of picture it says it is; None for "don't know"."""
        picture = Picture("", image, "")
        return kind_of(picture, self.lines(image), self.vectors([image])[0], self.clip).kind

    def close(self) -> None:
        """Frees the models."""
        self.clip.close()
        self.embedder.close()
        self._reader.close()


def _digest(image: Image.Image) -> str:
    buffer = BytesIO()
    image.save(buffer, "BMP")
    return sha256(buffer.getvalue()).hexdigest()[:24]

"""Measures what all vectors of an embedder share, so that it can be taken off each: then a cosine tells texts apart.

The vectors of many encoders lie in a narrow cone (Ethayarajh, EMNLP 2019); what is common to all of them, their mean,
says nothing of a text (Mu and Viswanath, "All-but-the-Top", ICLR 2018).
"""

import json
from contextlib import closing
from pathlib import Path

from models.calibration_text import calibration_texts
from models.recipes.exports import EncoderExport
from models.recipes.recipe import Recipe, source_place
from models.store import SERVING, BuiltModel

TEXTS = 256
LONGEST = 600
"""Characters of a calibration text that are embedded: about a passage."""


def centre(recipe: Recipe, package: Path) -> None:
    """Adds `centre` to the serving data of a packaged embedder: the share of the mean that its recipe takes off."""
    from models.encoders.embedder import Embedder

    assert isinstance(recipe.export, EncoderExport)  # noqa: S101 - only embedders are centred
    texts = [text[:LONGEST] for text in calibration_texts(source_place("asset:calibration"))[:TEXTS]]
    model = BuiltModel(recipe.name, recipe.role, package, 0, recipe.hash)
    with closing(Embedder.open(model)) as embedder:
        mean = embedder.embed(texts).mean(axis=0) * (recipe.export.centred or 0.0)
    serving = model.serving() | {"centre": [round(float(number), 6) for number in mean]}
    (package / SERVING).write_text(json.dumps(serving) + "\n", encoding="utf-8")

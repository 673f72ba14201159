"""What a recipe's pruning looks at: the texts whose tokens stay, and the neurons that it drops by their numbers."""

import hashlib
import json

from models.calibration_text import calibration_texts
from models.errors import RecipeInvalid, in_words
from models.recipes.recipe import Pruning, source_place

DROPPED = "dropped-neurons.json"


def texts_to_keep(prune: Pruning) -> list[str]:
    """The texts whose tokens stay in any case."""
    places = [text for text in prune.keep if text.startswith(("file:", "asset:"))]
    kept = [text for text in prune.keep if text not in places]
    return kept + [text for place in places for text in calibration_texts(source_place(place))]


def texts_identity(prune: Pruning) -> str:
    """A hash that changes with the texts that a pruning looks at."""
    content = json.dumps([calibration_texts(prune.place), texts_to_keep(prune), dropped_neurons(prune)])
    return hashlib.sha256(content.encode()).hexdigest()


def dropped_neurons(prune: Pruning) -> list[list[int]] | None:
    """The neurons that the recipe drops by their numbers, layer by layer; None where it is measured which.

    Raises RecipeInvalid where the file is not such lists.
    """
    if prune.dropped is None:
        return None
    place = source_place(prune.dropped)
    file = place / DROPPED if place.is_dir() else place
    try:
        layers = json.loads(file.read_text(encoding="utf-8"))
        lists = [[int(number) for number in layer] for layer in layers]
    except (OSError, ValueError, TypeError) as error:
        raise RecipeInvalid(
            f"The neurons to drop cannot be read from {file.name}: {in_words(error)}.",
            "Write a list of numbers for each layer.",
        ) from error
    return lists

"""Tells of a built model that its recipe would make another one now. It builds nothing, and needs no build tools."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.build import hash_of
from models.errors import DesksideError
from models.recipes.recipe import MatrixQuantization, Recipe, load_recipe, packaged_recipes, source_place
from models.store import BuiltModel


@dataclass(frozen=True)
class Outdated:
    """Why a model should be built again, and how."""

    problem: str
    next_step: str


def outdated(model: BuiltModel) -> Outdated | None:
    """What is to be said of a model that is not what its recipe makes now; None where it is, as far as can be seen."""
    again = "Run `deskside models build RECIPE` with its recipe, which builds it again only if that is needed."
    if (own := model.own_recipe()) is not None:
        if _still_makes(own, model.recipe_hash):
            return None
        why = "its recipe's files have changed since, or this version of Deskside builds from them otherwise"
        return Outdated(f"The model “{model.name}” would come out otherwise now: {why}.", again)
    recipe = Path(model.name).name  # a model elsewhere is called by its folder
    if recipe in packaged_recipes() and hash_of(load_recipe(recipe)) == model.recipe_hash:
        return None
    if model.name not in packaged_recipes():
        return Outdated(f"An earlier version of Deskside built the model “{model.name}”, maybe otherwise.", again)
    return Outdated(
        f"The model “{model.name}” was built from another recipe than this version of Deskside has.",
        f"Run `deskside models build {model.name}`.",
    )


def _still_makes(own: dict[str, Any], recipe_hash: str) -> bool:
    """Whether a recipe makes the model of that hash; one whose files are elsewhere is taken to."""
    try:
        recipe = Recipe.model_validate(own)
        return not all(source_place(place).exists() for place in _places(recipe)) or hash_of(recipe) == recipe_hash
    except ValidationError:  # recipes have other tables now
        return False
    except (DesksideError, OSError):
        return True


def _places(recipe: Recipe) -> Iterator[str]:
    """The folders and files that a recipe names."""
    sources = [recipe.weights.source, recipe.adapter.source if recipe.adapter else ""]
    if recipe.prune is not None:
        sources += [recipe.prune.calibration, *recipe.prune.keep, recipe.prune.dropped or ""]
    if isinstance(recipe.quantize, MatrixQuantization):
        sources.append(recipe.quantize.calibration)
    return (source for source in sources if source.startswith("file:"))

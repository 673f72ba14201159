"""Whether models can be built with what is installed, and the one command that builds those that are not there."""

from importlib.util import find_spec

from models.extras import install_command
from models.recipes.exports import Finished
from models.recipes.recipe import Recipe, default_recipes, load_recipe, packaged_recipes

# Import names of the `build` extra.
BUILD_LIBRARIES = ("torch", "transformers", "optimum", "onnx", "accelerate", "gguf", "peft")


def missing_library(recipe: Recipe) -> str | None:
    """A library that the recipe's model cannot be made without and that is not installed."""
    if isinstance(recipe.export, Finished):
        return None
    return next((library for library in BUILD_LIBRARIES if find_spec(library) is None), None)


def how_to_build(name: str, *others: str) -> str:
    """What to do about a model that is not built or not whole, as a sentence: one command, also without the tools.

    The command builds the others too, which are missing beside it, as far as Deskside has their recipes.
    """
    packaged = packaged_recipes()
    if name not in packaged:
        return "Run `deskside models build RECIPE` with its recipe, or name another model in the settings."
    wanted = [recipe for recipe in packaged if recipe in (name, *others)]
    named = "" if wanted == default_recipes() else f" {' '.join(wanted)}"
    command = f"deskside models build{named}"
    if any(missing_library(load_recipe(name)) for name in wanted):
        command = f"{install_command('build')} && {command}"
    return f"Run `{command}`."

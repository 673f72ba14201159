"""Looks at what an encoder's folder says of the steps behind it, as sentence-transformers writes it down."""

from pathlib import Path

from models.errors import RecipeInvalid
from models.export.weight_files import read_json, read_list
from models.recipes.exports import EncoderExport

MODULES = "modules.json"
SERVED = ("Transformer", "Pooling", "Normalize")
"""The steps that an `Embedder` does."""
MODES = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}
MODE = "pooling_mode_"


def check_pooling(title: str, choices: EncoderExport, weights: Path) -> None:
    """Raises RecipeInvalid where the model's vectors are made otherwise than the recipe makes them.

    A folder that says nothing of it is taken as the recipe has it.
    """
    if not (weights / MODULES).is_file():
        return
    for step in read_list(weights / MODULES):
        kind = str(step.get("type", "")).rpartition(".")[2]
        if kind not in SERVED:
            raise RecipeInvalid(
                f"{title} has a step “{kind}” behind its encoder, which would be left out.",
                f"Name an encoder with no more than {', '.join(SERVED)} in its {MODULES}.",
            )
        if kind == "Pooling":
            _check(title, choices, weights / str(step.get("path", "")) / "config.json")


def _check(title: str, choices: EncoderExport, file: Path) -> None:
    """The vectors are pooled in the one way that the file has, if it is there."""
    if not file.is_file():
        return
    content = read_json(file)
    chosen = [key for key, is_chosen in content.items() if key.startswith(MODE) and is_chosen is True]
    modes = [MODES.get(key, key.removeprefix(MODE)) for key in chosen]
    if isinstance(named := content.get("pooling_mode"), str):  # as newer releases write it
        modes = [named]
    if modes in ([], [choices.pooling]):
        return
    if modes in (["mean"], ["cls"]):
        raise RecipeInvalid(
            f"{title} was made to pool by “{modes[0]}”, and the recipe's pooling is “{choices.pooling}”.",
            f'Write pooling = "{modes[0]}" into the recipe.',
        )
    raise RecipeInvalid(
        f"{title} pools by “{' and '.join(modes)}”, which is not done here.",
        "Name an encoder that pools by mean or cls.",
    )

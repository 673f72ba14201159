"""Our writers as the benchmarks hold them: the default, and the same weights whole, as llama.cpp runs them."""

import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.speed.llama_process import Taken
from models.build import WEIGHTS, build_model
from models.recipes.recipe import Recipe, load_recipe
from models.store import BuiltModel, ModelStore
from models.writing.writer import Writer

WHOLE_STORE = Path(".deskside/benchmarks/whole")


def default_model(models: Path) -> BuiltModel:
    """The default writer: pruned, tuned and quantized as its recipe says."""
    return build_model(load_recipe("writer"), ModelStore(models))


def whole_model(models: Path, folder: Path = WHOLE_STORE) -> BuiltModel:
    """The default writer's weights as they came, neither pruned nor tuned, quantized as the default is.

    Built into a folder of its own, so that it is not among the models that serve.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / WEIGHTS).exists():
        (models / WEIGHTS).mkdir(parents=True, exist_ok=True)
        (folder / WEIGHTS).symlink_to((models / WEIGHTS).resolve(), target_is_directory=True)
    return build_model(whole_recipe(), ModelStore(folder))


def whole_recipe() -> Recipe:
    """The default recipe without what changes the weights."""
    return load_recipe("writer").model_copy(update={"name": "whole", "prune": None, "adapter": None})


def taken(writer: Writer, ids: Sequence[int], max_tokens: int, *, lookup: bool) -> Taken:
    """What the writer takes for a prompt of its own tokens and for what it writes after it."""
    started = time.perf_counter()
    moments = []
    for _ in writer.tokens(ids, max_tokens, lookup=lookup):
        moments.append(time.perf_counter())  # noqa: PERF401 - the moment is what is noted
    return Taken(moments[0] - started, moments[-1] - moments[0], len(moments) - 1)

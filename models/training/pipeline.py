"""From the data folder to the shipped reader: gather, train, export, calibrate. Each stage is kept, so it resumes."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from models.build import WEIGHTS, build_model
from models.checkpoints.weights import fetch_weights
from models.encoders.embedder import Embed, Embedder
from models.encoders.reader import Reader
from models.progress import Progress, Step, silent
from models.recipes.recipe import load_recipe
from models.store import BuiltModel, ModelStore
from models.training.asked import FOLDER
from models.training.calibration import Calibration, fit, held_out_lists, held_out_sentences
from models.training.material import gather_asked, gather_groups, kept_groups, pool_of
from models.training.packaging import export_reader, write_serving
from models.training.reader import Lesson, ReaderPlan, train_reader
from models.training.recovered import recover_reader
from models.training.rows import Group

MADE = 16_000
"""Groups of made questions that are drawn; those that no lesson reads are there to calibrate with."""


@dataclass(frozen=True)
class LessonPlan:
    """How many made groups a lesson reads, and whether it reads those that were written for this project, or their
    single units too.
    """

    made: int
    asked: bool = False
    units: bool = False


COURSES = (
    (LessonPlan(7_000), LessonPlan(1_500, asked=True), LessonPlan(1_500, asked=True)),
    (LessonPlan(1_500, asked=True), LessonPlan(1_500, asked=True)),
    (LessonPlan(0, asked=True, units=True),),
)
"""What is in the questions that were written is harder, and a reader that knows something already learns more from it:
they come again, each time beside other near misses. A course begins where the one before it ended, at the full rate
again."""

SHIPPED = Path(__file__).parents[1] / "assets" / "reader"
NEGATIVES, NEGATIVES_ASKED = 5, 8
CALIBRATION_QUESTIONS = 700
UNFITTED = Calibration((1.0, 0.0), (1.0, 0.0), 0.0)


def train_packaged_reader(
    data: Path,
    store: ModelStore,
    work: Path,
    output: Path,
    minutes: float | None = None,
    progress: Progress = silent,
    further: bool = False,
) -> dict[str, object]:
    """Trains the reader that ships: MiniLM's weights and the embedder come from their packaged recipe.

    `minutes` ends training early on a busy machine (the card of the shipped reader says how many it had); `further`
    begins with the shipped reader and takes the last course alone.
    """
    recipe = load_recipe("embedder")
    embedder = Embedder.open(build_model(recipe, store, progress))
    base = fetch_weights(recipe.weights, store.folder / WEIGHTS, progress)
    try:
        plan, shipped = ReaderPlan(minutes=minutes), SHIPPED if further else None
        return make_reader(data, FOLDER, base, embedder.embed, work, output, plan, progress, shipped)
    finally:
        embedder.close()


def make_reader(
    data: Path,
    asked_folder: Path,
    base: Path,
    embed: Embed,
    work: Path,
    output: Path,
    plan: ReaderPlan,
    progress: Progress = silent,
    shipped: Path | None = None,
) -> dict[str, object]:
    """Trains a reader on `data` and on the questions in `asked_folder` from MiniLM's folder `base`, into `output`.

    `embed` is the product's embedder, for near misses and for the lists that calibrate. `work` keeps the material, the
    checkpoints and each course's `curve.jsonl`. Returns the figures for the model card.
    """
    made = kept_groups(work / "made.jsonl.gz", lambda: gather_groups(data, MADE, NEGATIVES, plan.seed, embed, progress))
    asked = kept_groups(
        work / "asked.jsonl.gz", lambda: gather_asked(data, asked_folder, NEGATIVES_ASKED, plan.seed, embed, progress)
    )
    courses = _courses(made, asked)
    if shipped is None:
        trained = _train(courses, base, work, plan, progress)
    else:
        start = recover_reader(shipped, base, work / "shipped")
        trained = train_reader(courses[-1], base, work / f"course-{len(courses)}", plan, progress, start)
    progress(Step("exporting and quantizing the reader"))
    package = work / "package"
    shutil.rmtree(package, ignore_errors=True)
    export_reader(trained, base, package, [group for group in asked if not group.held_out])
    write_serving(package, UNFITTED)
    reader = Reader.open(BuiltModel("reader", "reader", package, 0, "unfitted"), plan.threads)
    groups = [*made, *asked]
    lists = held_out_lists(groups, pool_of(data, groups), embed, reader, CALIBRATION_QUESTIONS, progress)
    fitted, by_weight = fit(lists, held_out_sentences(asked, reader, CALIBRATION_QUESTIONS))
    write_serving(package, fitted)
    output.mkdir(parents=True, exist_ok=True)
    for file in package.iterdir():
        shutil.copyfile(file, output / file.name)
    figures = {"plan": asdict(plan), "calibration": asdict(fitted), "mrr_by_fusion_weight": by_weight}
    (work / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return figures


def _train(courses: Sequence[Sequence[Lesson]], base: Path, work: Path, plan: ReaderPlan, progress: Progress) -> Path:
    """The folder with the weights of the last course; each has an even share of the plan's minutes."""
    plan = replace(plan, minutes=plan.minutes and plan.minutes / len(courses))
    first, *others = courses
    trained = train_reader(first, base, work / "course-1", plan, progress)
    for number, lessons in enumerate(others, start=2):
        trained = train_reader(lessons, base, work / f"course-{number}", plan, progress, trained)
    return trained


def _courses(made: Sequence[Group], asked: Sequence[Group]) -> list[list[Lesson]]:
    unread = iter(made)
    return [
        [
            Lesson([*islice(unread, plan.made), *(asked if plan.asked else ())], asked if plan.units else ())
            for plan in course
        ]
        for course in COURSES
    ]

"""From text and labelled questions to an adapter: rows, which are kept, then the tuning. Each stage resumes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.evaluation.labelled_set import LabelledSet, load_labelled_set
from bot.evaluation.run import corpus_documents
from bot.settings import Settings
from bot.tuning.healing import healing_rows, in_pieces
from bot.tuning.labelled import posed_by
from bot.tuning.rows import ReadingModels, build_rows
from models.build import WEIGHTS, base_weights, need_build_tools
from models.checkpoints.weights import fetch_weights, sha256_of
from models.encoders.embedder import Embedder
from models.encoders.reader import Reader
from models.errors import UsageError
from models.machine import usable_cores
from models.progress import Progress
from models.recipes.exports import DecoderExport
from models.recipes.recipe import Recipe, load_recipe
from models.store import ModelStore
from models.training.tuning_rows import TuningRow, check_rows, load_tuning_rows, write_tuning_rows
from models.writing.language_model import is_elsewhere
from models.writing.writer import Writer

SEED = 7
PACKAGED = "writer"
"""The recipe of the writer that ships."""

HEALING_ROWS = 2_400
"""Rows that the shipped writer is healed on: more than an hour on two cores gets through."""

# No answer is taught: a writer that was tuned to copy sentences answered more by itself and no better.
SHIPPED: dict[str, Any] = {
    "rank": 32,
    "scale": 64,
    "rows_per_step": 4,
    "answer_weight": 0.0,
    "most_held_out": 24,
    "check_steps": 80,
}


@dataclass(frozen=True)
class TuningPlaces:
    """Where a run reads and writes: the built models, what it keeps to go on, and the adapter."""

    store: ModelStore
    work: Path
    output: Path


def train_packaged_writer(
    data: Path, settings: Settings, places: TuningPlaces, minutes: float | None, progress: Progress
) -> dict[str, Any]:
    """Trains the adapter that ships: the packaged recipe's writer, healed of its pruning; returns the figures.

    It learns to give each next token the probability that the model before pruning gives it.
    """
    from models.training.tuning import tune_writer
    from models.training.tuning_run import TuningPlan

    recipe = load_recipe(PACKAGED)
    need_build_tools(recipe)

    def rows_of(models: ReadingModels) -> list[TuningRow]:
        return healing_rows(data, models.writer, HEALING_ROWS, SEED)

    rows = _kept(places.work / "rows.jsonl.gz", settings, places.store, rows_of)
    base = base_weights(recipe, places.store, progress)
    whole = fetch_weights(recipe.weights, places.store.folder / WEIGHTS, progress)
    plan = TuningPlan(minutes=minutes, **SHIPPED)
    return tune_writer(rows, base, places.work, places.output, plan, progress, recipe.weights.title, whole=whole)


def tune_on(
    sources: Sequence[Path],
    recipe: Recipe,
    settings: Settings,
    places: TuningPlaces,
    minutes: float | None,
    progress: Progress,
) -> dict[str, Any]:
    """Tunes the recipe's writer, from the adapter that it has, on labelled sets and on files of rows.

    One that was pruned and has no adapter is healed as well: it learns to write like the model before pruning. Raises
    UsageError or TrainingDataInvalid before any work where one of them cannot be used.
    """
    if not isinstance(recipe.export, DecoderExport):
        raise UsageError(f"The recipe {recipe.name} is not one of a writer.", "Name a writer's recipe.")
    rows = [row for source in sources if source.is_file() for row in in_pieces(load_tuning_rows(source))]
    sets = {source: load_labelled_set(source) for source in sources if not source.is_file()}
    if not sets:
        check_rows(rows)
    need_build_tools(recipe)
    for source, labelled in sets.items():
        file = places.work / f"rows-{labelled.name}-{_identity(source, settings, places.store)}.jsonl.gz"
        rows += _kept(file, settings, places.store, partial(_rows_of_set, labelled, progress))
    return _tuned(recipe, rows, settings, places, minutes, progress)


def recipe_table(adapter: Path, title: str) -> str:
    """The table that names an adapter in a recipe."""
    hashes = "\n".join(f'"{file.name}" = "{sha256_of(file)}"' for file in sorted(adapter.glob("adapter_*")))
    return f'[adapter]\ntitle = "{title}"\nsource = "file:{adapter.resolve()}"\n\n[adapter.sha256]\n{hashes}'


def _rows_of_set(labelled: LabelledSet, progress: Progress, models: ReadingModels) -> list[TuningRow]:
    folders = [str(labelled.documents)] if labelled.documents is not None else []
    return build_rows(corpus_documents(labelled), posed_by(labelled), models, SEED, progress, folders)


def _identity(labelled_set: Path, settings: Settings, store: ModelStore) -> str:
    """Twelve hexadecimal digits that change with any file of a labelled set, and with the models that make its rows."""
    models = [store.find(name).recipe_hash for name in (settings.embedder, settings.reader, _writer(settings))]
    files = sorted(path for path in labelled_set.rglob("*") if path.is_file())
    content = [(path.relative_to(labelled_set).as_posix(), sha256_of(path)) for path in files]
    return sha256(repr([models, content]).encode()).hexdigest()[:12]


def _writer(settings: Settings) -> str:
    """The writer whose tokens the rows are cut by: that of the settings, or the packaged one where none writes here."""
    return PACKAGED if is_elsewhere(settings.llm) else settings.llm


def _kept(
    file: Path, settings: Settings, store: ModelStore, build: Callable[[ReadingModels], list[TuningRow]]
) -> list[TuningRow]:
    """The rows in the file, made first if it is not there."""
    if not file.exists():
        with _reading_models(settings, store) as models:
            rows = build(models)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_tuning_rows(rows, file)
    return load_tuning_rows(file)


@contextmanager
def _reading_models(settings: Settings, store: ModelStore) -> Iterator[ReadingModels]:
    """The models that a question meets before an answer is written, as the settings name them."""
    with (
        closing(Embedder.open(store.find(settings.embedder), settings.threads)) as embedder,
        closing(Reader.open(store.find(settings.reader), settings.threads)) as reader,
        closing(Writer.open(store.find(_writer(settings)), settings.threads)) as writer,
    ):
        yield ReadingModels(embedder, reader, writer)


def _tuned(
    recipe: Recipe,
    rows: Sequence[TuningRow],
    settings: Settings,
    places: TuningPlaces,
    minutes: float | None,
    progress: Progress,
) -> dict[str, Any]:
    # Checked before the weights are fetched, which may take minutes.
    check_rows(rows)
    from models.checkpoints.adapter import check_adapter
    from models.training.tuning import tune_writer
    from models.training.tuning_run import TuningPlan

    cache = places.store.folder / WEIGHTS
    start = fetch_weights(recipe.adapter, cache, progress) if recipe.adapter else None
    if start is not None:
        check_adapter(start)
    base = base_weights(recipe, places.store, progress)
    # What heals a pruned writer; the adapter that one starts from has done so, and a teacher would only hold it back.
    whole = fetch_weights(recipe.weights, cache, progress) if recipe.prune and start is None else None
    plan = TuningPlan(minutes=minutes, threads=settings.threads or usable_cores())
    return tune_writer(rows, base, places.work, places.output, plan, progress, recipe.weights.title, start, whole)

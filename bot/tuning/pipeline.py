"""From labelled questions to an adapter: rows, which are kept, then the tuning. Each stage resumes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.evaluation.labelled_set import load_labelled_set
from bot.evaluation.run import corpus_documents
from bot.settings import Settings
from bot.tuning.labelled import posed_by
from bot.tuning.published import published_material
from bot.tuning.rows import ReadingModels, build_rows
from models.build import WEIGHTS, base_weights, need_build_tools
from models.embedder import Embedder
from models.progress import Progress
from models.reader import Reader
from models.recipe import Recipe, load_recipe
from models.store import ModelStore
from models.training.tuning_rows import TuningRow, check_rows, load_tuning_rows, write_tuning_rows
from models.weights import fetch_weights, sha256_of
from models.writer import Writer

SEED = 7

QUESTIONS = 911
"""Questions of the published material that are asked for the shipped writer: more than half an hour learns from."""


@dataclass(frozen=True)
class TuningPlaces:
    """Where a run reads and writes: the built models, what it keeps to go on, and the adapter."""

    store: ModelStore
    work: Path
    output: Path


def train_packaged_writer(
    data: Path, settings: Settings, places: TuningPlaces, minutes: float | None, progress: Progress
) -> dict[str, Any]:
    """Tunes the adapter that ships, from the packaged recipe's weights and the training data; returns the figures."""
    recipe = load_recipe("writer")
    need_build_tools(recipe)

    def build(models: ReadingModels) -> list[TuningRow]:
        documents, questions = published_material(data, SEED)
        return build_rows(documents, questions[:QUESTIONS], models, SEED, progress)

    rows = _kept(places.work / "rows.jsonl.gz", settings, places.store, build)
    return _tuned(recipe, rows, places, minutes, progress, starts_anew=True)


def tune_on(
    sources: Sequence[Path],
    recipe: Recipe,
    settings: Settings,
    places: TuningPlaces,
    minutes: float | None,
    progress: Progress,
) -> dict[str, Any]:
    """Tunes the recipe's writer, from the adapter that it has, on labelled sets and on files of rows.

    Raises UsageError or TrainingDataInvalid before any work where one of them cannot be used.
    """
    rows = [row for source in sources if source.is_file() for row in load_tuning_rows(source)]
    sets = [load_labelled_set(source) for source in sources if not source.is_file()]
    if not sets:
        check_rows(rows)
    need_build_tools(recipe)
    for labelled in sets:

        def build(models: ReadingModels) -> list[TuningRow]:
            folders = [str(labelled.documents)] if labelled.documents is not None else []  # noqa: B023 - called at once
            return build_rows(corpus_documents(labelled), posed_by(labelled), models, SEED, progress, folders)  # noqa: B023

        kept = places.work / f"rows-{labelled.name}-{sha256(repr(labelled).encode()).hexdigest()[:12]}.jsonl.gz"
        rows += _kept(kept, settings, places.store, build)
    return _tuned(recipe, rows, places, minutes, progress, starts_anew=False)


def recipe_table(adapter: Path, title: str) -> str:
    """The table that names an adapter in a recipe."""
    hashes = "\n".join(f'"{file.name}" = "{sha256_of(file)}"' for file in sorted(adapter.glob("adapter_*")))
    return f'[adapter]\ntitle = "{title}"\nsource = "file:{adapter.resolve()}"\n\n[adapter.sha256]\n{hashes}'


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
    models = ReadingModels(
        Embedder.open(store.find(settings.embedder), settings.threads),
        Reader.open(store.find(settings.reader), settings.threads),
        Writer.open(store.find(settings.llm), settings.threads),
    )
    try:
        yield models
    finally:
        for model in (models.embedder, models.reader, models.writer):
            model.close()


def _tuned(
    recipe: Recipe,
    rows: Sequence[TuningRow],
    places: TuningPlaces,
    minutes: float | None,
    progress: Progress,
    starts_anew: bool,
) -> dict[str, Any]:
    # Checked before the weights are fetched, which may take minutes.
    check_rows(rows)
    from models.training.tuning import TuningPlan, tune_writer

    cache = places.store.folder / WEIGHTS
    base = base_weights(recipe, places.store, progress)
    start = fetch_weights(recipe.adapter, cache, progress) if recipe.adapter and not starts_anew else None
    plan = TuningPlan(minutes=minutes)
    return tune_writer(rows, base, places.work, places.output, plan, progress, recipe.weights.title, start)

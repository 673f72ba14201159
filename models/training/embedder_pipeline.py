"""From the data folder to the adapter that ships: gather, train, write. Each stage is kept, so that it resumes."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.build import WEIGHTS, build_model
from models.checkpoints.weights import fetch_weights
from models.encoders.embedder import Embedder
from models.progress import Progress, Step, silent
from models.recipes.recipe import Recipe, Weights, load_recipe
from models.store import ModelStore
from models.training.asked import FOLDER
from models.training.embedder import EmbedderPlan, train_embedder
from models.training.embedder_rows import Told, made_rows, told_by
from models.training.material import gather_asked, kept_groups
from models.training.moved_texts import move_texts

NEGATIVES = 8
CLIP = Path(__file__).parents[1] / "assets" / "clip"
MOVED_ON = 12_000
"""Questions, and as many units, over which the picture encoder's text side is moved to the new vectors."""


def train_packaged_embedder(
    data: Path, store: ModelStore, work: Path, output: Path, minutes: float | None = None, progress: Progress = silent
) -> dict[str, Any]:
    """Trains the adapter that ships, for the weights of the packaged recipe; its embedder finds near misses.

    `output/clip` gets the picture encoder's text side over the new vectors.
    """
    recipe = load_recipe("embedder")
    plan = EmbedderPlan(minutes=minutes)
    embedder = Embedder.open(build_model(recipe, store, progress))
    try:
        groups = kept_groups(
            work / "asked.jsonl.gz",
            lambda: gather_asked(data, FOLDER, NEGATIVES, plan.seed, embedder.embed, progress),
        )
        progress(Step("making questions from documentation"))
        asked, made = list(told_by(groups)), made_rows(data, plan.seed)
        random.Random(plan.seed).shuffle(made)  # noqa: S311 - no secret is drawn
        base = fetch_weights(recipe.weights, store.folder / WEIGHTS, progress)
        figures = train_embedder(asked, made, base, work, output, plan, progress)
        progress(Step("moving the picture encoder's text side"))
        adapted = _with_adapter(recipe, output, work, progress)
        try:
            texts = _texts([*asked, *made], plan.seed)
            return figures | {"clip_texts": move_texts(CLIP, embedder.embed, adapted.embed, texts, output / "clip")}
        finally:
            adapted.close()
    finally:
        embedder.close()


def _with_adapter(recipe: Recipe, adapter: Path, work: Path, progress: Progress) -> Embedder:
    trained = Weights(title="Adapted", source=f"file:{adapter.absolute()}")
    return Embedder.open(
        build_model(recipe.model_copy(update={"adapter": trained}), ModelStore(work / "models"), progress)
    )


def _texts(rows: Sequence[Told], seed: int) -> list[str]:
    """Questions and units, each once."""
    rng = random.Random(seed)  # noqa: S311 - no secret is drawn
    drawn = rng.sample(list(rows), min(MOVED_ON, len(rows)))
    units = [rng.choice(row.right).text for row in drawn if row.right]
    return list(dict.fromkeys([*(row.question for row in drawn), *units]))
